"""What every commit changed, in one pass over the object graph.

`git log --all -c --raw` prints, for each commit, the files that differ from its parent; for a
merge, those that differ from every parent: what the merge itself brought in. Renames are not
followed (`--no-renames`), so a renamed file is a deletion and an addition. No pathspec is
given: git walks faster without (18 s became 3.7 s on one repository).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from scanner.git import door
from scanner.git.door import Process, View
from scanner.git.stamps import stamped
from scanner.model import Stamp

_FORMAT = "--format=%H %ct"
_LOG = ("log", "--all", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--root")
_COMPARE = ("diff-tree", "--stdin", "-r", "--always", *_LOG[2:])
_NEUTRAL = ("--no-show-signature", "--no-mailmap", "--no-color", "--no-decorate")
_CHUNK = 1 << 20
_REGULAR = "100"
_GITLINK = b" 160000 "


@dataclass(frozen=True, slots=True)
class Change:
    """One file changed by one commit; an empty id means that there was no regular file."""

    commit: str
    time: int
    """Committer's clock, seconds since 1970, as the commit states it."""
    path: str
    old: tuple[str, ...]
    """The content before, one id a parent."""
    new: str


@dataclass(slots=True)
class Walk:
    """What is known of a history once it has been walked."""

    tips: frozenset[str] = frozenset()
    """Commits whose times are wanted."""
    times: dict[str, int] = field(default_factory=dict)
    """By tip: when it was committed."""
    commits: int = 0
    submodules: set[str] = field(default_factory=set)
    failure: str = ""
    """Why git stopped before the end; empty if it did not."""


def stamp(change: Change) -> Stamp:
    """Return commit and time of `change`."""
    return stamped(change.commit, change.time)


def changes(view: View, selects: Callable[[str], bool], walk: Walk) -> Iterator[Change]:
    """Yield every change of a regular file whose path `selects`, newest commits first.

    Counts go to `walk` while it runs. If git stops half way, `walk.failure` says why.
    """
    process = door.start(view, *_LOG, *_NEUTRAL, _FORMAT)
    yield from _changes(process, selects, walk)
    status, said = process.finish()
    if status:
        walk.failure = said.rpartition("\n")[2] or "git log failed"


def changes_of(
    view: View, commits: Sequence[str], selects: Callable[[str], bool], walk: Walk
) -> Iterator[Change]:
    """Yield what each of `commits` changed, up to the first that git cannot compare.

    `walk.commits` counts those that were compared.
    """
    process = door.start(view, *_COMPARE, *_NEUTRAL, _FORMAT)
    process.feed(commits)
    yield from _changes(process, selects, walk)
    process.finish()


def _changes(process: Process, selects: Callable[[str], bool], walk: Walk) -> Iterator[Change]:
    chosen: dict[bytes, str | None] = {}
    commit, time = "", 0
    tokens = _tokens(process)
    for token in tokens:
        if not token.startswith((b":", b"\n:")):
            if token:
                commit, time = _header(token)
                walk.commits += 1
                if commit in walk.tips:
                    walk.times[commit] = time
            continue
        path = next(tokens, b"")
        row = token.lstrip(b"\n")
        if path not in chosen:
            name = path.decode("utf-8", "surrogateescape")
            chosen[path] = name if selects(name) else None
        if row.find(_GITLINK) >= 0:
            walk.submodules.add(path.decode("utf-8", "surrogateescape"))
        elif selected := chosen[path]:
            yield from _change(commit, time, selected, row)


def _tokens(process: Process) -> Iterator[bytes]:
    rest = b""
    while chunk := process.stdout.read(_CHUNK):
        pieces = (rest + chunk).split(b"\0")
        rest = pieces.pop()
        yield from pieces
    yield rest


def _header(token: bytes) -> tuple[str, int]:
    commit, _, time = token.decode("ascii", "replace").strip().partition(" ")
    return commit, int(time) if time.lstrip("-").isdigit() else 0


def _change(commit: str, time: int, path: str, row: bytes) -> Iterator[Change]:
    """Read `:<mode>… <mode> <id>… <id> <status>`: one mode and one id a parent, then the new."""
    fields = row.decode("ascii").lstrip(":").split(" ")
    parents = len(fields) // 2 - 1
    was = tuple(_content(fields[at], fields[parents + 1 + at]) for at in range(parents))
    now = _content(fields[parents], fields[-2])
    if now or any(was):
        yield Change(commit, time, path, was, now)


def _content(mode: str, identity: str) -> str:
    return identity if mode.startswith(_REGULAR) else ""
