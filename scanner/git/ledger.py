"""What every commit did to what stands where, and what holds it now.

What came first is told by the order of the commits (`ancestry.py`). Times are those that git
records: authors choose them, and squashing, importing and rebasing shorten them. A merge that
drops what only one parent had removes without a trace of its own, so a removal can be unknown
although the value is gone.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from scanner.git.ancestry import Ancestry
from scanner.git.history import Change
from scanner.git.refs import Ref
from scanner.git.stamps import stamped
from scanner.model import Stamp, State


class Moment(NamedTuple):
    """A commit in the order of all; one of no known rank goes by its time."""

    rank: int
    time: int
    commit: str


class Event(NamedTuple):
    """What a commit did to a value at a path."""

    at: Moment
    before: str
    """A content that held it there before the commit; empty if none did."""
    after: str
    """The content that holds it there since; empty if none does."""

    @property
    def brings(self) -> bool:
        """Whether the value came to the path."""
        return bool(self.after) and not self.before

    @property
    def takes(self) -> bool:
        """Whether the value left the path."""
        return not self.after


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of a value at one path."""

    state: State
    refs: tuple[str, ...]
    """Those whose tips hold it, by full name."""
    worktree: bool
    tip: Moment | None
    """The newest commit at such a tip."""
    events: tuple[Event, ...]
    """In order; those in reachable commits, unless there is no other."""
    every: tuple[Event, ...]
    """Also those in commits that no ref reaches."""


@dataclass(slots=True)
class Ledger:
    """What is known of every path of one repository."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    """By path, in any order; `add` fills it."""
    tips: dict[str, dict[str, list[Ref]]] = field(default_factory=dict)
    """By path, then by blob: the refs whose tips hold it; `hold` fills it."""
    ancestry: Ancestry = field(default_factory=Ancestry)
    """The order of all commits."""
    worktree: dict[str, str] = field(default_factory=dict)
    """By path: the blob id of the checked-out file; `check_out` fills it."""
    staged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path: the blobs in the index; `stage` fills it."""
    unreachable: set[str] = field(default_factory=set)
    """Commits among those of the changes that no ref reaches."""
    id_length: int = 40
    """Hex digits of an object id in this repository."""
    places: dict[str, set[str]] = field(default_factory=dict)
    """By blob: the paths at which it stands or stood; in the order of the history, in which git
    reads blobs fastest."""
    _by_content: dict[str, dict[str, list[Change]]] = field(default_factory=dict)
    """By path, then by blob: the changes that brought or took it; made when it is asked for."""

    def add(self, change: Change) -> None:
        """Note what a commit changed."""
        self.changes.setdefault(change.path, []).append(change)
        if change.new:
            self.stand(change.path, change.new)

    def hold(self, path: str, blob: str, refs: Iterable[Ref]) -> None:
        """Note that the tips of `refs` hold a content at a path."""
        self.tips.setdefault(path, {}).setdefault(blob, []).extend(refs)
        self.stand(path, blob)

    def check_out(self, path: str, blob: str) -> None:
        """Note that a content is checked out at a path."""
        self.worktree[path] = blob
        self.stand(path, blob)

    def stage(self, path: str, blob: str) -> None:
        """Note that a content is staged at a path."""
        self.staged[path] = (*self.staged.get(path, ()), blob)
        self.stand(path, blob)

    def stand(self, path: str, blob: str) -> None:
        """Note that a content stands, or stood, at a path."""
        self.places.setdefault(blob, set()).add(path)

    def paths(self) -> frozenset[str]:
        """Return all paths at which some content stands or stood."""
        return frozenset(chain.from_iterable(self.places.values()))

    def newest(self, path: str, holders: Iterable[str]) -> str:
        """Return the blob of `holders` that shows best where a value stands at `path`."""
        held = sorted(holders)
        if self.worktree.get(path) in held:
            return self.worktree[path]
        live = [blob for blob in held if blob in self.tips.get(path, {})]
        live += [blob for blob in held if blob in self.staged.get(path, ())]
        if live:
            return live[0]
        # What a ref reaches shows more than what none does, however new that is.
        return max(
            held,
            key=lambda blob: (
                *max(
                    (
                        (change.commit not in self.unreachable, self.moment(change))
                        for change in self._touching(path, blob)
                        if change.new == blob
                    ),
                    default=(False, ()),
                ),
                blob,
            ),
        )

    def trace(self, path: str, holders: AbstractSet[str]) -> Trace:
        """Return all that is known of a value at `path` which the blobs `holders` contain."""
        tips = self.tips.get(path, {})
        holding = {ref for blob in holders & tips.keys() for ref in tips[blob]}
        worktree = self.worktree.get(path, "") in holders or not holders.isdisjoint(
            self.staged.get(path, ())
        )
        every = self._events(path, holders)
        reached = tuple(one for one in every if one.at.commit not in self.unreachable)
        live = bool(holding) or worktree
        lost = not live and not reached
        return Trace(
            state=State.LIVE if live else State.UNREACHABLE if lost else State.HISTORY,
            refs=tuple(sorted(ref.name for ref in holding)),
            worktree=worktree,
            tip=max((moment for ref in holding for moment in self._tip(ref)), default=None),
            events=every if lost else reached,
            every=every,
        )

    def moment(self, change: Change) -> Moment:
        """Return the place of a change in the order of all."""
        return Moment(self.ancestry.rank(change.commit), change.time, change.commit)

    def stamp(self, moment: Moment) -> Stamp:
        """Return the commit of `moment` with its stated time."""
        doubtful = self.ancestry.doubtful(moment.commit)
        return stamped(moment.commit, moment.time, doubtful=doubtful)

    def _events(self, path: str, holders: AbstractSet[str]) -> tuple[Event, ...]:
        touching = {
            change.commit: change for blob in holders for change in self._touching(path, blob)
        }
        found = []
        for change in touching.values():
            before = next((blob for blob in change.old if blob in holders), "")
            after = change.new if change.new in holders else ""
            found.append(Event(self.moment(change), before, after))
        return tuple(sorted(found))

    def _touching(self, path: str, blob: str) -> list[Change]:
        if path not in self._by_content:
            by_content = self._by_content[path] = {}
            for change in self.changes.get(path, ()):
                for identity in {change.new, *change.old}:
                    by_content.setdefault(identity, []).append(change)
        return self._by_content[path].get(blob, [])

    def _tip(self, ref: Ref) -> Iterator[Moment]:
        time = self.ancestry.time(ref.target)
        if time is not None:
            yield Moment(self.ancestry.rank(ref.target), time, ref.target)
