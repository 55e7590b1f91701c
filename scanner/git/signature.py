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
from scanner.git.borrowing import PARTS
from scanner.git.layout import Layout

_LARGEST = 1 << 28
"""Bytes of a file that is read; of a larger one size and times have to do."""
_FILES = ("HEAD", "index", "config", "config.worktree", "commondir", "gitdir", "shallow")
_COMMON = (*_FILES, "packed-refs", "logs/refs/stash", "info/exclude")


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
    """Yield each file below a directory, by path, with its content."""
    for parent, names, files in os.walk(directory):
        names.sort()
        for name in sorted(files):
            file = Path(parent, name)
            yield f"{file.relative_to(directory).as_posix()} {_content(file)}"


def _stores(objects: Path) -> Iterator[str]:
    """Yield the files of an object store and of those that it borrows from."""
    lenders, gaps = layouts.lenders(objects)
    yield repr(gaps)
    for store in (objects, *lenders):
        yield f"store {store}"
        for part in PARTS:
            yield from _kept(store / part)


def _kept(directory: Path) -> Iterator[str]:
    try:
        files = sorted(directory.iterdir())
    except OSError as error:
        yield type(error).__name__
        return
    yield from (f"{file} {_stamp(file)}" for file in files)


def _content(file: Path) -> str:
    """Return a digest of what is in a file; of a large or strange one that of its looks.

    Links are followed, as git follows them.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
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
        status = file.stat()
    except OSError as error:
        return type(error).__name__
    return f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ino}"
