"""Patches: what stood in each file before, and what stands there after."""

import re
from collections.abc import Iterator

from scanner.content.looks import looks
from scanner.content.model import Piece
from scanner.content.notations import notation_of
from scanner.content.rewriting import joined
from scanner.content.search import occurs

_HEADS = (
    re.compile(rb"^(?:diff --(?:git|cc|combined) |Index: )", re.MULTILINE),
    re.compile(rb"^--- [^\n]*\n\+\+\+ ", re.MULTILINE),
)
"""How the part of a file begins, the second only where the first is nowhere."""
_HUNKS = (b"\n@@",)
_HEAD_WITHIN = 4096
"""Bytes within which a patch has its first head; a message may stand before it."""
_NAME = re.compile(rb"^\+\+\+ (?:[a-z]/)?([^\t\r\n]++)", re.MULTILINE)
_OLD_NAME = re.compile(rb"^--- (?:[a-z]/)?([^\t\r\n]++)", re.MULTILINE)
_HUNK = re.compile(rb"^@@[^\n]*+\n?", re.MULTILINE)
_LINE = re.compile(rb"([-+ ]?)([^\n]*+(?:\n|\Z))")


def is_patch(source: bytes, start: int, end: int) -> bool:
    """Return whether `source[start:end]` is a patch with the heads that programs write."""
    if not source.startswith(b"@@", start) and not occurs(_HUNKS, source[start:end]):
        return False
    within = min(end, start + _HEAD_WITHIN)
    return source.startswith(b"@@", start) or any(
        head.search(source, start, within) for head in _HEADS
    )


def pieces(source: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield both sides of each file of the patch `source[start:end]`."""
    found = ([match.start() for match in head.finditer(source, start, end)] for head in _HEADS)
    heads = next((places for places in found if places), [start])
    for first, last in zip(heads, [*heads[1:], end], strict=True):
        hunks = [match.span() for match in _HUNK.finditer(source, first, last)]
        path = _path(source, first, hunks[0][0] if hunks else first)
        if not hunks:
            yield from _sides(source, [(first, last)], path)
            continue
        borders = [begin for begin, _ in hunks[1:]] + [last]
        bodies = [(body, stop) for (_, body), stop in zip(hunks, borders, strict=True)]
        yield from _sides(source, bodies, path)


def _path(source: bytes, start: int, end: int) -> str:
    for pattern in (_NAME, _OLD_NAME):
        found = pattern.search(source, start, end)
        if found and found[1] != b"/dev/null":
            return found[1].decode("utf-8", "replace").strip('"')
    return ""


def _sides(source: bytes, bodies: list[tuple[int, int]], path: str) -> Iterator[Piece]:
    """Yield the text after the change and, if anything was taken away, the one before it."""
    after: list[tuple[int, int]] = []
    before: list[tuple[int, int]] = []
    removed = False
    for start, end in bodies:
        for match in _LINE.finditer(source, start, end):
            mark, run = match[1], match.span(2)
            if run[0] == run[1]:
                continue
            removed = removed or mark == b"-"
            if mark != b"-":
                after.append(run)
            if mark != b"+":
                before.append(run)
    for runs in (after, before) if removed else (after,):
        text = joined(source, runs)
        if notation := notation_of(path) or looks(text.text):
            yield Piece(notation, text)
