"""History of a damaged repository: what `git log` would show if it did not stop.

`git log` ends at the first commit or tree that it cannot read. Here git compares each
readable commit with its parents; where it cannot, what is left of their trees is compared, and
what cannot be read is named.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scanner.git.door import View
from scanner.git.history import Change, Walk, changes_of
from scanner.git.objects import Header, Unreadable, every, headers, read
from scanner.git.snapshot import Everything, snapshot

_MOST_STOPS = 100
"""So often git is started again behind a commit that it cannot compare."""
_AT_ONCE = 200
"""Commits whose whole trees are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit object says of its place in history."""

    parents: tuple[str, ...]
    time: int


@dataclass(frozen=True, slots=True)
class Salvaged:
    """All that could still be read."""

    times: dict[str, int]
    """When each readable commit was made, as it says itself."""
    changes: tuple[Change, ...]
    unreadable: tuple[Unreadable, ...]


def salvage(view: View, tips: Sequence[str], selects: Callable[[str], bool]) -> Salvaged:
    """Return the changes of every readable commit that `tips` lead to."""
    unreadable: dict[str, Unreadable] = {}
    commits = _reachable(view, tips, unreadable)
    changes, left = _compared(view, list(commits), selects)
    for start in range(0, len(left), _AT_ONCE):
        names = left[start : start + _AT_ONCE]
        around = dict.fromkeys(name for of in names for name in (of, *commits[of].parents))
        readable = [name for name in around if name in commits]
        taken = snapshot(view, readable, Everything(selects))
        held = {commit: dict(files) for commit, files in taken.files.items()}
        changes += (change for name in names for change in _changes(name, commits[name], held))
        unreadable |= {found.name: found for found in taken.unreadable}
    times = {name: commit.time for name, commit in commits.items()}
    return Salvaged(times, tuple(changes), tuple(unreadable.values()))


def _compared(
    view: View, commits: list[str], selects: Callable[[str], bool]
) -> tuple[list[Change], list[str]]:
    """Return what git can tell of `commits`, and those of which it cannot."""
    changes: list[Change] = []
    left: list[str] = []
    at = 0
    while at < len(commits) and len(left) < _MOST_STOPS:
        walk = Walk()
        changes += changes_of(view, commits[at:], selects, walk)
        at += walk.commits
        left += commits[at : at + 1]
        at += 1
    return changes, left + commits[at:]


def _reachable(
    view: View, tips: Sequence[str], unreadable: dict[str, Unreadable]
) -> dict[str, Commit]:
    stored = _stored(view, unreadable)
    # A tag may name a tree or a blob, which is no damage.
    unreadable |= {tip.name: tip for tip in headers(view, tips) if isinstance(tip, Unreadable)}
    peeled = headers(view, [f"{tip}^{{commit}}" for tip in tips])
    waiting = [answer.id for answer in peeled if isinstance(answer, Header)]
    reached: dict[str, Commit] = {}
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        if name in stored:
            reached[name] = stored[name]
            waiting.extend(stored[name].parents)
        else:
            unreadable.setdefault(name, Unreadable(name, "not in the object store", missing=True))
    return reached


def _stored(view: View, unreadable: dict[str, Unreadable]) -> dict[str, Commit]:
    names: list[str] = []
    for answer in headers(view, every(view)):
        if isinstance(answer, Unreadable):
            unreadable[answer.name] = answer
        elif answer.type == "commit":
            names.append(answer.id)
    commits: dict[str, Commit] = {}
    for found in read(view, names):
        if isinstance(found, Unreadable):
            unreadable[found.name] = found
        else:
            commits[found.id] = _parse(found.content)
    return commits


def _parse(content: bytes) -> Commit:
    lines = content.partition(b"\n\n")[0].decode("utf-8", "replace").split("\n")
    parents = tuple(line[len("parent ") :] for line in lines if line.startswith("parent "))
    clock = next((line.split()[-2:-1] for line in lines if line.startswith("committer ")), [])
    return Commit(parents, next((int(text) for text in clock if text.isdigit()), 0))


def _changes(name: str, commit: Commit, held: dict[str, dict[str, str]]) -> Iterator[Change]:
    """Yield what differs from every parent, as `git log -c` does."""
    now = held[name]
    before = [held.get(parent, {}) for parent in commit.parents] or [{}]
    for path in sorted({*now, *before[0]}):
        was = tuple(files.get(path, "") for files in before)
        new = now.get(path, "")
        if new not in was:
            yield Change(name, commit.time, path, was, new)
