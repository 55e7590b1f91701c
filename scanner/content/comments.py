"""Servers that are commented out: runs of comments, read in the notation around them."""

from collections.abc import Iterator
from itertools import pairwise

from scanner.configs import Scalar, Tree
from scanner.content.model import Notation, Piece
from scanner.syntax.scalars import assembled

_SHORTEST = 16
"""Characters of the shortest server worth reading."""
_MARKS = b"#/*;"
_BLANK = b" \t"


def commented(source: bytes, tree: Tree, notation: Notation) -> Iterator[Piece]:
    """Yield the runs of comments of `tree`, which stands in `source`, that may hold a server."""
    for run in _runs(source, tree.comments):
        text = assembled(_lines(source, run), quoted=False)
        if len(text.text) >= _SHORTEST and (":" in text.text or "=" in text.text):
            yield Piece(notation, text)


def _runs(source: bytes, comments: tuple[Scalar, ...]) -> Iterator[list[Scalar]]:
    """Yield comments that stand in lines one below the other."""
    run: list[Scalar] = list(comments[:1])
    for before, comment in pairwise(comments):
        if not _follows(source, before, comment):
            yield run
            run = []
        run.append(comment)
    if run:
        yield run


def _follows(source: bytes, before: Scalar, comment: Scalar) -> bool:
    between = source[_end(before) : comment.anchors[0][1]]
    return between.count(b"\n") <= 1 and not between.strip(_BLANK + _MARKS + b"\r\n")


def _lines(source: bytes, run: list[Scalar]) -> Iterator[tuple[int, str]]:
    """Yield each comment with its blanks behind the mark: in YAML they are structure."""
    for number, comment in enumerate(run):
        offset = comment.anchors[0][1]
        start = offset
        while start and source[start - 1] in _BLANK:
            start -= 1
        if not start or source[start - 1] not in _MARKS:
            start = offset
        ending = "\n" if number + 1 < len(run) else ""
        yield start, source[start : _end(comment)].decode("utf-8", "surrogateescape") + ending


def _end(comment: Scalar) -> int:
    return comment.anchors[0][1] + len(comment.text.encode("utf-8", "surrogateescape"))
