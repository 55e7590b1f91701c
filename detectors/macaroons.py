"""Macaroons in the second binary format, as PyPI's upload tokens are.

The format is libmacaroons' (https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt), the
caveats are PyPI's (https://github.com/pypi/warehouse/blob/main/warehouse/macaroons/caveats).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.encoding import unpacked

_VERSION = 2
_END, _LOCATION, _IDENTIFIER, _SIGNATURE = 0, 1, 2, 6
_SIGNATURE_LENGTH = 32
_MOST_FIELDS = 256


@dataclass(frozen=True, slots=True)
class Macaroon:
    """What a macaroon says in the clear; nothing of its key."""

    location: str
    caveats: tuple[str, ...]


def read(text: str) -> Macaroon | None:
    """Return the macaroon that base64 `text` encodes, or None if it is none or incomplete."""
    data = unpacked(text)
    if not data or data[0] != _VERSION:
        return None
    location = ""
    identifiers: list[str] = []
    for kind, content in _fields(data):
        if kind == _SIGNATURE:
            complete = len(content) == _SIGNATURE_LENGTH and bool(identifiers)
            return Macaroon(location, tuple(identifiers[1:])) if complete else None
        if kind == _LOCATION and not identifiers:
            location = content.decode("utf-8", "replace")
        if kind == _IDENTIFIER:
            identifiers.append(content.decode("utf-8", "replace"))
    return None


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (type, content) of each field until the data ends or breaks off."""
    position = 1
    for _ in range(_MOST_FIELDS):
        kind, position = _number(data, position)
        if kind == _END:
            continue
        size, position = _number(data, position)
        if kind < 0 or size < 0 or position + size > len(data):
            return
        yield kind, data[position : position + size]
        position += size


def _number(data: bytes, position: int) -> tuple[int, int]:
    """Return the number in base 128 at `position` and the place after it; -1 if there is none."""
    value = 0
    for shift in range(0, 21, 7):
        if position >= len(data):
            return -1, position
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
            return value, position
    return -1, position
