"""The parts of a script that a shell reads each for itself: a commit leaves most as they were.

A part ends at an empty line where nothing goes on: no quote, bracket, here document or command, and
nothing was looked for that only what follows might have. So it is read as if it stood alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanner.content.sums import shifted
from scanner.findings import Judged, together

_LARGEST = 1_000_000
"""Bytes of the largest script that is surely read to its end."""
_LEAST = 1 << 10
_BORDER = b"\n\n"
_METHOD = b"setenvironmentvariable"


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """What was judged in one part; places are byte offsets in it."""

    stated: tuple[Judged, ...]
    """Each server that its commands state."""
    loose: Judged
    pieces: tuple[Judged, ...]
    """What its commands hold in other notations."""
    remarks: tuple[Judged, ...]
    count: int
    """How many pieces and remarks there are, also of those that hold nothing."""


_Placed = tuple[int, Section]


def is_divided(source: bytes) -> bool:
    """Return whether `source` is worth being divided, and all that is in it is in some part."""
    return _LEAST <= len(source) <= _LARGEST and _METHOD not in source.lower()


def sections(source: bytes, read: Callable[[bytes, bool], Section | None]) -> list[_Placed]:
    """Return the parts of `source`, together all of it, each with where it begins.

    `read` is given a part, and whether it is the last; it returns None if the part goes on.
    """
    found: list[_Placed] = []
    start = 0
    while start < len(source):
        border, step, part = start, 1, None
        while part is None:
            for _ in range(step):
                border = source.find(_BORDER, border) + 1 or len(source)
            part = read(source[start:border], border == len(source))
            # Twice as many each time, so that a quote that nothing closes takes linear time.
            step *= 2
        found.append((start, part))
        start = border
    return found


def put_together(found: Sequence[_Placed]) -> tuple[list[Judged], list[Judged]]:
    """Return what servers and values, and what pieces, the parts hold: in the order of a whole."""
    stated = [shifted(one, at) for at, part in found for one in part.stated]
    loose = together([shifted(part.loose, at) for at, part in found])
    held = [shifted(one, at) for at, part in found for one in part.pieces]
    remarks = [shifted(one, at) for at, part in found for one in part.remarks]
    return [*stated, loose], [*held, *remarks]
