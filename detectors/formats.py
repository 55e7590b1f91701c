"""Our own token formats, applied to a text."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from detectors import names
from detectors.catalogue import Format, formats
from detectors.matching import of_value, within
from detectors.secret import Field
from detectors.user_catalogue import UserCatalogue, own_formats


@dataclass(frozen=True, slots=True)
class _Index:
    """The formats that need no name, and which of them each keyword belongs to."""

    formats: tuple[Format, ...]
    automaton: BytesAhoCorasick
    """Finds all keywords of all formats at once: nearly every text holds none."""
    holders: tuple[tuple[int, ...], ...]
    """Positions in `formats`, for each keyword in the order of the automaton."""


def find(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield each format with the stretch of `field.text` that has it, strongest first."""
    if field.name and (bound := _bound_to(field.name, field.catalogue)):
        name = names.canonical(field.name)
        for entry in bound:
            for span in of_value(entry, name, field.text):
                yield entry, *span
    yield from _anywhere(field)


def _anywhere(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield the formats that need no name."""
    index = _index(field.catalogue)
    text = field.text.encode("utf-8", "surrogatepass")
    found = index.automaton.find_matches_as_indexes(text, overlapping=True)
    if not found:
        return
    keywords = {keyword for keyword, _, _ in found}
    for position in sorted({holder for word in keywords for holder in index.holders[word]}):
        entry = index.formats[position]
        for span in within(entry, field.text):
            yield entry, *span


def by_rule(rule: str) -> Format | None:
    """Return our format of the kind that another catalogue calls `rule`."""
    return _rules().get(rule)


@lru_cache(maxsize=4096)
def _bound_to(name: str, user: UserCatalogue | None) -> tuple[Format, ...]:
    """Return the formats that values of `name` may have."""
    plain = names.canonical(name)
    return tuple(
        entry
        for entry in (*own_formats(user), *formats())
        if entry.names is not None and entry.names.search(plain)
    )


@cache
def _index(user: UserCatalogue | None) -> _Index:
    known = tuple(
        entry
        for entry in (*own_formats(user), *formats())
        if entry.names is None and entry.keywords
    )
    holders: dict[str, list[int]] = {}
    for position, entry in enumerate(known):
        for keyword in entry.keywords:
            holders.setdefault(keyword, []).append(position)
    texts = [keyword.encode("utf-8", "surrogatepass") for keyword in holders]
    automaton = BytesAhoCorasick(texts, MatchKind.Standard)
    return _Index(known, automaton, tuple(map(tuple, holders.values())))


@cache
def _rules() -> dict[str, Format]:
    return {rule: entry for entry in formats() for rule in entry.rules}
