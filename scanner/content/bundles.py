"""MCP bundles (`.mcpb`, formerly `.dxt`): zip archives with a manifest and the server itself.

The format is that of https://github.com/modelcontextprotocol/mcpb. Nothing is unpacked to disk.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SUFFIXES = (".mcpb", ".dxt")
_MOST_MEMBERS = 2_000
_MOST_BYTES = 32 << 20
_LARGEST_MEMBER = 4 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises on damaged, encrypted and unsupported archives."""


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """A file in a bundle."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a bundle that was not read, and why."""

    reason: str


def is_bundle(path: str) -> bool:
    """Return whether a file is a bundle by its name."""
    return path.lower().endswith(SUFFIXES)


def members(archive: bytes) -> Iterator[Member | Unread]:
    """Yield the files of a bundle within 2,000 files of at most 4 MiB and 32 MiB in all."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(archive))
    except _DAMAGE:
        yield Unread("it is no zip archive that can be read")
        return
    left = _MOST_BYTES
    with opened:
        files = [info for info in opened.infolist() if not info.is_dir()]
        if len(files) > _MOST_MEMBERS:
            yield Unread(f"only {_MOST_MEMBERS:,} of its {len(files):,} files were read")
        for info in files[:_MOST_MEMBERS]:
            found = _member(opened, info, min(left, _LARGEST_MEMBER))
            left -= len(found.content) if isinstance(found, Member) else 0
            yield found


def _member(opened: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> Member | Unread:
    """Return a file; its stated size is not believed."""
    try:
        with opened.open(info) as stream:
            content = stream.read(limit + 1)
    except _DAMAGE:
        return Unread("a file in it cannot be read")
    if len(content) > limit:
        return Unread("a file in it is over the limit")
    return Member(info.filename, content)
