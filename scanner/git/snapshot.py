"""Which files commits hold, read from their trees.

Trees are shared between commits: each is read once for each directory that it stands at, and
only directories that matter are entered. All trees of one depth are asked for at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.git import places
from scanner.git.door import View
from scanner.git.objects import Found, Unreadable, read

_TREE = b"40000"
_REGULAR = b"100"
_LINK = b"120000"
_MAX_DEPTH = 200
_MANY = 20_000
_AGAIN = 100
"""A directory that stands at so many places of one depth, on average, is there to cost time."""
_BOMB = "too many paths lead to it"
# An entry of a tree: mode, name, and an id of 20 or 32 bytes (gitformat-pack(5)).
_ENTRIES = {
    length: re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % (length // 2), re.DOTALL)
    for length in (40, 64)
}

Files = tuple[tuple[str, str], ...]
"""(path, blob id) pairs."""

Entries = list[tuple[bytes, bytes, bytes]]


class _Node(NamedTuple):
    """A tree standing at a directory (`a/b/`, or empty for the root)."""

    tree: str
    directory: str


_Held = dict[_Node, tuple[Files, tuple[_Node, ...]]]


@dataclass(slots=True)
class Snapshot:
    """The selected files of some commits, and the trees that could not be read."""

    files: dict[str, Files]
    """By the name of the commit, tag or tree that was asked for."""
    unreadable: list[Unreadable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every directory is entered; `selects` decides on each file."""

    selects: Callable[[str], bool]

    def among(self, directory: str, entries: Entries) -> Entries:
        """Return the entries of `directory` that matter."""
        return [
            entry
            for entry in entries
            if entry[0] == _TREE or self.selects(place(entry[0], directory + text(entry[1])))
        ]


class Paths:
    """Only `paths` matter, and the directories that lead to them."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Note, by directory, the names that matter in it."""
        self._names: dict[str, set[bytes]] = {}
        called = tuple(paths)
        # A file may have the name of a link's target.
        for path in {*called, *map(places.without_link, called)}:
            whole = path.split("/")
            for depth, name in enumerate(whole):
                directory = "".join(f"{part}/" for part in whole[:depth])
                names = self._names.setdefault(directory, set())
                names.add(name.encode("utf-8", "surrogateescape"))

    def among(self, directory: str, entries: Entries) -> Entries:
        """Return the entries of `directory` that matter."""
        names = self._names.get(directory, set())
        return [entry for entry in entries if entry[1] in names]


def roots(view: View, commits: Sequence[str]) -> Iterator[Found | Unreadable]:
    """Yield the root tree of each of `commits`, for a `snapshot` that is taken later."""
    return read(view, [_root(commit).tree for commit in commits])


def snapshot(
    view: View,
    commits: Sequence[str],
    wanted: Everything | Paths,
    known_roots: Iterable[Found | Unreadable] = (),
) -> Snapshot:
    """Return the regular files of `commits` (each named once) that are `wanted`.

    `known_roots` are their root trees if they have been read already.
    """
    held, unreadable = _held(view, commits, wanted, known_roots)
    known: dict[_Node, Files] = {}
    files = {commit: _files(_root(commit), held, known) for commit in commits}
    return Snapshot(files, unreadable)


def standing(
    view: View, commits: Sequence[str], selects: Callable[[str], bool]
) -> tuple[Files, list[Unreadable]]:
    """Return which contents stand at which selected paths in any of `commits`, each pair once."""
    held, unreadable = _held(view, commits, Everything(selects), ())
    pairs = dict.fromkeys(pair for files, _ in held.values() for pair in files)
    return tuple(pairs), unreadable


def _held(
    view: View,
    commits: Sequence[str],
    wanted: Everything | Paths,
    known_roots: Iterable[Found | Unreadable],
) -> tuple[_Held, list[Unreadable]]:
    """Return all trees that `commits` lead to, and those that could not be read."""
    held: _Held = {}
    unreadable: list[Unreadable] = []
    frontier = tuple(_root(commit) for commit in commits)
    answers = known_roots or roots(view, commits)
    for _ in range(_MAX_DEPTH):
        for node, answer in zip(frontier, answers, strict=True):
            if isinstance(answer, Unreadable):
                unreadable.append(answer)
                held[node] = (), ()
            else:
                entries = entries_of(answer)
                if _length(entries) != len(answer.content):
                    unreadable.append(Unreadable(node.tree, "not all of it can be read"))
                held[node] = _split(node.directory, wanted.among(node.directory, entries))
        below = dict.fromkeys(child for node in frontier for child in held[node][1])
        frontier = tuple(child for child in below if child not in held)
        if not frontier:
            return held, unreadable
        trees = {node.tree for node in frontier}
        if len(frontier) > max(_MANY, _AGAIN * len(trees)):
            return held, [*unreadable, *(Unreadable(tree, _BOMB) for tree in sorted(trees))]
        answers = read(view, [node.tree for node in frontier])
    too_deep = f"nested deeper than {_MAX_DEPTH} directories"
    unreadable += [Unreadable(node.tree, too_deep) for node in frontier]
    return held, unreadable


def _root(commit: str) -> _Node:
    return _Node(f"{commit}^{{tree}}", "")


def _split(directory: str, entries: Entries) -> tuple[Files, tuple[_Node, ...]]:
    files: list[tuple[str, str]] = []
    below: list[_Node] = []
    for mode, name, identity in entries:
        path = directory + text(name)
        if mode == _TREE:
            below.append(_Node(identity.hex(), path + "/"))
        elif mode.startswith(_REGULAR) or mode == _LINK:
            files.append((place(mode, path), identity.hex()))
    return tuple(files), tuple(below)


def _files(node: _Node, held: _Held, known: dict[_Node, Files]) -> Files:
    if node not in known:
        files, below = held.get(node, ((), ()))
        deeper = (pair for child in below for pair in _files(child, held, known))
        known[node] = (*files, *deeper)
    return known[node]


def _length(entries: Entries) -> int:
    """Return how many bytes of a tree tell of `entries`."""
    return sum(len(mode) + len(name) + len(identity) + 2 for mode, name, identity in entries)


def entries_of(tree: Found) -> Entries:
    """Return mode, name and id of each entry of `tree`."""
    return _ENTRIES[len(tree.id)].findall(tree.content)


def place(mode: bytes, path: str) -> str:
    """Return what the content of an entry at `path` is called."""
    return places.link(path) if mode == _LINK else path


def text(name: bytes) -> str:
    """Return the name of an entry; bytes that are no UTF-8 are kept."""
    return name.decode("utf-8", "surrogateescape")
