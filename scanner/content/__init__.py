"""MCP configuration wherever it is written: in documents, scripts, programs, links, bundles."""
