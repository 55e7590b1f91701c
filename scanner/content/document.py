"""Documents: the configurations, commands and variables that text shows in its blocks and lines."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from scanner.content import document_fences as fences
from scanner.content import document_markup as markup
from scanner.content import document_patches as patches
from scanner.content import document_prose as prose
from scanner.content import document_sections as sections
from scanner.content import links
from scanner.content.document_blocks import block
from scanner.content.model import Content, Notation, Piece, Stretch
from scanner.syntax.scalars import verbatim

_FRONT = re.compile(rb"\s*+(?:<!--(?:[^-]++|-(?!->))*+-->\s*+)?(---|\+\+\+)[ \t]*+\r?\n")
_ENDS = {
    b"---": re.compile(rb"^(?:---|\.\.\.)[ \t]*+\r?$", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[ \t]*+\r?$", re.MULTILINE),
}
_FRONT_MATTERS = re.compile(rb"mcp|servers|tools|env|key|token", re.IGNORECASE)

_OBJECT = re.compile(rb"\s*+[{\[]")

_MOST = 20_000
"""Blocks of each kind of markup that are read of one document."""

_Span = tuple[int, int]


def read(source: bytes) -> Content:
    """Return what a document of any markup shows, and the servers of its install links.

    Of a large one the sections are returned, each a document.
    """
    if patches.is_patch(source, 0, len(source)):
        return Content(pieces=(*patches.pieces(source, 0, len(source)), *links.pieces(source)))
    spans = tuple(sections.spans(source))
    if len(spans) > 1:
        # A section that a commit left as it was is not read again.
        return Content(stretches=tuple(Stretch(Notation.DOCUMENT, *span) for span in spans))
    found, gaps = _blocks(source)
    return Content(
        pieces=(*_once(found), *links.pieces(source)),
        stretches=tuple(Stretch(Notation.PROSE, *gap) for gap in gaps),
    )


def _blocks(source: bytes) -> tuple[list[Piece], Iterator[_Span]]:
    """Return the blocks of all kinds of markup, and the stretches between them."""
    found: list[Piece] = []
    taken: list[_Span] = []
    start = _front(source, found)
    if start:
        taken.append((0, start))
    for fence in fences.fences(source):
        if fence.start >= start:
            taken.append((fence.start, fence.after))
            text = fences.text(source, fence)
            found.extend(block(source, text, fence.info))
            if _shows_output(source, fence):
                found.extend(prose.objects(source, fence.content, fence.end))
    for blocks in (markup.delimited(source), markup.elements(source), markup.directives(source)):
        _add(source, islice(blocks, _MOST), taken, found)
    return found, _gaps(taken, len(source))


def _once(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield each stretch once in each notation, however many kinds of markup it fits."""
    seen: set[tuple[Notation, int, str]] = set()
    for piece in pieces:
        key = piece.notation, piece.text.anchors[0][1], piece.text.text
        if key not in seen:
            seen.add(key)
            yield piece


def _shows_output(source: bytes, fence: fences.Fence) -> bool:
    """Return whether a block shows a command and below it an object that the command prints."""
    start, end = fence.content, fence.end
    if source.find(b"\n{", start, end) < 0 or source.find(b"<<", start, end) >= 0:
        return False
    return not _OBJECT.match(source, start, end)


def _front(source: bytes, found: list[Piece]) -> int:
    """Add the front matter and return where it ends."""
    match = _FRONT.match(source)
    end = _ENDS[match[1]].search(source, match.end()) if match else None
    if match is None or end is None:
        return 0
    if _FRONT_MATTERS.search(source, match.end(), end.start()):
        notation = Notation.YAML if match[1] == b"---" else Notation.TOML
        text = verbatim(source, match.end(), end.start(), quoted=True)
        found.append(Piece(notation, text))
    return end.end()


def _add(
    source: bytes, blocks: Iterable[markup.Block], taken: list[_Span], found: list[Piece]
) -> None:
    """Add the blocks that do not stand in one that is already taken."""
    known = sorted(taken)
    starts = [start for start, _ in known]
    for text, info, end in blocks:
        at = text.anchors[0][1]
        before = bisect_right(starts, at) - 1
        if before >= 0 and at < known[before][1]:
            continue
        taken.append((at, end))
        found.extend(block(source, text, info))


def _gaps(taken: list[_Span], end: int) -> Iterator[_Span]:
    at = 0
    for start, stop in sorted(taken):
        if at < start:
            yield at, start
        at = max(at, stop)
    if at < end:
        yield at, end
