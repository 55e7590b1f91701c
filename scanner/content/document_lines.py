"""The lines between the blocks of a document: what of them shows a configuration or a command."""

from collections.abc import Iterator
from itertools import islice

from scanner.configs import Scalar
from scanner.content import document_markup as markup
from scanner.content import document_prose as prose
from scanner.content.document_blocks import matters
from scanner.content.document_sections import EDGE
from scanner.content.looks import looks
from scanner.content.model import Content, Notation, Piece

_MOST = 20_000
"""Pieces of one stretch of prose."""
LEADS_ON = (b":", b"{", b"[", b",")


def paragraphs(source: bytes, known: set[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the parts of `source` that are read by themselves, each with the byte it begins at.

    Where a line leads on to the items below it, they are all one part. The `known` are left out.
    """
    parts = source.split(EDGE)
    if known.issuperset(parts):
        return
    at = 0
    for part in parts:
        if part not in known:
            leads = leads_on(part)
            yield at, source[at:] if leads else part
            if leads:
                return
        at += len(part) + len(EDGE)


def leads_on(part: bytes) -> bool:
    """Return whether what stands below `part` belongs to it; it is never to be known alone."""
    return part.endswith(LEADS_ON)


def read(source: bytes) -> Content:
    """Return what lines of prose hold: indented code first, then what stands among words."""
    return Content(pieces=tuple(islice(_pieces(source), _MOST)))


def _pieces(source: bytes) -> Iterator[Piece]:
    at = 0
    for text, _, behind in markup.indented(source, 0, len(source)):
        first = text.anchors[0][1]
        piece = _indented(text)
        if piece is None or first < at:
            continue
        yield from _among_words(source, at, first)
        yield piece
        at = behind
    yield from _among_words(source, at, len(source))


def _indented(text: Scalar) -> Piece | None:
    notation = looks(text.text)
    if notation in (None, Notation.DOCUMENT) or not matters(notation, text.text):
        return None
    return Piece(notation, text)


def _among_words(source: bytes, start: int, end: int) -> Iterator[Piece]:
    if start < end:
        yield from prose.objects(source, start, end)
        yield from prose.commands(source, start, end)
        yield from prose.spans(source, start, end)
        yield from prose.assignments(source, start, end)
