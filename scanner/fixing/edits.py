"""Changes of a text by position: comments, layout and line ends stay as they are."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.configs import Scalar
from scanner.syntax import offset

_INDENTED = re.compile(rb"[ \t]*\Z")
_FOLDED = re.compile(rb"\n[ \t]*")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Bytes from `start` to before `end` give way to `text`."""

    start: int
    end: int
    text: bytes


def applied(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `source` with all `edits`, which do not overlap."""
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits):
        pieces += (source[at : edit.start], edit.text)
        at = edit.end
    return b"".join((*pieces, source[at:]))


def apart(edits: Iterable[Edit]) -> bool:
    """Return whether no two of `edits` overlap."""
    reach = 0
    for edit in sorted(edits):
        if edit.start < reach:
            return False
        reach = edit.end
    return True


def beside(edits: Iterable[Edit], others: Iterable[Edit]) -> Iterator[Edit]:
    """Yield those of `others` that touch none of `edits`, which do not overlap."""
    known = sorted(edit for edit in edits if edit.start < edit.end)
    starts = [edit.start for edit in known]
    for other in others:
        at = bisect_left(starts, other.end)
        if not at or known[at - 1].end <= other.start:
            yield other


def stretch(source: bytes, scalar: Scalar, start: int, end: int) -> tuple[int, int]:
    """Return the bytes that the characters from `start` to before `end` of `scalar` stand in."""
    return offset(source, scalar, start), offset(source, scalar, end)


def ahead(source: bytes, at: int, entry: str, *, comma: bool) -> Edit:
    """Return what puts `entry` before the one that begins at `at`, in the manner of the file.

    On a line of its own, with a comma behind it if there has to be one; or on the line of others.
    """
    text = entry.encode()
    begin = source.rfind(b"\n", 0, at) + 1
    if not _INDENTED.match(source[begin:at]):
        return Edit(at, at, _FOLDED.sub(b" ", text) + b", ")
    close = source.find(b"\n", at)
    line_end = b"\r\n" if close > 0 and source[close - 1 : close] == b"\r" else b"\n"
    line_end += source[begin:at]
    return Edit(at, at, text.replace(b"\n", line_end) + b"," * comma + line_end)
