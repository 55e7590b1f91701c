"""Whether a blob can hold MCP configuration at all, at the speed at which git delivers blobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.search import Texts, occurs, places
from scanner.syntax.decoding import decode, is_wide

_SAMPLE = 128
_REACH = 64
"""Bytes before and behind the start of a core text within which a marker lies that holds it."""
_SPARSE = 1 << 11
"""Bytes for each stretch around a core text from which on it pays to cut them out."""


def tells(content: bytes) -> bool:
    """Return whether `content`, in any encoding, may be about MCP at all."""
    core = _table().core
    if occurs(core, content):
        return True
    return b"\0" in content[:_SAMPLE] and is_wide(content) and occurs(core, decode(content)[0])


def holds(source: bytes, *groups: str) -> bool:
    """Return whether a marker of one of `groups` occurs in `source`, which is UTF-8."""
    return occurs(_texts(groups), source)


def around(source: bytes) -> bytes:
    """Return what stands around the core texts in `source`, which holds the same markers.

    Where they are few, all groups of markers are looked for in a fraction of the time.
    """
    stretches: list[tuple[int, int]] = []
    most = len(source) // _SPARSE
    for at, _ in places(_table().core, source):
        if stretches and at - _REACH <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], at + _REACH)
        elif len(stretches) < most:
            stretches.append((max(at - _REACH, 0), at + _REACH))
        else:
            return source
    return b"\0".join(source[start:end] for start, end in stretches)


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
