"""The fences of Markdown: where each block stands, what its first line says, what its margin is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scanner.configs import Scalar
from scanner.content.rewriting import lines
from scanner.syntax.scalars import verbatim

_MARGIN = re.compile(
    rb"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|<[A-Za-z/][^<>\n]{0,200}>)*+\Z"
)
_LINE = re.compile(rb"(`{3,}+|~{3,}+)([^\n]*+)\n?")
_QUOTE = re.compile(rb"^[ \t]*+>[ \t>]*+", re.MULTILINE)
_MOST = 20_000
"""Fences of one document that are read."""
_LONGEST_MARGIN = 400


@dataclass(frozen=True, slots=True)
class Fence:
    """A block between fences."""

    start: int
    """Byte offset of the opening fence, its margin not counted."""
    content: int
    end: int
    """Byte offset of the end of its content."""
    after: int
    """Byte offset of what follows it."""
    info: bytes
    margin: bytes


class _Mark(NamedTuple):
    line: int
    at: int
    width: int
    char: bytes
    info: bytes
    end: int
    """Byte offset of the next line."""


def fences(source: bytes) -> Iterator[Fence]:
    """Yield the fenced blocks of `source` in order; the last one may lack its end.

    A fence with a tag ends the block that is open before it: closing ones have none, so that a
    missing or doubled fence turns no text inside out but what stands before the next tag.
    """
    opened: _Mark | None = None
    for mark in _marks(source):
        if opened is None:
            opened = mark
        elif mark.char == opened.char and mark.width >= opened.width:
            yield _fence(source, opened, mark.line, mark.line if mark.info else mark.end)
            opened = mark if mark.info else None
    if opened is not None:
        yield _fence(source, opened, len(source), len(source))


def text(source: bytes, fence: Fence) -> Scalar:
    """Return the content of `fence` without the margin that the whole block has."""
    if not fence.margin:
        return verbatim(source, fence.content, fence.end, quoted=True)
    pattern = _QUOTE if b">" in fence.margin else _indent(len(fence.margin.expandtabs(4)))
    return lines(source, fence.content, fence.end, pattern)


@lru_cache(maxsize=64)
def _indent(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"^(?:\t| {1,%d})" % width, re.MULTILINE)


def _fence(source: bytes, opened: _Mark, end: int, after: int) -> Fence:
    margin = source[opened.line : opened.at]
    content = min(opened.end, end)
    return Fence(opened.at, content, end, after, opened.info, margin)


def _marks(source: bytes) -> Iterator[_Mark]:
    """Yield the fence lines of both kinds in the order of `source`."""
    at, count = 0, 0
    ticks, waves = source.find(b"```"), source.find(b"~~~")
    while (ticks >= 0 or waves >= 0) and count < _MOST:
        use_ticks = ticks >= 0 and (waves < 0 or ticks < waves)
        at = ticks if use_ticks else waves
        mark, after = _mark(source, at)
        if mark:
            count += 1
            yield mark
        if 0 <= ticks < after:
            ticks = source.find(b"```", after)
        if 0 <= waves < after:
            waves = source.find(b"~~~", after)


def _mark(source: bytes, at: int) -> tuple[_Mark | None, int]:
    """Return the fence at `at`, if it is one, and where to look for the next."""
    match = _LINE.match(source, at)
    line = source.rfind(b"\n", max(0, at - _LONGEST_MARGIN), at) + 1
    if match is None or (not line and at > _LONGEST_MARGIN):
        return None, at + 3
    end = match.end()
    info = match[2].strip()
    char = match[1][:1]
    # Code in a line of text is written with ticks as well, whatever their number.
    if (char == b"`" and b"`" in info) or (line < at and not _MARGIN.match(source, line, at)):
        return None, end
    return _Mark(line, at, len(match[1]), char, info, end), end
