"""Our own token formats, applied to a text."""

from collections.abc import Iterator
from functools import cache

from detectors import names
from detectors.catalogue import Format, formats
from detectors.secret import Field


def find(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield each format with the stretch of `field.text` that has it, strongest first."""
    if field.name:
        name = names.canonical(field.name)
        for entry in _bound_to_names():
            if entry.names is not None and entry.names.search(name):
                yield from _whole_value(entry, field.text)
    yield from anywhere(field.text)


def anywhere(text: str) -> Iterator[tuple[Format, int, int]]:
    """Yield the formats that need no name, with the stretches of `text` that have them."""
    for entry in _bound_to_keywords():
        if entry.pattern is None or not any(keyword in text for keyword in entry.keywords):
            continue
        for found in entry.pattern.finditer(text):
            yield entry, *found.span("secret")


def by_rule(rule: str) -> Format | None:
    """Return our format of the kind that another catalogue calls `rule`."""
    return _rules().get(rule)


def _whole_value(entry: Format, text: str) -> Iterator[tuple[Format, int, int]]:
    stripped = text.strip()
    if entry.pattern is not None and (found := entry.pattern.fullmatch(stripped)):
        shift = text.index(stripped)
        start, end = found.span("secret")
        yield entry, start + shift, end + shift


@cache
def _bound_to_names() -> tuple[Format, ...]:
    return tuple(entry for entry in formats() if entry.names is not None)


@cache
def _bound_to_keywords() -> tuple[Format, ...]:
    return tuple(entry for entry in formats() if entry.names is None and entry.keywords)


@cache
def _rules() -> dict[str, Format]:
    return {rule: entry for entry in formats() for rule in entry.rules}
