"""What is looked for in all that is to be written: nothing of it can be read back."""

from collections.abc import Callable
from dataclasses import dataclass

WINDOW = 8
"""Bytes of an anchor."""
ANCHOR_BITS = 20
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Shadow:
    """What is needed to look for one credential; nothing can be told from it without the key."""

    fingerprint: str
    sealed: str = ""
    """Hex digits; empty if it is not looked for."""
    why: str = ""
    """Why it is not looked for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A shadow that was opened."""

    fingerprint: str
    length: int
    """Bytes of the secret."""
    offset: int
    """Where in it the anchor begins."""
    anchor: int
    repositories: tuple[str, ...] = ()
    """Where it was found."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """All that is to be looked for in what is written."""

    marks: tuple[Mark, ...]
    mix: int
    """What the anchors were reduced with."""
    digest: Callable[[bytes], str]
    """Fingerprints a text, to be compared with those of the marks."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Fingerprints that are not looked for, and why."""


def reduced(window: int, mix: int) -> int:
    """Return the twenty bits that stand for eight bytes, which are read little-endian."""
    return (window * mix & _WORD) >> 64 - ANCHOR_BITS
