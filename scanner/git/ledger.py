"""When a value came to a path, when it went, and where it is now.

What came first is told by the order of the commits (`ancestry.py`). Times are those that git
records: authors choose them, and squashing, importing and rebasing shorten them. A merge that
drops what only one parent had removes without a trace of its own, so `removed` can be unknown
although the value is gone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from scanner.git.ancestry import Ancestry
from scanner.git.history import Change
from scanner.git.refs import Ref
from scanner.git.stamps import stamped
from scanner.model import Lifetime, Stamp, State

_Moment = tuple[int, int, str]
"""The rank of a commit, its time and its id; a commit of no known rank goes by its time."""


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
        ranks = {
            change.new: (change.commit not in self.unreachable, self._moment(change))
            for change in sorted(self.changes.get(path, ()), key=self._moment)
        }
        return max(held, key=lambda blob: (*ranks.get(blob, (False, ())), blob))

    def lifetime(self, path: str, holds: Callable[[str], bool]) -> Lifetime:
        """Return the life at `path` of a value that the blobs which `holds` accepts contain."""
        holding = {
            ref for blob, refs in self.tips.get(path, {}).items() if holds(blob) for ref in refs
        }
        worktree = (path in self.worktree and holds(self.worktree[path])) or any(
            map(holds, self.staged.get(path, ()))
        )
        live = bool(holding) or worktree
        changes = self.changes.get(path, [])
        reached = [change for change in changes if change.commit not in self.unreachable]
        lost = not live and not any(_tells_of(change, holds) for change in reached)
        known = changes if lost else reached
        seen = [self._moment(change) for change in known if change.new and holds(change.new)]
        seen += [moment for ref in holding for moment in self._tip(ref)]
        came = [self._moment(change) for change in known if _brings(change, holds)]
        gone = [self._moment(change) for change in known if _removes(change, holds)]
        return Lifetime(
            state=State.LIVE if live else State.UNREACHABLE if lost else State.HISTORY,
            first=_stamp(min(came, default=None)),
            last=_stamp(max(seen, default=None)),
            removed=None if live else _stamp(max(gone, default=None)),
            refs=tuple(sorted(ref.name for ref in holding)),
            worktree=worktree,
        )

    def _moment(self, change: Change) -> _Moment:
        return self.ancestry.rank(change.commit), change.time, change.commit

    def _tip(self, ref: Ref) -> Iterator[_Moment]:
        time = self.ancestry.time(ref.target)
        if time is not None:
            yield self.ancestry.rank(ref.target), time, ref.target


def _tells_of(change: Change, holds: Callable[[str], bool]) -> bool:
    return any(map(holds, filter(None, (change.new, *change.old))))


def _brings(change: Change, holds: Callable[[str], bool]) -> bool:
    return bool(change.new) and holds(change.new) and not any(map(holds, filter(None, change.old)))


def _removes(change: Change, holds: Callable[[str], bool]) -> bool:
    return any(map(holds, filter(None, change.old))) and not (change.new and holds(change.new))


def _stamp(moment: _Moment | None) -> Stamp | None:
    return stamped(moment[2], moment[1]) if moment else None
