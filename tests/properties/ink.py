"""Text that is written while the place of one secret in it is kept.

A writer yields texts, and `HERE` right before the first character of the secret; so what is
expected of the scanner is known without reading anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class Here(Enum):
    """A mark between two texts."""

    SECRET = "the next character is the first of the secret"


HERE = Here.SECRET
Ink = Iterator[str | Here]


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and where in it the secret begins: line and column from 1."""

    text: str
    line: int
    column: int


def dried(ink: Iterable[str | Here], newline: str = "\n") -> Written:
    """Return what was written, with `newline` for every line feed; a mark must be in it."""
    parts: list[str] = []
    at = -1
    length = 0
    for drop in ink:
        if drop is HERE:
            at = length
        elif isinstance(drop, str):
            parts.append(drop)
            length += len(drop)
    text = "".join(parts)
    if at < 0:
        raise ValueError("nothing was planted")
    start = text.rfind("\n", 0, at) + 1
    return Written(text.replace("\n", newline), text.count("\n", 0, at) + 1, at - start + 1)


def encoded(written: Written, codec: str) -> bytes:
    """Return the text in a codec; `utf-16` and `utf-8-sig` bring their own mark."""
    return written.text.encode(codec)
