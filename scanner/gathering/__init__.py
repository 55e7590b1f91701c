"""Gathering: which contents of one unit may configure MCP, where and when they stand or stood."""
