"""Plain files below a directory: a work tree, or a directory without git.

Nothing is followed out of the directory: symbolic links are not opened, neither as files nor
as directories.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scanner.model import Skipped

_EFFECT = "its content was not scanned"


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file by its path relative to the directory (with `/`), and its content."""

    path: str
    content: bytes


@dataclass(slots=True)
class Listing:
    """What was met below a directory besides the files asked for."""

    nested: list[str] = field(default_factory=list)
    """Directories that are repositories of their own; not entered."""
    seen: int = 0
    """Regular files met, wanted or not."""
    skipped: list[Skipped] = field(default_factory=list)


def files(
    directory: Path,
    selects: Callable[[str], bool],
    max_bytes: int,
    listing: Listing,
    leaves_out: frozenset[Path] = frozenset(),
) -> Iterator[File]:
    """Yield the regular files whose relative path `selects`, directory by directory."""
    for path in _paths(directory, selects, listing, leaves_out):
        content = _read(directory / path, max_bytes)
        if isinstance(content, bytes):
            yield File(path, content)
        else:
            listing.skipped.append(Skipped(path, content.reason, _EFFECT))


def _paths(
    directory: Path,
    selects: Callable[[str], bool],
    listing: Listing,
    leaves_out: frozenset[Path],
) -> Iterator[str]:
    waiting = [""]
    while waiting:
        below = waiting.pop()
        if directory / below in leaves_out:
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
            elif entry.is_file(follow_symlinks=False):
                listing.seen += 1
                if selects(path):
                    yield path


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str


def _read(path: Path, max_bytes: int) -> bytes | _Refused:
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return _Refused("it is no regular file")
            if status.st_size > max_bytes:
                return _Refused(f"{status.st_size:,} bytes is over the limit of {max_bytes:,}")
            return stream.read(max_bytes)
    except OSError as error:
        return _Refused(_reason(error))


def _reason(error: OSError) -> str:
    return f"it cannot be read: {(error.strerror or type(error).__name__).lower()}"
