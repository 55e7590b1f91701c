"""Which files configure MCP, and how each client writes them."""
