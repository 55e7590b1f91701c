"""What is staged: the index lists contents that no commit may hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.git import door, places
from scanner.git import layout as layouts
from scanner.git.door import View
from scanner.git.layout import Layout
from scanner.model import Skipped

_LIST = ("ls-files", "--stage", "-z")
_LIMIT = 256 << 20
_EFFECT = "what is only staged was not scanned"


@dataclass(frozen=True, slots=True)
class Entry:
    """A content that is staged at a path."""

    path: str
    blob: str
    gitlink: bool = False
    """True if it is a commit of a submodule instead."""


def staged(view: View, layout: Layout) -> Iterator[Entry | Skipped]:
    """Yield the entries of the index of every work tree; git reads copies of them in `view`."""
    for name, directory in layouts.work_trees(layout):
        index = directory / "index"
        # A link in place of the file is an index, too, and named.
        if not index.exists() and not index.is_symlink():
            continue
        subject = "index" if name == "main-worktree" else f"index of {name}"
        content = layouts.content(layout.common_dir, index, _LIMIT)
        if content is None:
            yield Skipped(subject, "it is no regular file of at most 256 MiB", _EFFECT)
            continue
        (view.directory / "index").write_bytes(content)
        _copy_shared(view, layout, directory)
        listing, status, _ = door.output(door.start(view, *_LIST))
        yield from _entries(listing)
        if status:
            yield Skipped(subject, "git could not read it", _EFFECT)


def _copy_shared(view: View, layout: Layout, directory: Path) -> None:
    """Copy what a split index builds on."""
    for file in directory.glob("sharedindex.*"):
        if (content := layouts.content(layout.common_dir, file, _LIMIT)) is not None:
            (view.directory / file.name).write_bytes(content)


def _entries(listing: bytes) -> Iterator[Entry]:
    """Read `<mode> <id> <stage>TAB<path>` entries."""
    for line in listing.split(b"\0"):
        head, _, path = line.partition(b"\t")
        if not path:
            continue
        mode, identity, _ = head.decode("ascii").split(" ")
        text = path.decode("utf-8", "surrogateescape")
        at = places.link(text) if mode == "120000" else text
        yield Entry(at, identity, gitlink=mode == "160000")
