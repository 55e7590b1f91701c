"""Which files commits hold, read from their trees.

Trees are shared between commits: each is read once for each directory that it stands at, and
only directories that matter are entered. All trees of one depth are asked for at once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scanner.git.door import View
from scanner.git.objects import Unreadable, read

_TREE = b"40000"
_REGULAR = b"100"
_MAX_DEPTH = 200

Files = tuple[tuple[str, str], ...]
"""(path, blob id) pairs."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A tree standing at a directory (`a/b/`, or empty for the root)."""

    tree: str
    directory: str


@dataclass(slots=True)
class Snapshot:
    """The selected files of some commits, and the trees that could not be read."""

    files: dict[str, Files]
    """By the name of the commit, tag or tree that was asked for."""
    unreadable: list[Unreadable] = field(default_factory=list)


def directories(paths: frozenset[str]) -> frozenset[str]:
    """Return every directory that leads to one of `paths`."""
    return frozenset(
        path[:index] for path in paths for index, letter in enumerate(path) if letter == "/"
    )


def snapshot(
    view: View,
    commits: Sequence[str],
    enters: Callable[[str], bool],
    selects: Callable[[str], bool],
) -> Snapshot:
    """Return the regular files that `selects` wants, in the directories that it `enters`."""
    taken = Snapshot({})
    held: dict[_Node, tuple[Files, tuple[_Node, ...]]] = {}
    roots = {commit: _Node(f"{commit}^{{tree}}", "") for commit in commits}
    frontier = tuple(dict.fromkeys(roots.values()))
    for _ in range(_MAX_DEPTH):
        answers = read(view, [node.tree for node in frontier])
        for node, answer in zip(frontier, answers, strict=True):
            if isinstance(answer, Unreadable):
                taken.unreadable.append(answer)
                held[node] = (), ()
            else:
                pattern = _entry(len(answer.id))
                entries = pattern.findall(answer.content)
                held[node] = _split(node.directory, entries, enters, selects)
        below = dict.fromkeys(child for node in frontier for child in held[node][1])
        frontier = tuple(child for child in below if child not in held)
        if not frontier:
            break
    too_deep = f"nested deeper than {_MAX_DEPTH} directories"
    taken.unreadable += [Unreadable(node.tree, too_deep) for node in frontier]
    known: dict[_Node, Files] = {}
    taken.files = {commit: _files(root, held, known) for commit, root in roots.items()}
    return taken


def _entry(id_length: int) -> re.Pattern[bytes]:
    """Return the form of an entry: mode, name, and an id of 20 or 32 bytes."""
    return re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % (id_length // 2), re.DOTALL)


def _split(
    directory: str,
    entries: list[tuple[bytes, bytes, bytes]],
    enters: Callable[[str], bool],
    selects: Callable[[str], bool],
) -> tuple[Files, tuple[_Node, ...]]:
    files: list[tuple[str, str]] = []
    below: list[_Node] = []
    for mode, name, identity in entries:
        path = directory + name.decode("utf-8", "surrogateescape")
        if mode == _TREE:
            if enters(path):
                below.append(_Node(identity.hex(), path + "/"))
        elif mode.startswith(_REGULAR) and selects(path):
            files.append((path, identity.hex()))
    return tuple(files), tuple(below)


def _files(
    node: _Node, held: dict[_Node, tuple[Files, tuple[_Node, ...]]], known: dict[_Node, Files]
) -> Files:
    if node not in known:
        files, below = held.get(node, ((), ()))
        deeper = (pair for child in below for pair in _files(child, held, known))
        known[node] = (*files, *deeper)
    return known[node]
