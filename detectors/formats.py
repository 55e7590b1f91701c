"""Our own token formats, applied to a text."""

from collections.abc import Iterator
from functools import cache

from detectors import names
from detectors.catalogue import Format, formats
from detectors.matching import of_value, within
from detectors.secret import Field
from detectors.user_catalogue import UserCatalogue, own_formats


def find(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield each format with the stretch of `field.text` that has it, strongest first."""
    if field.name:
        name = names.canonical(field.name)
        for entry in _bound_to_names(field.catalogue):
            for span in of_value(entry, name, field.text):
                yield entry, *span
    yield from _anywhere(field)


def _anywhere(field: Field) -> Iterator[tuple[Format, int, int]]:
    """Yield the formats that need no name."""
    for entry in _bound_to_keywords(field.catalogue):
        for span in within(entry, field.text):
            yield entry, *span


def by_rule(rule: str) -> Format | None:
    """Return our format of the kind that another catalogue calls `rule`."""
    return _rules().get(rule)


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
