"""Leafing through what is too large to be held, part by part."""

from collections.abc import Iterable, Iterator

CHUNK = 1 << 20
OVERLAP = 64
"""Bytes of one part that are looked at again with the next: what is sought may lie across."""


def overlapping(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each of `chunks` behind the end of the one before."""
    before = b""
    for chunk in chunks:
        yield before + chunk
        before = chunk[-OVERLAP:]
