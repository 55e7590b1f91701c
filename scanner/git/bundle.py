"""Bundles: a history in one file, unpacked into a repository of our own (gitformat-bundle(5))."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scanner import scratch
from scanner.budget import Budget, unlimited
from scanner.git import door
from scanner.git.door import View
from scanner.git.layout import Layout, surrounding
from scanner.model import Skipped

_SIGNATURE = re.compile(rb"# v[23] git bundle\n\Z")
_CAPABILITY = "@"
_SHA256 = "@object-format=sha256"
_PREREQUISITE = re.compile(r"-([0-9a-f]{40}|[0-9a-f]{64})(?: |\Z)")
_REF = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) (HEAD|refs/[^~^:?*\[\\\x00-\x20\x7f]+)\Z")
_NO_REF = re.compile(r"\.\.|/\.|//|@\{|\.lock(?:/|\Z)|[/.]\Z")
"""git reads none of the refs if one is named so (git-check-ref-format(1))."""
_LINE_LIMIT = 8192
_MOST_LINES = 2_000_000


@dataclass(frozen=True, slots=True)
class Unbundled:
    """A repository that lasts as long as it is lent, and what the bundle lacks."""

    layout: Layout
    gaps: tuple[Skipped, ...]


@dataclass(slots=True)
class _Header:
    capabilities: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Commits that whoever unbundles must have already."""
    refs: dict[str, str] = field(default_factory=dict)
    strange: int = 0
    """Lines that say nothing known."""


def is_bundle(file: Path) -> bool:
    """Return whether a regular file begins as a bundle does."""
    try:
        with file.open("rb") as stream:
            return bool(_SIGNATURE.match(stream.readline(_LINE_LIMIT)))
    except OSError:
        return False


@contextmanager
def unbundled(file: Path, budget: Budget | None = None) -> Iterator[Unbundled]:
    """Lend a bare repository with all that `file` holds; it is gone when the block ends.

    Raises:
        OSError: the file could not be read, or the temporary directory not be written.

    """
    with scratch.directory() as directory, file.open("rb") as stream:
        header = _header(stream)
        outside = door.kept_out(file.absolute().parent, surrounding(file))
        _prepare(directory, header)
        complete = _unpack(View(directory, budget or unlimited(), outside=outside), stream)
        yield Unbundled(Layout(directory, directory, None), _gaps(header, complete=complete))


def _header(stream: IO[bytes]) -> _Header:
    header = _Header()
    stream.readline(_LINE_LIMIT)
    for _ in range(_MOST_LINES):
        line = stream.readline(_LINE_LIMIT).decode("utf-8", "surrogateescape").removesuffix("\n")
        if not line:
            break
        if line.startswith(_CAPABILITY):
            header.capabilities.append(line)
        elif found := _PREREQUISITE.match(line):
            header.missing.append(found[1])
        elif (found := _REF.match(line)) and not _NO_REF.search(found[2]):
            header.refs[found[2]] = found[1]
        else:
            header.strange += 1
    return header


def _prepare(directory: Path, header: _Header) -> None:
    """Make a bare repository with the refs of the bundle."""
    door.configure(directory, "sha256" if _SHA256 in header.capabilities else "")
    for name in ("objects", "refs"):
        (directory / name).mkdir()
    head = header.refs.pop("HEAD", "")
    detached = head and head not in header.refs.values()
    (directory / "HEAD").write_text(head if detached else "ref: refs/heads/unborn")
    with (directory / "packed-refs").open("w", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(f"{target} {name}\n" for name, target in header.refs.items())


def _unpack(view: View, stream: IO[bytes]) -> bool:
    """Store all objects of the pack in `stream`; return whether none was lost.

    A pack of which a part is missing, or that builds on objects that are not in it, is unpacked
    object by object, as far as it goes.
    """
    start = stream.tell()
    for command in (("index-pack", "--stdin"), ("unpack-objects", "-r", "-q")):
        stream.seek(start)
        process = door.start(view, *command)
        with suppress(BrokenPipeError):
            shutil.copyfileobj(stream, process.stdin)
            process.stdin.close()
        _, status, _ = door.output(process)
        if not status:
            return True
    return False


def _gaps(header: _Header, *, complete: bool) -> tuple[Skipped, ...]:
    effect = "what is not in it was not scanned"
    gaps = [
        Skipped("bundle", f"it builds on commit {commit[:12]}, which is not in it", effect)
        for commit in header.missing[:20]
    ]
    if (more := len(header.missing) - 20) > 0:
        gaps.append(Skipped("bundle", f"it builds on {more:,} more commits", effect))
    if any(text.startswith("@filter=") for text in header.capabilities):
        gaps.append(Skipped("bundle", "it was made with a filter that left objects out", effect))
    if header.strange:
        gaps.append(Skipped("bundle", f"{header.strange:,} lines of it are not understood", effect))
    if not complete:
        gaps.append(Skipped("bundle", "some of its objects cannot be unpacked", effect))
    return tuple(gaps)
