"""What two versions of a text have in common, byte by byte, however many places differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_STEP = 1 << 15
_WORTH = 1 << 11
"""Bytes between two stretches in which one more is worth being looked for."""
_PROBE = 96
_PLACES = (2, 1, 3)
"""Quarters of what differs at which something equal is looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """What differs, in bytes; before and behind that the two contents are equal."""

    start: int
    old: int
    """Where it ends in the old content."""
    new: int
    """Where it ends in the new one."""

    @property
    def shift(self) -> int:
        """How much further on what is behind it stands in the new content."""
        return self.new - self.old


class Same(NamedTuple):
    """A stretch that two contents share: where it begins in each, and how long it is."""

    old: int
    new: int
    size: int

    @property
    def shift(self) -> int:
        """How much further on it stands in the new content."""
        return self.new - self.old


def changed(old: bytes, new: bytes) -> Change:
    """Return what differs between `old` and `new`."""
    most = min(len(old), len(new))
    start = _ahead(old, new, Same(0, 0, most))
    behind = _back(old, new, Same(len(old), len(new), most - start))
    return Change(start, len(old) - behind, len(new) - behind)


def common(old: bytes, new: bytes) -> tuple[Same, ...]:
    """Return stretches of `new`, in order and apart from one another, that `old` has as well.

    The first begins where the contents begin, and the last ends where they end; either may be
    empty. What is between them need not all be found.
    """
    change = changed(old, new)
    between = _between(old, new, Same(0, 0, change.start), Same(change.old, change.new, 0))
    last = Same(change.old, change.new, len(new) - change.new)
    return Same(0, 0, change.start), *between, last


def _between(old: bytes, new: bytes, before: Same, behind: Same) -> Iterator[Same]:
    """Yield what is equal between two stretches that are."""
    first, start = before.old + before.size, before.new + before.size
    if min(behind.old - first, behind.new - start) < _WORTH:
        return
    for quarter in _PLACES:
        probe = old.find(b"\n", first + (behind.old - first) * quarter // 4, behind.old) + 1
        if not first < probe <= behind.old - _PROBE:
            continue
        at = new.find(old[probe : probe + _PROBE], start, behind.new)
        if at < 0:
            continue
        back = _back(old, new, Same(probe, at, min(probe - first, at - start)))
        most = min(behind.old - probe, behind.new - at)
        found = Same(probe - back, at - back, back + _ahead(old, new, Same(probe, at, most)))
        yield from _between(old, new, before, found)
        yield found
        yield from _between(old, new, found, behind)
        return


def _ahead(old: bytes, new: bytes, within: Same) -> int:
    """Return how many of `within.size` bytes are equal from where it begins on."""
    size, step = 0, _STEP
    while step and size < within.size:
        last = min(size + step, within.size)
        if old.startswith(new[within.new + size : within.new + last], within.old + size):
            size = last
        else:
            step //= 2
    return size


def _back(old: bytes, new: bytes, within: Same) -> int:
    """Return how many of `within.size` bytes are equal before where it begins."""
    size, step = 0, _STEP
    while step and size < within.size:
        last = min(size + step, within.size)
        if old.startswith(new[within.new - last : within.new - size], within.old - last):
            size = last
        else:
            step //= 2
    return size
