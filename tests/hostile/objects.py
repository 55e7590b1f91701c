"""Objects and packs that git would not write, made byte by byte (gitformat-pack(5))."""

import binascii
import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from tests.repositories import GitRepo

COMMIT, TREE, BLOB, TAG, BY_ID = 1, 2, 3, 4, 7
_ZEROS = b"\0" * (1 << 20)


def loose(repo: GitRepo, kind: str, content: bytes, identity: str = "") -> str:
    """Store an object as it is, under its own id or another; return the id."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = identity or hashlib.sha1(whole).hexdigest()  # noqa: S324 - it is git's
    _file(repo, name).write_bytes(zlib.compress(whole, 1))
    return name


def zeros(repo: GitRepo, kind: str, mebibytes: int, before: bytes = b"") -> str:
    """Store an object of so many zeros behind `before`, in a thousandth of the size."""
    size = len(before) + mebibytes * len(_ZEROS)
    head = f"{kind} {size}\0".encode() + before
    digest = hashlib.sha1(head)  # noqa: S324 - it is git's
    packer = zlib.compressobj(1)
    parts = [packer.compress(head), packer.flush(zlib.Z_FULL_FLUSH)]
    # What is packed behind a full flush does not depend on what was before.
    parts += [packer.compress(_ZEROS), packer.flush(zlib.Z_FULL_FLUSH)]
    same = zlib.compressobj(1, zlib.DEFLATED, -15)
    again = same.compress(_ZEROS) + same.flush(zlib.Z_FULL_FLUSH)
    parts.append(again * (mebibytes - 1))
    check = zlib.adler32(head)
    for _ in range(mebibytes):
        digest.update(_ZEROS)
        check = zlib.adler32(_ZEROS, check)
    parts.append(b"\x03\x00" + struct.pack(">I", check))
    name = digest.hexdigest()
    _file(repo, name).write_bytes(b"".join(parts))
    return name


def endless(repo: GitRepo, identity: str, gibibytes: int) -> None:
    """Store a blob of so many zeros under an id that is not its own, broken at its end."""
    packer = zlib.compressobj(1)
    head = packer.compress(f"blob {gibibytes << 30}\0".encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    same = zlib.compressobj(1, zlib.DEFLATED, -15)
    again = same.compress(_ZEROS) + same.flush(zlib.Z_FULL_FLUSH)
    _file(repo, identity).write_bytes(head + again * (gibibytes << 10))


def _file(repo: GitRepo, name: str) -> Path:
    git_dir = repo.path / ".git"
    file = (git_dir if git_dir.is_dir() else repo.path) / "objects" / name[:2] / name[2:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return file


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry of a pack, whatever it claims."""

    name: str
    kind: int
    content: bytes
    base: str = ""
    """What a delta by id builds on."""
    size: int = -1
    """What it claims; -1 for the truth."""

    def entry(self) -> bytes:
        """Return it as it stands in a pack."""
        size = len(self.content) if self.size < 0 else self.size
        head = bytearray()
        byte, size = (self.kind << 4) | (size & 15), size >> 4
        while size:
            head.append(byte | 0x80)
            byte, size = size & 0x7F, size >> 7
        head.append(byte)
        return bytes(head) + bytes.fromhex(self.base) + zlib.compress(self.content)


def pack(repo: GitRepo, *entries: Packed) -> None:
    """Store a pack with an index that fits it."""
    content = b"PACK" + struct.pack(">II", 2, len(entries))
    placed = []
    for one in entries:
        whole = one.entry()
        placed.append((bytes.fromhex(one.name), binascii.crc32(whole), len(content)))
        content += whole
    content += hashlib.sha1(content).digest()  # noqa: S324 - it is git's
    placed.sort()
    index = b"\xfftOc" + struct.pack(">I", 2)
    index += struct.pack(">256I", *(sum(name[0] <= at for name, *_ in placed) for at in range(256)))
    index += b"".join(name for name, *_ in placed)
    index += b"".join(struct.pack(">I", check) for _, check, _ in placed)
    index += b"".join(struct.pack(">I", at) for *_, at in placed)
    index += content[-20:]
    index += hashlib.sha1(index).digest()  # noqa: S324 - it is git's
    where = repo.path / ".git" / "objects" / "pack"
    where.mkdir(exist_ok=True)
    (where / f"pack-{content[-20:].hex()}.pack").write_bytes(content)
    (where / f"pack-{content[-20:].hex()}.idx").write_bytes(index)


def delta(*commands: bytes, base: int, result: int) -> bytes:
    """Return a delta against `base` bytes that claims to make `result` bytes."""
    return _length(base) + _length(result) + b"".join(commands)


def _length(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def commit_text(tree: str, *more: str, author: str = "", message: str = "forged") -> bytes:
    """Return what a commit says; `more` are further lines of its head."""
    who = author or "A <a@example.com> 1700000000 +0000"
    lines = (f"tree {tree}", *more, f"author {who}", f"committer {who}")
    return "\n".join((*lines, "", message, "")).encode("utf-8", "surrogateescape")


def tree_entry(mode: str, name: str, identity: str) -> bytes:
    """Return one entry of a tree."""
    text = f"{mode} {name}\0".encode("utf-8", "surrogateescape")
    return text + bytes.fromhex(identity)
