"""A unified diff for the eye, made of the edits themselves: comparing texts can take for ever."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import attrgetter

from scanner.fixing.edits import Edit, applied

_LONGEST = 240


def shown(
    source: bytes, edits: Sequence[Edit], before: Sequence[Edit], after: Sequence[Edit]
) -> Iterator[str]:
    """Yield the changed lines of `source`, without others around them.

    `before` and `after` hide what must not be seen in the old and the new lines; all are sorted.
    """
    line, at, shift = 1, 0, 0
    for start, end, held in _regions(source, edits):
        line, at = line + source.count(b"\n", at, start), start
        old = _lines(source, start, end, _within(before, start, end))
        new = _lines(source, start, end, [*held, *_within(after, start, end)])
        same = _alike(old, new)
        tail = _alike(old[same:][::-1], new[same:][::-1])
        gone, come = old[same : len(old) - tail], new[same : len(new) - tail]
        # Of no lines the place is that of the line before.
        first, there = line + same - (not gone), line + same + shift - (not come)
        yield f"@@ -{first},{len(gone)} +{there},{len(come)} @@"
        yield from (f"-{text}" for text in gone)
        yield from (f"+{text}" for text in come)
        shift += len(new) - len(old)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _regions(source: bytes, edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Yield the whole lines that edits change, and these edits; those on one line together."""
    held: list[Edit] = []
    start = end = 0
    for edit in edits:
        begin = source.rfind(b"\n", 0, edit.start) + 1
        if held and begin >= end:
            yield start, end, held
            held = []
        if not held:
            start = begin
        held.append(edit)
        ends = edit.start < edit.end and source[edit.end - 1 : edit.end] == b"\n"
        whole = ends and begin == edit.start and edit.text[-1:] in (b"", b"\n")
        close = edit.end if whole else source.find(b"\n", edit.end) + 1
        end = max(end, close or len(source))
    if held:
        yield start, end, held


def _within(masks: Sequence[Edit], start: int, end: int) -> list[Edit]:
    """Return the part of each of `masks` that lies between `start` and `end`."""
    first = bisect_right(masks, start, key=attrgetter("end"))
    last = bisect_left(masks, end, key=attrgetter("start"))
    found = masks[first:last]
    return [Edit(max(one.start, start), min(one.end, end), one.text) for one in found]


def _lines(source: bytes, start: int, end: int, edits: Sequence[Edit]) -> list[str]:
    moved = [Edit(one.start - start, one.end - start, one.text) for one in edits]
    text = applied(source[start:end], moved).decode("utf-8", "replace")
    return [line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in text.splitlines()]
