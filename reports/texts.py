"""Texts and numbers for people: visible, bounded, in words."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, Final

from reports.escaping import terminal_text
from reports.lifespan import moment

LONGEST: Final = 1000
"""No text of a view is longer, in characters."""

_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_KILO: Final = 1000


def shorten(text: str, limit: int = 120) -> str:
    """Return `text` in at most `limit` characters, the middle left out if it was longer."""
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 2
    return f"{text[: limit - 1 - tail]}…{text[len(text) - tail :]}"


def count(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun, e.g. `1 server` or `2,000 servers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(octets: int) -> str:
    """Return a number of bytes for people, e.g. `3.1 MB`."""
    if octets < _KILO:
        return count(octets, "byte")
    amount = octets / _KILO
    for unit in ("kB", "MB", "GB"):
        if round(amount, 1) < _KILO:
            return f"{amount:.1f} {unit}"
        amount /= _KILO
    return f"{amount:,.1f} TB"


def day(at: str) -> str:
    """Return the day of an ISO 8601 time for people, e.g. `7 Mar 2025`; else `at` itself."""
    read = moment(at)
    return f"{read.day} {_MONTHS[3 * read.month - 3 : 3 * read.month]} {read.year}" if read else at


def plain(value: Any) -> Any:
    """Return `value`, a dataclass or a tuple of them, with every text visible and bounded.

    What holds nothing to change is returned as it is: in a large report, nearly all. What stands
    in several places is looked at once.
    """
    return _plain(value, {})


def _plain(value: Any, known: dict[int, tuple[Any, Any]]) -> Any:
    """Return the same; `known` has old and new by the identity of the old, and keeps both."""
    kind: Any = type(value)
    if kind is str:
        return value if _is_plain(value) else shorten(terminal_text(value), LONGEST)
    if kind is tuple:
        items = [_plain(item, known) for item in value]
        return value if all(map(is_, items, value)) else tuple(items)
    names = _names(kind)
    if not names:
        return value
    if found := known.get(id(value)):
        return found[1]
    changed = {}
    for name in names:
        old = getattr(value, name)
        # Most of a report is short texts and nothing: a call for each would take twice as long.
        if not old or (type(old) is str and _is_plain(old)):
            continue
        if (new := _plain(old, known)) is not old:
            changed[name] = new
    made = replace(value, **changed) if changed else value
    known[id(value)] = value, made
    return made


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST and text.isascii() and text.isprintable()


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
