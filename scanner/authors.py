"""Who made the commits that a result names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from scanner.git.commits import commits
from scanner.git.door import View
from scanner.model import (
    Declaration,
    Lifetime,
    Occurrence,
    SlotLife,
    SlotValue,
    Span,
    Stamp,
    UnitResult,
)
from scanner.redaction import Redactor
from scanner.settings import Settings

_DIGITS = 12
_Lived = TypeVar("_Lived", Declaration, Occurrence)


def signed(result: UnitResult, view: View, settings: Settings, redactor: Redactor) -> UnitResult:
    """Return `result` with the author of each commit in it; only these commits are read."""
    named = sorted({one.commit for one in _stamps(result)})
    read, _ = commits(view, named)
    authors = {name: _known_as(one.author, settings, redactor) for name, one in read.items()}
    return replace(
        result,
        declarations=tuple(_lived(one, authors) for one in result.declarations),
        occurrences=tuple(_lived(one, authors) for one in result.occurrences),
        slots=tuple(_slot(one, authors) for one in result.slots),
    )


def _known_as(author: str, settings: Settings, redactor: Redactor) -> str:
    """Return what the report calls an author.

    One person with one e-mail address has one hash, in all repositories that are scanned with
    the same key. No mailmap is read: the repository could join, or part, whom it likes.
    """
    if settings.authors_shown or not author:
        return redactor.clean(author)
    _, _, after = author.partition("<")
    address = after.partition(">")[0].strip() or author.strip()
    return settings.key.fingerprint(f"author of a commit\0{address.casefold()}")[:_DIGITS]


def _stamps(result: UnitResult) -> set[Stamp]:
    lives = [one.lifetime for one in result.declarations]
    lives += [one.lifetime for one in result.occurrences]
    held = [one for slot in result.slots for one in slot.values]
    found = [stamp for life in lives for stamp in (life.first, life.last, life.removed)]
    found += [stamp for life in lives for one in life.present for stamp in (one.first, one.removed)]
    found += [stamp for one in held for stamp in (one.first, one.last, one.removed)]
    return set(filter(None, found))


def _lived(one: _Lived, authors: Mapping[str, str]) -> _Lived:
    return replace(one, lifetime=_lifetime(one.lifetime, authors))


def _lifetime(life: Lifetime, authors: Mapping[str, str]) -> Lifetime:
    return replace(
        life,
        first=_stamp(life.first, authors),
        last=_stamp(life.last, authors),
        removed=_stamp(life.removed, authors),
        present=tuple(
            Span(_stamp(one.first, authors), _stamp(one.removed, authors)) for one in life.present
        ),
    )


def _slot(slot: SlotLife, authors: Mapping[str, str]) -> SlotLife:
    return replace(slot, values=tuple(_value(one, authors) for one in slot.values))


def _value(one: SlotValue, authors: Mapping[str, str]) -> SlotValue:
    return replace(
        one,
        first=_stamp(one.first, authors),
        last=_stamp(one.last, authors),
        removed=_stamp(one.removed, authors),
    )


def _stamp(stamp: Stamp | None, authors: Mapping[str, str]) -> Stamp | None:
    return replace(stamp, author=authors.get(stamp.commit, "")) if stamp else None
