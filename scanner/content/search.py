"""Many texts looked for at once, faster than git delivers what they are looked for in."""

from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from scanner.leafing import OVERLAP

_WINDOW = 1 << 18

Texts = tuple[bytes, ...]


def occurs(texts: Texts, content: bytes) -> bool:
    """Return whether one of `texts` is in `content`."""
    automaton = _automaton(texts)
    return any(automaton.find_matches_as_indexes(window) for _, window in _windows(content))


def present(texts: Texts, content: bytes) -> frozenset[bytes]:
    """Return those of `texts` that are in `content`, unless they only occur within others."""
    automaton = _automaton(texts)
    numbers = {
        match[0]
        for _, window in _windows(content)
        for match in automaton.find_matches_as_indexes(window)
    }
    return frozenset(texts[number] for number in numbers)


def places(texts: Texts, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where texts begin, and which; of those that begin together the first of `texts`."""
    automaton = _automaton(texts)
    behind = 0
    for start, window in _windows(content):
        for number, first, last in automaton.find_matches_as_indexes(window):
            # What begins in the overlap is found again by the next window.
            if first < _WINDOW and start + first >= behind:
                behind = start + last
                yield start + first, texts[number]


def _windows(content: bytes) -> Iterator[tuple[int, memoryview]]:
    # A hostile text of nothing but matches would answer with millions at once.
    view = memoryview(content)
    for start in range(0, len(view), _WINDOW):
        yield start, view[start : start + _WINDOW + OVERLAP]


@cache
def _automaton(texts: Texts) -> BytesAhoCorasick:
    # Only leftmost matching uses vector instructions: four times as fast where texts are few.
    return BytesAhoCorasick(list(texts), MatchKind.LeftmostFirst)
