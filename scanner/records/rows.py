"""What git tells of the changes of commits, packed as it comes: it is parsed again when it is used.

A row holds ids, modes and a path; the head of a commit is kept without its message.
"""

import zlib
from collections.abc import Iterable, Iterator

_LEVEL = 1
_AT_ONCE = 1 << 16
"""Tokens that are packed together."""


class Packer:
    """Packs tokens while git tells them."""

    __slots__ = ("_compressor", "_packed", "_waiting")

    def __init__(self) -> None:
        """Start with nothing."""
        self._compressor = zlib.compressobj(_LEVEL)
        self._packed: list[bytes] = []
        self._waiting: list[bytes] = []

    def add(self, *tokens: bytes) -> None:
        """Take the head of a commit, or a row and its path."""
        self._waiting += tokens
        if len(self._waiting) >= _AT_ONCE:
            self._pack()

    def packed(self) -> bytes:
        """Return all that was added, empty if that is nothing; no more can be added."""
        self._pack()
        return b"".join((*self._packed, self._compressor.flush())) if self._packed else b""

    def _pack(self) -> None:
        if self._waiting:
            # The first pieces may be empty: they are kept back to be packed with later ones.
            self._packed.append(self._compressor.compress(b"\0".join(self._waiting) + b"\0"))
            self._waiting.clear()


def pack(tokens: Iterable[bytes]) -> bytes:
    """Return `tokens` packed."""
    packer = Packer()
    for token in tokens:
        packer.add(token)
    return packer.packed()


def unpacked(packed: bytes) -> Iterator[bytes]:
    """Yield the tokens that were packed."""
    yield from zlib.decompress(packed).split(b"\0")[:-1] if packed else ()


def commits(tokens: Iterable[bytes]) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """Yield, for each commit, its head and its rows, each row followed by its path."""
    head, rows = b"", list[bytes]()
    stream = iter(tokens)
    for token in stream:
        if token.startswith(b":"):
            rows += (token, next(stream, b""))
            continue
        if head:
            yield head, tuple(rows)
        head, rows = token, []
    if head:
        yield head, tuple(rows)
