"""Changes of commits that `git log` cannot show: it would stop at what is damaged or missing.

`git log` ends at the first commit or tree that it cannot read. Here git compares each
readable commit with its parents; where it cannot, what is left of their trees is compared, and
what cannot be read is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.git.commits import Commit, commits
from scanner.git.door import View
from scanner.git.history import Change, Message, Walk, changes_of
from scanner.git.objects import Header, Unreadable, headers
from scanner.git.snapshot import Everything, snapshot
from scanner.git.stored import Stored

_MOST_STOPS = 100
"""So often git is started again behind a commit that it cannot compare."""
_AT_ONCE = 200
"""Commits whose whole trees are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """All that could still be read."""

    changes: tuple[Change, ...]
    unreadable: tuple[Unreadable, ...]


def salvage(
    view: View, stored: Stored, tips: Sequence[str], selects: Callable[[str], bool], walk: Walk
) -> Salvaged:
    """Return the changes of every readable commit that `tips` lead to; tell `walk` of them."""
    every, unreadable = commits(view, stored.ids("commit"))
    # A tag may name a tree or a blob, which is no damage.
    unreadable |= {tip.name: tip for tip in headers(view, tips) if isinstance(tip, Unreadable)}
    reached = _reachable(view, tips, every, unreadable)
    saved = compare(view, list(reached), selects, walk)
    unreadable |= {found.name: found for found in saved.unreadable}
    return Salvaged(saved.changes, tuple(unreadable.values()))


def compare(
    view: View, names: Sequence[str], selects: Callable[[str], bool], walk: Walk
) -> Salvaged:
    """Return what each of the commits `names` changed, as far as its parents can be read."""
    begun = walk.commits
    changes, left = _compared(view, names, selects, walk)
    walk.commits = begun + len(names) - len(left)
    walk.uncertain |= {name.encode("ascii") for name in left}
    unreadable: dict[str, Unreadable] = {}
    for start in range(0, len(left), _AT_ONCE):
        now, _ = commits(view, left[start : start + _AT_ONCE])
        before, _ = commits(view, sorted({name for one in now.values() for name in one.parents}))
        taken = snapshot(view, sorted({*now, *before}), Everything(selects))
        held = {commit: dict(files) for commit, files in taken.files.items()}
        for name, commit in now.items():
            changes += _changes(name, commit, held)
            walk.ancestry.tell(name, commit.time, commit.parents)
        _note_messages(now, walk)
        walk.commits += len(now)
        walk.met |= {name.encode("ascii") for name in left[start : start + _AT_ONCE]}
        unreadable |= {found.name: found for found in taken.unreadable}
    walk.met |= {change.new.encode("ascii") for change in changes}
    return Salvaged(tuple(dict.fromkeys(changes)), tuple(unreadable.values()))


def _note_messages(read: Mapping[str, Commit], walk: Walk) -> None:
    """Note what those commits say of which git told nothing."""
    told = {message.commit for message in walk.messages}
    for name, commit in read.items():
        if walk.tells and name not in told and walk.tells(commit.text):
            walk.messages.append(Message(name, commit.time, commit.text))


def _compared(
    view: View, names: Sequence[str], selects: Callable[[str], bool], walk: Walk
) -> tuple[list[Change], list[str]]:
    """Return what git can tell of the commits, and those of which it cannot."""
    changes: list[Change] = []
    left: list[str] = []
    at = 0
    while at < len(names) and len(left) < _MOST_STOPS:
        before = walk.commits
        changes += changes_of(view, names[at:], selects, walk)
        begun = walk.commits - before
        if not walk.failure:
            return changes, left
        # This is the one that git stopped at; or that is the next, and this is compared twice.
        at += max(begun, 1)
        left.append(names[at - 1])
    return changes, [*left, *names[at:]]


def _reachable(
    view: View,
    tips: Sequence[str],
    every: dict[str, Commit],
    unreadable: dict[str, Unreadable],
) -> dict[str, Commit]:
    """Return those of the commits `every` that `tips` lead to; add those that are missing."""
    peeled = headers(view, [f"{tip}^{{commit}}" for tip in tips])
    waiting = [answer.id for answer in peeled if isinstance(answer, Header)]
    reached: dict[str, Commit] = {}
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        if name in every:
            reached[name] = every[name]
            waiting.extend(every[name].parents)
        else:
            unreadable.setdefault(name, Unreadable(name, "not in the object store", missing=True))
    return reached


def _changes(name: str, commit: Commit, held: dict[str, dict[str, str]]) -> Iterator[Change]:
    """Yield what differs from every parent, as `git log -c` does."""
    now = held[name]
    before = [held.get(parent, {}) for parent in commit.parents] or [{}]
    for path in sorted({*now, *before[0]}):
        was = tuple(files.get(path, "") for files in before)
        new = now.get(path, "")
        if new not in was:
            yield Change(name, commit.time, path, was, new)
