"""Whether a blob can hold MCP configuration at all, at the speed at which git delivers blobs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from scanner.syntax.decoding import decode, is_wide

_WINDOW = 1 << 18
_SAMPLE = 128
_OVERLAP = 64
"""Bytes; no marker is longer."""


def tells(content: bytes) -> bool:
    """Return whether `content`, in any encoding, may be about MCP at all."""
    core = _table().core
    if _occurs(core, content):
        return True
    return b"\0" in content[:_SAMPLE] and is_wide(content) and _occurs(core, decode(content)[0])


def marks(source: bytes) -> frozenset[str]:
    """Return the groups of markers that occur in `source`, which is UTF-8."""
    return frozenset(group for group in _table().groups if holds(source, group))


def holds(source: bytes, group: str) -> bool:
    """Return whether a marker of `group` occurs in `source`, which is UTF-8."""
    return _occurs(_table().groups[group], source)


@dataclass(frozen=True, slots=True)
class _Table:
    core: BytesAhoCorasick
    """Texts of which every marker holds one."""
    groups: Mapping[str, BytesAhoCorasick]


def _occurs(automaton: BytesAhoCorasick, content: bytes) -> bool:
    # A hostile blob of nothing but markers would answer with millions of matches at once.
    view = memoryview(content)
    windows = (view[start : start + _WINDOW + _OVERLAP] for start in range(0, len(view), _WINDOW))
    return any(automaton.find_matches_as_indexes(window) for window in windows)


@cache
def _table() -> _Table:
    content = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
    groups = {group: _automaton(texts) for group, texts in content["groups"].items()}
    return _Table(_automaton(content["core"]["texts"]), groups)


def _automaton(texts: Iterable[str]) -> BytesAhoCorasick:
    # Only leftmost matching uses vector instructions: four times as fast where texts are few.
    return BytesAhoCorasick([text.encode() for text in texts], MatchKind.LeftmostFirst)
