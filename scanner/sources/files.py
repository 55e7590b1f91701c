"""Plain files below a directory: a work tree, or a directory without git.

Nothing is followed out of the directory: symbolic links are not opened, neither as files nor
as directories. Where one points to is a text, which git keeps as the content of the link.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from scanner.git import places
from scanner.leafing import CHUNK
from scanner.model import Skipped

_EFFECT = "its content was not scanned"


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file by its path relative to the directory (with `/`), and its content."""

    path: str
    content: bytes
    mode: int | None = None
    """Permission bits; None for the target of a link."""


@dataclass(slots=True)
class Listing:
    """What was met below a directory besides the files asked for."""

    nested: list[str] = field(default_factory=list)
    """Directories that are repositories of their own; not entered."""
    seen: int = 0
    """Regular files met, wanted or not."""
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are read."""

    selects: Callable[[str], bool]
    """Told by the relative path."""
    max_bytes: int
    leaf: Callable[[str, int, Iterator[bytes]], bool]
    """Leafs through a larger file, by path and size; tells whether it should have been read."""
    leaves_out: frozenset[Path] = frozenset()


def files(directory: Path, wanted: Wanted, listing: Listing) -> Iterator[File]:
    """Yield the wanted regular files, directory by directory."""
    for path, place in _paths(directory, wanted, listing):
        linked = path != place
        file = directory / path
        found = _target(file, place) if linked else _read(file, path, wanted)
        if isinstance(found, File):
            yield found
        elif found is not None:
            listing.skipped.append(Skipped(path, found.reason, _EFFECT))


def _paths(directory: Path, wanted: Wanted, listing: Listing) -> Iterator[tuple[str, str]]:
    """Yield the path of each wanted file or link, and the name of what it holds."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        if directory / below in wanted.leaves_out:
            continue
        try:
            with os.scandir(directory / below) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            listing.skipped.append(Skipped(below or ".", _reason(error), _EFFECT))
            continue
        names = {entry.name for entry in found}
        if below and ".git" in names:
            listing.nested.append(below.rstrip("/"))
            continue
        for entry in found:
            path = below + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git":
                    waiting.append(path + "/")
            elif place := _place(entry, path):
                listing.seen += place == path
                if wanted.selects(place):
                    yield path, place


def _place(entry: "os.DirEntry[str]", path: str) -> str:
    """Return what the content of a file or link is called; empty for anything else."""
    if entry.is_symlink():
        return places.link(path)
    return path if entry.is_file(follow_symlinks=False) else ""


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str


def _target(link: Path, place: str) -> File | _Refused:
    try:
        return File(place, os.fsencode(link.readlink()))
    except OSError as error:
        return _Refused(_reason(error))


def _read(file: Path, path: str, wanted: Wanted) -> File | _Refused | None:
    """Return the content, or why there is none; None if nothing of a large file is of interest."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(file, flags)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return _Refused("it is no regular file")
            if status.st_size <= wanted.max_bytes:
                content = stream.read(wanted.max_bytes)
                return File(path, content, stat.S_IMODE(status.st_mode) & 0o777)
            return _leaf_through(stream, path, status.st_size, wanted)
    except OSError as error:
        return _Refused(_reason(error))


def _leaf_through(stream: IO[bytes], path: str, size: int, wanted: Wanted) -> _Refused | None:
    if wanted.leaf(path, size, iter(partial(stream.read, CHUNK), b"")):
        return _Refused(f"{size:,} bytes is over the limit of {wanted.max_bytes:,}")
    return None


def _reason(error: OSError) -> str:
    return f"it cannot be read: {(error.strerror or type(error).__name__).lower()}"
