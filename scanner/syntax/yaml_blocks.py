"""YAML's literal (`|`) and folded (`>`) block scalars (YAML 1.2.2, chapter 8.1)."""

import re
from dataclasses import dataclass

from scanner.configs import Scalar
from scanner.syntax.scalars import assembled

HEADER = re.compile(
    rb"([|>])(?:([1-9])([+-]?)|([+-]?)([1-9]?))(?=[\s\x00]|\Z)[^\r\n]*+(?:\r\n?|\n|\Z)"
)
_ROW = re.compile(rb"( *+)([^\r\n]*+)(\r\n?|\n|\Z)")
_BOUNDARY = re.compile(rb"(?:---|\.\.\.)(?:[\s]|\Z)")


@dataclass(frozen=True, slots=True, repr=False)
class _Row:
    """A line of content without its indentation; `blanks` empty lines stand before it."""

    offset: int
    text: str
    blanks: int

    @property
    def indented(self) -> bool:
        """True for a line that folding leaves alone."""
        return self.text[:1] in {" ", "\t"}


def block_scalar(source: bytes, start: int, parent: int) -> tuple[Scalar, int]:
    """Return the block scalar whose indicator is at `start`, and where its lines end.

    `parent` is the column, from 0, of the collection around it; -1 at the top of a document.
    """
    header = HEADER.match(source, start)
    if header is None:
        return assembled([(start, "")], quoted=True), start
    digit = header[2] or header[5]
    width = max(parent, 0) + int(digit) if digit else None
    rows, blanks, end = _rows(source, header.end(), parent, width)
    closed = source[end - 1 : end] in {b"\n", b"\r"}
    chomping = header[3] or header[4] or b""
    pieces = _joined(rows, folded=header[1] == b">")
    if rows and closed and chomping != b"-":
        pieces.append((rows[-1].offset + len(rows[-1].text.encode(*_LENIENT)), "\n"))
    if chomping == b"+":
        pieces.append((end, "\n" * blanks))
    return assembled(pieces or [(header.end(), "")], quoted=True), end


_LENIENT = ("utf-8", "surrogateescape")


def _rows(source: bytes, at: int, parent: int, width: int | None) -> tuple[list[_Row], int, int]:
    """Return the lines of content, the empty lines after the last, and where they end."""
    rows: list[_Row] = []
    blanks = 0
    while at < len(source) and (match := _ROW.match(source, at)):
        spaces = len(match[1])
        if not match[2] and (width is None or spaces <= width):
            blanks += 1
            at = match.end()
            continue
        if width is None:
            width = max(spaces, parent + 1)
        if spaces < width or (width == 0 and _BOUNDARY.match(source, at)):
            break
        text = source[at + width : match.end(2)].decode(*_LENIENT)
        rows.append(_Row(at + width, text, blanks))
        blanks = 0
        at = match.end()
    return rows, blanks, at


def _joined(rows: list[_Row], *, folded: bool) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    before: _Row | None = None
    for row in rows:
        if before is None:
            glue = "\n" * row.blanks
        elif folded and not (before.indented or row.indented):
            glue = "\n" * row.blanks or " "
        else:
            glue = "\n" * (row.blanks + 1)
        if glue:
            # The line breaks stand before the line, where exactly does not matter to anyone.
            pieces.append((row.offset, glue))
        pieces.append((row.offset, row.text))
        before = row
    return pieces
