"""The sections of a long document in Markdown, cut at its headings."""

import re
from collections.abc import Iterator

from scanner.content import document_fences as fences

_LONG = 1 << 12
"""Bytes up to which a document is read as a whole."""
_HEADING = re.compile(rb"\n#{1,3} ")
_NESTED = (b"````", b"~~~~")
_FRONT = (b"---", b"+++")


def spans(source: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the sections of `source` begin and end; together they are all of it.

    No section ends inside a block of code, however it is fenced.
    """
    if len(source) <= _LONG:
        return
    borders = _borders(source)
    start = 0
    for border in _outside(source, borders) if _is_nested(source) else _closed(source, borders):
        if start < border:
            yield start, border
        start = border
    yield start, len(source)


def _borders(source: bytes) -> Iterator[int]:
    at = 0
    for mark in _FRONT:
        if source.startswith(mark):
            # What looks like a heading in front matter is a comment.
            at = max(source.find(b"\n" + mark, len(mark)), 0)
    return (match.start() + 1 for match in _HEADING.finditer(source, at))


def _is_nested(source: bytes) -> bool:
    return any(mark in source for mark in _NESTED)


def _closed(source: bytes, borders: Iterator[int]) -> Iterator[int]:
    """Yield the borders before which as many blocks were closed as opened."""
    start = ticks = waves = elements = 0
    for border in borders:
        ticks ^= source.count(b"```", start, border) & 1
        waves ^= source.count(b"~~~", start, border) & 1
        opened, ended = (source.count(mark, start, border) for mark in (b"<pre", b"</pre"))
        elements = max(elements + opened - ended, 0)
        start = border
        if not (ticks or waves or elements):
            yield border


def _outside(source: bytes, borders: Iterator[int]) -> Iterator[int]:
    """Yield the borders that stand in no fenced block, where fences hold fences."""
    blocks = fences.fences(source)
    block = next(blocks, None)
    for border in borders:
        while block is not None and block.after <= border:
            block = next(blocks, None)
        if block is None or border <= block.start:
            yield border
