"""Bytes to a located tree: JSON, YAML, TOML."""
