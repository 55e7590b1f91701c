"""Whether anything of a repository has changed, told without running git.

What decides the result of a scan is digested: the refs, heads, indexes, settings and reflogs of
stashes by their contents, the objects by the names of the files that keep them, which are derived
from their contents, and by sizes and times.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from scanner.git import layout as layouts
from scanner.git.layout import Layout

_MOST_STORES = 100
_LARGEST = 1 << 28
"""Bytes of a file that is read; of a larger one size and times have to do."""
_FILES = ("HEAD", "index", "config", "config.worktree", "commondir", "gitdir", "shallow")
_COMMON = (*_FILES, "packed-refs", "logs/refs/stash")


def of_repository(layout: Layout) -> str:
    """Return a digest, as hex, of all parts of a repository but the checked-out files."""
    digest = hashlib.sha256()
    for line in _lines(layout):
        digest.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def of_file(file: Path) -> str:
    """Return a digest, as hex, of the content of `file`."""
    return _content(file)


def _lines(layout: Layout) -> Iterator[str]:
    common = layout.common_dir
    for name in _COMMON:
        yield f"{name} {_content(common / name)}"
    yield from _below(common / "refs")
    for name, directory in layouts.work_trees(layout):
        yield name
        if directory != common:
            yield from (f"{own} {_content(directory / own)}" for own in _FILES)
            yield from _below(directory / "refs")
    yield from _stores(layout.objects)


def _below(directory: Path) -> Iterator[str]:
    """Yield each file below a directory, by path, with its content; links are not followed."""
    for parent, names, files in os.walk(directory):
        names.sort()
        for name in sorted(files):
            file = Path(parent, name)
            yield f"{file.relative_to(directory).as_posix()} {_content(file)}"


def _stores(objects: Path) -> Iterator[str]:
    """Yield the files of an object store and of those that it borrows from."""
    waiting, known = [objects], set[Path]()
    while waiting and len(known) < _MOST_STORES:
        store = waiting.pop()
        if (place := store.resolve()) in known:
            continue
        known.add(place)
        yield f"store {store}"
        yield from _kept(store)
        alternates = store / "info" / "alternates"
        yield f"alternates {_content(alternates)}"
        lines = (layouts.content(store, alternates, _LARGEST) or b"").split(b"\n")
        waiting += [store / os.fsdecode(line) for line in lines if line and line[:1] != b"#"]


def _kept(store: Path) -> Iterator[str]:
    for parent, names, files in os.walk(store):
        names.sort()
        names[:] = [name for name in names if name != "info"]
        yield from (f"{parent}/{name} {_stamp(Path(parent, name))}" for name in sorted(files))


def _content(file: Path) -> str:
    """Return a digest of what is in a file; of a large or strange one that of its looks."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        with os.fdopen(os.open(file, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"{type(error).__name__}"
    return _stamp(file)


def _stamp(file: Path) -> str:
    try:
        status = file.lstat()
    except OSError as error:
        return type(error).__name__
    return f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ino}"
