"""What every commit did to what stands where, and what holds it now.

What came first is told by the order of the commits (`ancestry.py`). Times are those that git
records: authors choose them, and squashing, importing and rebasing shorten them. A merge that
drops what only one parent had removes without a trace of its own, so a removal can be unknown
although the value is gone.
"""

from collections.abc import Collection, Iterable, Iterator
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

    @property
    def keeps(self) -> bool:
        """Whether only something beside the value changed."""
        return bool(self.before and self.after)


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
class _Course:
    """The changes of one path, in order."""

    ordered: list[tuple[Moment, Change]]
    at: dict[str, list[int]] = field(default_factory=dict)
    """By blob: the numbers of the changes that brought or took it."""
    written: dict[str, tuple[bool, int]] = field(default_factory=dict)
    """By blob: the number of the last change that brought it, one that a ref reaches if any."""

    def note(self, number: int, change: Change, *, reached: bool) -> None:
        """Note the change of that number."""
        for blob in {change.new, *change.old}:
            self.at.setdefault(blob, []).append(number)
        known = self.written.get(change.new, (False, -1))
        self.written[change.new] = max(known, (reached, number))

    def touching(self, blobs: AbstractSet[str]) -> list[tuple[Moment, Change]]:
        """Return what brought or took one of `blobs`."""
        numbers = {number for blob in blobs for number in self.at.get(blob, ())}
        return [self.ordered[number] for number in sorted(numbers)]


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
    places: dict[str, Collection[str]] = field(default_factory=dict)
    """By blob: the paths at which it stands or stood; in the order of the history, in which git
    reads blobs fastest."""
    _courses: dict[str, "_Course"] = field(default_factory=dict)
    """By path: its changes in order; made when a path is asked for."""

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
        known = self.places.get(blob)
        if known is None:
            # A set takes four times as much, and nearly all contents stand at one path.
            self.places[blob] = (path,)
        elif isinstance(known, set):
            known.add(path)
        elif path not in known:
            self.places[blob] = {*known, path}

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
        written = self._course(path).written
        return max(held, key=lambda blob: (*written.get(blob, (False, -1)), blob))

    def trace(self, path: str, holders: AbstractSet[str]) -> Trace:
        """Return all that is known of a value at `path` which the blobs `holders` contain."""
        tips = self.tips.get(path, {})
        holding = {ref for blob in holders & tips.keys() for ref in tips[blob]}
        worktree = self.worktree.get(path, "") in holders or not holders.isdisjoint(
            self.staged.get(path, ())
        )
        every = tuple(self._events(path, holders))
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

    def _events(self, path: str, holders: AbstractSet[str]) -> Iterator[Event]:
        """Yield, in order, what brought and took it; of the changes between only the last."""
        kept: Event | None = None
        for at, change in self._course(path).touching(holders):
            after = change.new in holders
            before = next((blob for blob in change.old if blob in holders), "")
            if not after and not before:
                continue
            event = Event(at, before, change.new if after else "")
            if kept and not (kept.keeps and event.keeps and self._alike(kept, event)):
                yield kept
            kept = event
        if kept:
            yield kept

    def _alike(self, one: Event, other: Event) -> bool:
        return (one.at.commit in self.unreachable) == (other.at.commit in self.unreachable)

    def _course(self, path: str) -> "_Course":
        if path not in self._courses:
            changes = {change.commit: change for change in self.changes.get(path, ())}
            ordered = sorted((self.moment(change), change) for change in changes.values())
            self._courses[path] = _Course(ordered)
            for number, (at, change) in enumerate(ordered):
                reached = at.commit not in self.unreachable
                self._courses[path].note(number, change, reached=reached)
        return self._courses[path]

    def _tip(self, ref: Ref) -> Iterator[Moment]:
        time = self.ancestry.time(ref.target)
        if time is not None:
            yield Moment(self.ancestry.rank(ref.target), time, ref.target)
