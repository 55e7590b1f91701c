"""Whether a blob can hold MCP configuration at all, at the speed at which git delivers blobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.search import Texts, occurs
from scanner.syntax.decoding import decode, is_wide

_SAMPLE = 128


def tells(content: bytes) -> bool:
    """Return whether `content`, in any encoding, may be about MCP at all."""
    core = _table().core
    if occurs(core, content):
        return True
    return b"\0" in content[:_SAMPLE] and is_wide(content) and occurs(core, decode(content)[0])


def marks(source: bytes) -> frozenset[str]:
    """Return the groups of markers that occur in `source`, which is UTF-8."""
    return frozenset(group for group in _table().groups if holds(source, group))


def holds(source: bytes, *groups: str) -> bool:
    """Return whether a marker of one of `groups` occurs in `source`, which is UTF-8."""
    return occurs(_texts(groups), source)


@cache
def _texts(groups: tuple[str, ...]) -> Texts:
    return tuple(text for group in groups for text in _table().groups[group])


@dataclass(frozen=True, slots=True)
class _Table:
    core: Texts
    """Texts of which every marker holds one."""
    groups: Mapping[str, Texts]


@cache
def _table() -> _Table:
    content = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
    groups = {name: _encoded(texts) for name, texts in content["groups"].items()}
    return _Table(_encoded(content["core"]["texts"]), groups)


def _encoded(texts: list[str]) -> Texts:
    return tuple(text.encode() for text in texts)
