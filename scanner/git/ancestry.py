"""The order of commits: parents before their children, whatever their clocks say.

Clocks lie: a commit may be stated to be older than its parents, or of the year 2099. Where the
graph leaves the order open, the stated time decides, then the id; so the order is the same
however the commits were met, and commits that come later never change that of the others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from scanner.git.stamps import seconds

_SKEW = 86_400
"""Seconds by which the clocks of two honest machines may differ."""
_CLOCK = re.compile(rb"-?[0-9]{1,18}")


@dataclass(slots=True, repr=False)
class Ancestry:
    """The parents and times of the commits of one repository."""

    told: dict[bytes, bytes] = field(default_factory=dict)
    """By commit: `<committer's time> <parent>…`, as git prints them."""
    _ranks: dict[bytes, int] = field(default_factory=dict)
    _doubtful: set[bytes] = field(default_factory=set)
    _ranked: int = 0
    """How many commits were known when they were ranked."""

    def tell(self, commit: str, time: int, parents: tuple[str, ...]) -> None:
        """Note a commit that was read as an object."""
        self.told[commit.encode("ascii")] = " ".join((str(time), *parents)).encode("ascii")

    def time(self, commit: str) -> int | None:
        """Return when `commit` says it was made, in seconds since 1970; None if it is not known."""
        told = self.told.get(commit.encode("ascii"))
        return None if told is None else seconds(told.partition(b" ")[0])

    def parents(self, commit: str) -> tuple[str, ...]:
        """Return the parents of `commit`, of which some may not be known."""
        told = self.told.get(commit.encode("ascii"), b"")
        return tuple(filter(None, told.decode("ascii").split(" ")[1:]))

    def rank(self, commit: str) -> int:
        """Return the place of `commit` in the order; -1 if it is not known."""
        self._rank()
        return self._ranks.get(commit.encode("ascii"), -1)

    def doubtful(self, commit: str) -> bool:
        """Return whether the time of `commit` cannot be right, or that of one next to it.

        None was made on the first day of 1970, or before. A commit is no older than its parents;
        which of both lies cannot be told otherwise, so both are doubtful.
        """
        self._rank()
        return commit.encode("ascii") in self._doubtful

    def _rank(self) -> None:
        if self._ranked != len(self.told):
            self._ranked = len(self.told)
            self._ranks, self._doubtful = _ranked(self.told)


def _ranked(told: Mapping[bytes, bytes]) -> tuple[dict[bytes, int], set[bytes]]:
    """Return the place of each commit in the order, and the commits whose times contradict it."""
    times: dict[bytes, int] = {}
    waits: dict[bytes, int] = {}
    children: dict[bytes, list[bytes]] = {}
    for commit, line in told.items():
        clock, *parents = line.split(b" ")
        times[commit] = seconds(clock)
        known = [parent for parent in parents if parent in told]
        waits[commit] = len(known)
        for parent in known:
            children.setdefault(parent, []).append(commit)
    ready = [(times[commit], commit) for commit, count in waits.items() if not count]
    heapify(ready)
    ranks: dict[bytes, int] = {}
    doubtful = {commit for commit, time in times.items() if time < _SKEW}
    while ready:
        time, commit = heappop(ready)
        ranks[commit] = len(ranks)
        for child in children.get(commit, ()):
            if times[child] < time - _SKEW:
                doubtful |= {child} if times[child] < _SKEW else {commit, child}
            waits[child] -= 1
            if not waits[child]:
                heappush(ready, (times[child], child))
    return ranks, doubtful
