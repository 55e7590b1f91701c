"""How a file is written, told by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.model import Notation


@dataclass(frozen=True, slots=True)
class _Table:
    suffixes: Mapping[str, Notation]
    names: Mapping[str, Notation]


def notation_of(path: str) -> Notation | None:
    """Return the notation that the name of a file tells; None if only its looks can tell.

    What stands behind the name proper (`mcp.json.bak`, `Dockerfile.dev`, `.env.local`) is worn off.
    """
    name = path.rpartition("/")[2].lower()
    table = _table()
    if known := table.names.get(name) or table.names.get(name.partition(".")[0]):
        return known
    if name.startswith(".env"):
        return Notation.SETTINGS
    while "." in name:
        name, _, suffix = name.rpartition(".")
        if known := table.suffixes.get(f".{suffix}"):
            return known
    return None


def is_dotenv(path: str) -> bool:
    """Return whether a file's name is that of a file of variables, which servers may be given."""
    name = path.rpartition("/")[2].lower()
    return name.startswith(".env") or name.endswith(".env")


@cache
def _table() -> _Table:
    content = tomli.loads((files("scanner.content") / "notations.toml").read_text("utf-8"))
    suffixes, names = (
        {text: Notation(notation) for notation, texts in content[part].items() for text in texts}
        for part in ("suffixes", "names")
    )
    return _Table(suffixes, names)
