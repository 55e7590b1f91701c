"""The evidence pack: the report in every format in one directory, made whole or not at all.

It is written beside its place and takes it when it is complete. What is in its place already goes
only if it is nothing, or a pack of ours to which nobody has added anything.
"""

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from reports.formats.registry import FORMATS
from reports.manifest import ATTESTATION, DIGEST, MANIFEST, SCHEMA, Packed, attestation, manifest
from reports.model import Report
from reports.writing import octets
from scanner.errors import OutputError

_HINT = "Choose a directory that does not exist, with --report all=DIR."


def check(directory: Path) -> None:
    """Say before the scan that a pack could not be written to `directory` after it.

    Raises:
        OutputError: something else is there, or its parent cannot be written.

    """
    parent = directory.absolute().parent
    if not parent.is_dir():
        raise OutputError(f"the directory of {directory} does not exist", _HINT)
    if not os.access(parent, os.W_OK):
        raise OutputError(f"the directory of {directory} cannot be written", _HINT)
    if directory.is_symlink():
        raise OutputError(f"{directory} is a link; a pack would take its place", _HINT)
    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory} is a file", _HINT)
    if directory.is_dir() and (strange := _strangers(directory)):
        told = f"{directory} holds {strange}, which is of no pack; it would be lost"
        raise OutputError(told, _HINT)


class Contents(Mapping[str, bytes]):
    """Files by name, compressed until they are written: they repeat themselves to a tenth."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._packed: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> Packed:
        """Take up a file, and return what the manifest says of it."""
        self._packed[name] = zlib.compress(content, 1)
        return Packed(name, len(content), sha256(content).hexdigest())

    def __getitem__(self, name: str) -> bytes:
        return zlib.decompress(self._packed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def contents(report: Report) -> Contents:
    """Return what each file of the pack of `report` holds, by name, the manifest included."""
    made = Contents()
    files = [
        made.add(known.packed, octets(known.render(report)))
        for known in FORMATS.values()
        if known.packed
    ]
    files.append(made.add(ATTESTATION, attestation(report, files).encode()))
    made.add(MANIFEST, manifest(report, files).encode())
    # As `sha256sum --check` reads it.
    made.add(DIGEST, f"{digest(made)}  {MANIFEST}\n".encode())
    return made


def digest(made: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the manifest in what `contents` returned: it stands for the pack."""
    return sha256(made[MANIFEST]).hexdigest()


def write(directory: Path, made: Mapping[str, bytes]) -> None:
    """Write what `contents` returned.

    Raises:
        OutputError: it could not be written; what was at `directory` is still there.

    """
    check(directory)
    try:
        with _beside(directory) as fresh:
            for name, content in made.items():
                _put(fresh / name, content)
            _take_place(fresh, directory)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"cannot write {directory}: {reason}", _HINT) from None


def _strangers(directory: Path) -> str:
    """Return the name of a file that no pack of ours put into `directory`, or an empty string."""
    present = {entry.name for entry in directory.iterdir()}
    if not present:
        return ""
    try:
        told = json.loads((directory / MANIFEST).read_text("utf-8"))
        known = {file["path"] for file in told["files"]} if told["schema"] == SCHEMA else set()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        known = set()
    known |= {MANIFEST, DIGEST} if known else known
    return min(present - known, default="")


@contextmanager
def _beside(directory: Path) -> Iterator[Path]:
    place = directory.absolute()
    fresh = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)


def _take_place(fresh: Path, directory: Path) -> None:
    place = directory.absolute()
    if not place.exists():
        fresh.rename(place)
        return
    with _beside(directory) as aside:
        place.rename(aside)
        try:
            fresh.rename(place)
        except OSError:
            with suppress(OSError):
                aside.rename(place)
            raise
