"""Our own token formats, applied to a text."""

from collections.abc import Iterator
from functools import cache

from detectors import names
from detectors.catalogue import Format, formats
from detectors.secret import Field
from detectors.user_catalogue import UserCatalogue, own_formats


def find(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield each format with the stretch of `field.text` that has it, strongest first."""
    if field.name:
        name = names.canonical(field.name)
        for entry in _bound_to_names(field.catalogue):
            if entry.names is not None and entry.names.search(name):
                yield from _whole_value(entry, field.text)
    yield from _anywhere(field)


def _anywhere(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield the formats that need no name."""
    text = field.text
    for entry in _bound_to_keywords(field.catalogue):
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
def _bound_to_names(user: UserCatalogue | None) -> tuple[Format, ...]:
    return tuple(entry for entry in (*own_formats(user), *formats()) if entry.names is not None)


@cache
def _bound_to_keywords(user: UserCatalogue | None) -> tuple[Format, ...]:
    known = (*own_formats(user), *formats())
    return tuple(entry for entry in known if entry.names is None and entry.keywords)


@cache
def _rules() -> dict[str, Format]:
    return {rule: entry for entry in formats() for rule in entry.rules}
