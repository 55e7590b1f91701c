"""Located trees to MCP servers with located values."""
