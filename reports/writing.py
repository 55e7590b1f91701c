"""Files appear whole or not at all."""

import os
import tempfile
from pathlib import Path

from scanner.errors import OutputError


def write(path: Path, content: str | bytes) -> None:
    """Write `content`, text as UTF-8, to `path`: beside it first, then renamed over it.

    A device or a pipe is written to as it is: a file in its place would take it from everybody.

    Raises:
        OutputError: the directory is not there or cannot be written.

    """
    if path.exists() and not path.is_file() and not _misleads(path):
        _write_through(path, octets(content))
        return
    beside = _beside(path, octets(content))
    try:
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _refused(path, error) from None


def write_new(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` in the same way, but only if nothing is there.

    Raises:
        OutputError: there is something, or it cannot be written.

    """
    beside = _beside(path, octets(content))
    try:
        os.link(beside, path)
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path, content: bytes) -> Path:
    """Return a new file in the directory of `path`, readable by its owner, that holds `content`."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _refused(path, error) from None
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _refused(path, error) from None
    return beside


def _misleads(path: Path) -> bool:
    """Return whether `path` is a link, and none of the system's: what is audited may hold it."""
    return path.is_symlink() and path.absolute().parts[1] not in {"dev", "proc"}


def octets(content: str | bytes) -> bytes:
    """Return what a file of this content holds."""
    return content.encode("utf-8") if isinstance(content, str) else content


def _write_through(path: Path, content: bytes) -> None:
    try:
        with path.open("wb") as stream:
            stream.write(content)
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {(error.strerror or 'unknown reason').lower()}")
