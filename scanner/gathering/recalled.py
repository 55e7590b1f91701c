"""A history of which most is known: only commits that no scan has seen are compared."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from scanner.gathering.state import Gathering
from scanner.git.commits import commits
from scanner.git.door import View
from scanner.git.history import Message, Walk, replayed
from scanner.git.objects import Unreadable
from scanner.git.salvage import compare
from scanner.git.stored import Stored
from scanner.git.tips import Tips
from scanner.records import rows
from scanner.records.memory import ForgottenError, Memory


def walk_recalled(
    view: View, stored: Stored, tips: Tips, memory: Memory, gathering: Gathering
) -> Walk:
    """Note all that the stored commits changed: the known ones as recorded, the others read.

    Raises:
        ForgottenError: a commit that a ref reaches could not be read.

    """
    selects = gathering.reader.selects
    present = frozenset(stored.by_type.get(b"commit", ()))
    walk = Walk(gathering.reader.tells if gathering.settings.by_content else None)
    changes = list(replayed(_known(memory, present), selects, walk))
    recorded = {
        name for name in memory.known.messages if name.encode("ascii") in walk.ancestry.told
    }
    walk.messages += _messages(view, recorded)
    new = sorted(name.decode("ascii") for name in present - walk.ancestry.told.keys())
    walk.packer = memory.rows
    compared = compare(view, new, selects, walk)
    _sort_out(walk, present, tips, compared.unreadable, gathering)
    for change in (*changes, *compared.changes):
        gathering.ledger.add(change)
    return walk


def _known(memory: Memory, present: AbstractSet[bytes]) -> Iterator[bytes]:
    """Yield what is recorded of those commits that are there with all that they differ from."""
    for packed in memory.known.rows:
        for head, told in rows.commits(rows.unpacked(packed)):
            commit, _, *parents = head.split(b" ")
            if commit in present and all(parent in present for parent in parents if parent):
                yield head
                yield from told


def _messages(view: View, names: Iterable[str]) -> Iterator[Message]:
    found, _ = commits(view, sorted(names))
    for name, commit in found.items():
        yield Message(name, commit.time, commit.text)


def _sort_out(
    walk: Walk,
    present: AbstractSet[bytes],
    tips: Tips,
    unreadable: Iterable[Unreadable],
    gathering: Gathering,
) -> None:
    """Tell the commits that the refs reach from the others, and count them."""
    reached = _reached(walk, present, tips)
    if not reached.isdisjoint(walk.uncertain):
        raise ForgottenError
    walk.lost = tuple(sorted(name.decode("ascii") for name in present - reached))
    submodules = {
        path
        for path, changed in walk.submodules.items()
        if any(commit.encode("ascii") in reached for commit in changed)
    }
    gathering.count(commits=len(reached), submodules=tuple(sorted(submodules)))
    gathering.miss(found for found in unreadable if not found.missing)


def _reached(walk: Walk, present: AbstractSet[bytes], tips: Tips) -> frozenset[bytes]:
    """Return the commits that the tips lead to; raise ForgottenError if one is not there."""
    waiting = [target.encode("ascii") for target in tips.by_target.keys() - set(tips.trees)]
    reached: set[bytes] = set()
    while waiting:
        commit = waiting.pop()
        if commit in reached:
            continue
        if commit not in present:
            raise ForgottenError
        reached.add(commit)
        waiting += (name.encode("ascii") for name in walk.ancestry.parents(commit.decode("ascii")))
    return frozenset(reached)
