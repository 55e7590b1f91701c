"""Files appear whole or not at all."""

import os
import tempfile
from pathlib import Path

from scanner.errors import OutputError


def write(path: Path, text: str) -> None:
    """Write `text` to `path`: beside it first, then renamed over it.

    Raises:
        OutputError: the directory is not there or cannot be written.

    """
    try:
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _refused(path, error) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {(error.strerror or 'unknown reason').lower()}")
