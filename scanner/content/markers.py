"""Whether a blob can hold MCP configuration at all, at the speed at which git delivers blobs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.model import Notation
from scanner.content.search import Texts, around, occurs, places
from scanner.syntax.decoding import decode, has_nul, is_wide

CUT = frozenset({Notation.CODE, Notation.JSON, Notation.YAML, Notation.TOML})
"""Texts that are cut around markers of these groups; without one there is nothing to cut."""
_TELLING = ("container", "program", "command", "link", "encoded")
_SAMPLE = 128
_RUN = 16
"""Bytes of text without which nothing is configured."""
_PRINTABLE = re.compile(rb"[\t\r\n -~]{%d,}" % _RUN)


def tells(content: bytes) -> bool:
    """Return whether `content`, in any encoding, may be about MCP at all."""
    core = _table().core
    wide = b"\0" in content[:_SAMPLE] and is_wide(content)
    if wide and occurs(core, decode(content)[0]):
        return True
    if has_nul(content) and not wide:
        return any(_is_text(content, at, len(text)) for at, text in places(core, content))
    return occurs(core, content)


def _is_text(content: bytes, at: int, length: int) -> bool:
    """Return whether what stands there is written in a binary file, and not there by chance.

    Every other image has the three letters somewhere, and took as long as the longest document.
    """
    start, end = max(at - _RUN, 0), at + length
    runs = _PRINTABLE.finditer(content, start, end + _RUN)
    return any(run.start() <= at and end <= run.end() for run in runs)


def holds(source: bytes, *groups: str) -> bool:
    """Return whether a marker of one of `groups` occurs in `source`, which is UTF-8."""
    return occurs(_texts(groups), source)


def are_in(source: bytes) -> bool:
    """Return whether `source`, in one of the notations of `CUT`, has anything to be cut around."""
    return holds(_near(source), *_TELLING)


def _near(source: bytes) -> bytes:
    """Return stretches of `source` with all its markers, each as a whole, and hardly anything else.

    Every marker holds one of the core texts, and for those few a large text is searched twice as
    fast as for all markers.
    """
    return around(_table().core, source, longest())


@cache
def longest() -> int:
    """Return how many bytes the longest marker has."""
    return max(len(text) for texts in _table().groups.values() for text in texts)


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
