"""Patches that take credentials out of configurations; they are printed, never applied."""
