"""Checks, readiness and severity."""
