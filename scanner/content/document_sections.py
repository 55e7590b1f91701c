"""The sections of a long document in Markdown: cut at headings and below blocks of code."""

from collections.abc import Iterable, Iterator

from scanner.content import document_fences as fences
from scanner.content.search import places

_LONG = 1 << 12
"""Bytes up to which a document is read as a whole."""
_HEADINGS = (b"\n# ", b"\n## ", b"\n### ")
_NESTED = (b"````", b"~~~~")
_ELEMENTS = {b"<pre": 1, b"</pre": -1}
EVENTS = (*_NESTED, b"```", b"~~~", *_ELEMENTS, *_HEADINGS)
"""All that decides where a document is cut."""
_FRONT = (b"---", b"+++")
_BLANK = (b"\n", b"\r\n")
EDGE = b"\n- "
"""Items of lists stand for themselves: a list of thousands grows by one with each version."""


def spans(source: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the sections of `source` begin and end; together they are all of it.

    No section ends inside a block of code, however it is fenced.
    """
    if len(source) <= _LONG:
        return
    borders = _closed(source)
    start = 0
    for border in _outside(source, _borders(source)) if borders is None else borders:
        if start < border:
            yield start, border
        start = border
    yield start, len(source)


def _borders(source: bytes) -> Iterator[int]:
    body = _body(source)
    return (at + 1 for at, _ in places(_HEADINGS, source) if at >= body)


def _body(source: bytes) -> int:
    """Return where front matter ends: what looks like a heading in it is a comment."""
    marks = (mark for mark in _FRONT if source.startswith(mark))
    return max((source.find(b"\n" + mark, len(mark)) for mark in marks), default=0)


def _closed(source: bytes) -> Iterator[int] | None:
    """Return the borders before which as many blocks were closed as opened.

    One is at each heading, and one at each blank line below a block. None if a fence holds fences.
    """
    found = tuple(places(EVENTS, source))
    if any(text in _NESTED for _, text in found):
        return None
    return _balanced(source, found)


def _balanced(source: bytes, found: Iterable[tuple[int, bytes]]) -> Iterator[int]:
    opened = {b"```": 0, b"~~~": 0}
    elements = 0
    body = _body(source)
    for at, text in found:
        border = at + 1
        if text in opened:
            opened[text] ^= 1
            border = source.find(b"\n", at) + 1
            if not source.startswith(_BLANK, border):
                continue
        elif text in _ELEMENTS:
            elements = max(elements + _ELEMENTS[text], 0)
            continue
        if at >= body and border and not (elements or any(opened.values())):
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
