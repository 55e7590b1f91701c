"""Places: from a character of a decoded text to its line and column in the source."""

from bisect import bisect_right
from collections.abc import Iterable

from scanner.configs import Scalar

_LONGEST = 4
"""Bytes of the longest character in UTF-8."""


def offset(source: bytes, scalar: Scalar, index: int) -> int:
    """Return the byte offset in `source` of character `index` of `scalar.text`.

    A character written as an escape is where its escape begins.
    """
    at = bisect_right(scalar.anchors, index, key=lambda anchor: anchor[0]) - 1
    start, begin = scalar.anchors[max(at, 0)]
    ahead = max(index - start, 0)
    between = _text(source[begin : begin + _LONGEST * ahead])[:ahead]
    return begin + len(between.encode("utf-8", "surrogateescape"))


def position(source: bytes, scalar: Scalar, index: int) -> tuple[int, int]:
    """Return line and column, from 1, of character `index` of `scalar.text`."""
    return line_column(source, offset(source, scalar, index))


def line_column(source: bytes, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of the byte at `at`; columns count characters."""
    start = source.rfind(b"\n", 0, at) + 1
    return source.count(b"\n", 0, start) + 1, len(_text(source[start:at])) + 1


def places(source: bytes, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return line and column of each of `offsets`, in time linear in `source`."""
    found: dict[int, tuple[int, int]] = {}
    line, column, at = 1, 1, 0
    for place in sorted(set(offsets)):
        breaks = source.count(b"\n", at, place)
        start = source.rfind(b"\n", at, place) + 1 if breaks else at
        column = len(_text(source[start:place])) + (1 if breaks else column)
        line, at = line + breaks, place
        found[place] = line, column
    return found


def _text(part: bytes) -> str:
    return part.decode("utf-8", "surrogateescape")
