"""How many examples are tried: the same few in the suite, as many as asked for in a long run."""

import os

from hypothesis import HealthCheck, Phase, settings

_ASKED = os.environ.get("MCP_EXPOSURE_EXAMPLES", "")

settings.register_profile(
    "mcp-exposure",
    max_examples=int(_ASKED or 12),
    derandomize=not _ASKED,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("mcp-exposure")
