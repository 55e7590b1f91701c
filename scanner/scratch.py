"""Temporary directories of ours: nobody else can enter them, and they do not outlive us for long.

Each is locked for as long as it is lent. The system drops the lock of a process that is killed, so
the next scan can tell what is left over, whatever process has its number by then.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_PREFIX = "mcp-exposure-"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_TRIES = 1000
_lent: set[Path] = set()
"""What must go if the process is told to stop."""


@contextmanager
def directory() -> Iterator[Path]:
    """Lend an empty directory; it is gone when the block ends.

    Raises:
        OSError: there is no place for temporary files.

    """
    path, lock = _made()
    _lent.add(path)
    try:
        yield path
    finally:
        _lent.discard(path)
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def clear() -> None:
    """Remove all that is lent: the process ends."""
    for path in tuple(_lent):
        # Another thread may still put files there.
        for _ in range(_MOST_TRIES):
            shutil.rmtree(path, ignore_errors=True)
            if not path.exists():
                break


def _made() -> tuple[Path, int]:
    """Make a directory; return it and what keeps it locked."""
    parent = _parent()
    if parent is None:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        return path, _locked(path)
    above = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Who sweeps meanwhile would take what is not locked yet for left over.
        fcntl.flock(above, fcntl.LOCK_SH)
        path = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
        return path, _locked(path)
    finally:
        os.close(above)


def _locked(path: Path) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _parent() -> Path | None:
    """Return the directory that holds all of them; None if somebody else has taken its name."""
    parent = Path(tempfile.gettempdir(), f"{_PREFIX}{os.geteuid()}")
    with suppress(FileExistsError):
        parent.mkdir(mode=0o700)
    if not _ours(parent):
        return None
    _sweep(parent)
    return parent


def _ours(path: Path) -> bool:
    status = path.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & _OTHERS
    return private and status.st_uid == os.geteuid()


@cache
def _sweep(parent: Path) -> None:
    """Remove what scans that were killed have left, once a process."""
    above = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(above, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in parent.iterdir():
            # It is in use, or somebody else has just removed it.
            with suppress(OSError):
                _remove_unused(path)
    except BlockingIOError:
        return
    finally:
        os.close(above)


def _remove_unused(path: Path) -> None:
    if _ours(path):
        lock = _locked(path)
        try:
            shutil.rmtree(path)
        finally:
            os.close(lock)
