"""The store: what was scanned, what was found there, and what the next scan can build on."""
