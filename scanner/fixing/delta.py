"""Patches that do not show what they change: git's binary form, a list of what to copy and insert.

A unified diff repeats the old line, and the credential in it. This form names the old content by
its id, which `git apply` compares before it changes anything, copies stretches of it by position,
and holds the bytes that are new. See `Documentation/gitformat-pack.adoc` and `apply.c` of git.
"""

import base64
import re
import zlib
from collections.abc import Iterator, Sequence

from scanner.fixing.edits import Edit, applied
from scanner.gathering.files import blob_id

_MOST_COPIED = 0xFFFF
_MOST_INSERTED = 127
_LINE = 52
_LETTERS = 26
_PLAIN = re.compile(r"[A-Za-z0-9._/@%+=:,~ -]+")


def patch(path: str, before: bytes, edits: Sequence[Edit], id_length: int) -> tuple[str, str, str]:
    """Return the ids of `before` and of what `edits` make of it, and the patch as text."""
    after = applied(before, edits)
    old, new = blob_id(before, id_length), blob_id(after, id_length)
    delta = _delta(before, after, edits)
    head = f"diff --git {_quoted('a/' + path)} {_quoted('b/' + path)}\nindex {old}..{new}\n"
    return old, new, f"{head}GIT binary patch\ndelta {len(delta)}\n{_encoded(delta)}\n"


def _delta(before: bytes, after: bytes, edits: Sequence[Edit]) -> bytes:
    parts = [_number(len(before)), _number(len(after))]
    at = 0
    for edit in edits:
        parts += _copied(at, edit.start)
        parts += _inserted(edit.text)
        at = edit.end
    parts += _copied(at, len(before))
    return b"".join(parts)


def _number(value: int) -> bytes:
    """Return a size, seven bits a byte, the lowest first."""
    digits = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        digits.append(low | (0x80 if value else 0))
        if not value:
            return bytes(digits)


def _copied(start: int, end: int) -> Iterator[bytes]:
    while start < end:
        size = min(end - start, _MOST_COPIED)
        flags, numbers = 0x80, bytearray()
        for place, byte in enumerate((*start.to_bytes(4, "little"), *size.to_bytes(2, "little"))):
            if byte:
                flags |= 1 << place
                numbers.append(byte)
        yield bytes((flags, *numbers))
        start += size


def _inserted(text: bytes) -> Iterator[bytes]:
    for at in range(0, len(text), _MOST_INSERTED):
        part = text[at : at + _MOST_INSERTED]
        yield bytes((len(part), *part))


def _encoded(delta: bytes) -> str:
    # Stored, not compressed: the bytes do not depend on the version of the library.
    packed = zlib.compress(delta, 0)
    return "".join(_line(packed[at : at + _LINE]) for at in range(0, len(packed), _LINE))


def _line(part: bytes) -> str:
    letter = ord("A") + len(part) - 1
    if len(part) > _LETTERS:
        letter = ord("a") + len(part) - _LETTERS - 1
    return chr(letter) + base64.b85encode(part, pad=True).decode("ascii") + "\n"


def _quoted(name: str) -> str:
    """Return `name` as git writes it: in quotes, with octal escapes, unless it is plain."""
    if _PLAIN.fullmatch(name):
        return name
    written = "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}"  # noqa: PLR2004
        for byte in name.encode("utf-8", "surrogateescape")
    )
    return f'"{written}"'
