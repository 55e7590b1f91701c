"""Paths of contents that no commit names: a tree that no commit leads to may still name them."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from scanner.git import door, snapshot
from scanner.git.door import View
from scanner.git.objects import Unreadable, read
from scanner.git.stored import Stored

_REACHED = (
    "rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--missing=allow-any",
    "--all", "--stdin",
)  # fmt: skip
_MOST_STEPS = 100_000
"""Ten trees that each hold the next one ten times have ten billion paths."""

_Children = dict[str, list[tuple[bytes, str, str]]]
"""By tree: mode, name and id of what matters in it."""


def paths(
    view: View, stored: Stored, commits: Sequence[str], blobs: AbstractSet[str]
) -> Iterator[tuple[str, str]]:
    """Yield (path, blob) of those of `blobs` to which a tree leads that no commit leads to.

    Commits are those that the refs reach, and `commits`. The path is told from the topmost such
    tree.
    """
    process = door.start(view, *_REACHED)
    process.feed(commits)
    reached = frozenset(door.output(process)[0].split())
    trees = stored.ids("tree", reached)
    children = _children(view, trees, blobs)
    below = {identity for held in children.values() for _, _, identity in held}
    waiting = [(tree, "") for tree in trees if tree not in below]
    for _ in range(_MOST_STEPS):
        if not waiting:
            break
        tree, directory = waiting.pop()
        for mode, name, identity in children[tree]:
            if identity in children:
                waiting.append((identity, f"{directory}{name}/"))
            else:
                yield snapshot.place(mode, directory + name), identity


def _children(view: View, trees: Sequence[str], blobs: AbstractSet[str]) -> _Children:
    children: _Children = {tree: [] for tree in trees}
    for answer in read(view, trees):
        if isinstance(answer, Unreadable):
            continue
        for mode, name, binary in snapshot.entries_of(answer):
            identity = binary.hex()
            if identity in children or identity in blobs:
                children[answer.id].append((mode, snapshot.text(name), identity))
    return children
