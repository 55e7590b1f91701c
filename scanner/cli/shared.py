"""Options that several commands take, each described once."""

from pathlib import Path
from typing import Annotated

import typer

KEY_VARIABLE = "MCP_EXPOSURE_KEY"

KeyFile = Annotated[
    Path | None,
    typer.Option(help=f"The fingerprint key; or set {KEY_VARIABLE}.", metavar="FILE"),
]
CatalogueFile = Annotated[
    Path | None,
    typer.Option(help="Your own clients and kinds of credentials (TOML).", metavar="FILE"),
]
