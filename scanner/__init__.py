"""Facts: from a repository to the MCP servers and credentials configured in it."""

__version__ = "0.1.0"
