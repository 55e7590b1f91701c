"""Tracing: where else the very values that a scan found are written, in whatever form."""
