"""Many texts looked for at once, faster than git delivers what they are looked for in."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from scanner.leafing import OVERLAP

_WINDOW = 1 << 18
_FIRST = 1 << 12
"""Bytes of the first window where one hit is enough: most of what has any has one early."""
_FEW = 256

Texts = tuple[bytes, ...]


def occurs(texts: Texts, content: bytes) -> bool:
    """Return whether one of `texts` is in `content`."""
    automaton = _automaton(texts)
    windows = _windows(content, _FIRST)
    return any(automaton.find_matches_as_indexes(window) for _, _, window in windows)


def present(texts: Texts, content: bytes) -> frozenset[bytes]:
    """Return those of `texts` that are in `content`, unless they only occur within others."""
    automaton = _automaton(texts)
    numbers = {
        match[0]
        for _, _, window in _windows(content)
        for match in automaton.find_matches_as_indexes(window)
    }
    return frozenset(texts[number] for number in numbers)


def places(texts: Texts, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where texts begin, and which; of those that begin together the first of `texts`."""
    automaton = _automaton(texts)
    behind = 0
    for start, size, window in _windows(content):
        for number, first, last in automaton.find_matches_as_indexes(window):
            # What begins in the overlap is found again by the next window.
            if first < size and start + first >= behind:
                behind = start + last
                yield start + first, texts[number]


def _windows(content: bytes, size: int = _WINDOW) -> Iterator[tuple[int, int, memoryview]]:
    # A hostile text of nothing but matches would answer with millions at once.
    view, start = memoryview(content), 0
    while start < len(view):
        yield start, size, view[start : start + size + OVERLAP]
        start, size = start + size, min(size * 8, _WINDOW)


def around(texts: Texts, content: bytes, reach: int) -> bytes:
    """Return what stands within `reach` bytes of any of `texts`, a NUL between the stretches.

    The content itself if they stand in it at many places.
    """
    some = islice(places(texts, content), _FEW + 1)
    found = [(at - reach, at + len(text) + reach) for at, text in some]
    if len(found) > _FEW:
        return content
    stretches: list[tuple[int, int]] = []
    for first, last in found:
        start = stretches.pop()[0] if stretches and first <= stretches[-1][1] else first
        stretches.append((max(start, 0), last))
    return b"\0".join(content[first:last] for first, last in stretches)


@cache
def _automaton(texts: Texts) -> BytesAhoCorasick:
    # Only leftmost matching uses vector instructions: four times as fast where texts are few.
    return BytesAhoCorasick(list(texts), MatchKind.LeftmostFirst)
