"""Places: from a character of a decoded text to its line and column in the source."""

from bisect import bisect_right

from scanner.configs import Scalar

_LONGEST = 4
"""Bytes of the longest character in UTF-8."""


def position(source: bytes, scalar: Scalar, index: int) -> tuple[int, int]:
    """Return line and column, from 1, of character `index` of `scalar.text`.

    A character written as an escape is where its escape begins.
    """
    at = bisect_right(scalar.anchors, index, key=lambda anchor: anchor[0]) - 1
    start, offset = scalar.anchors[max(at, 0)]
    ahead = max(index - start, 0)
    between = _text(source[offset : offset + _LONGEST * ahead])[:ahead]
    return line_column(source, offset + len(between.encode("utf-8", "surrogateescape")))


def line_column(source: bytes, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of the byte at `offset`; columns count characters."""
    start = source.rfind(b"\n", 0, offset) + 1
    return source.count(b"\n", 0, start) + 1, len(_text(source[start:offset])) + 1


def _text(part: bytes) -> str:
    return part.decode("utf-8", "surrogateescape")
