"""Merge what all units told.

Nothing here depends on the order of the results: sets are sorted, ties included.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from operator import itemgetter
from typing import Any, TypeVar

from detectors.model import Confidence, Life
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Occurrence,
    PathOwner,
    Skipped,
    SlotLife,
    State,
    UnitResult,
)

_Fact = TypeVar("_Fact")
_STATES = list(State)
_CONFIDENCES = list(Confidence)


@dataclass(frozen=True, slots=True)
class Merged:
    """All results as one, sorted and without repetitions."""

    coverage: Coverage
    skipped: tuple[Skipped, ...]
    declarations: tuple[Declaration, ...]
    credentials: tuple[Credential, ...]
    occurrences: tuple[Occurrence, ...]
    slots: tuple[SlotLife, ...]
    owners: tuple[PathOwner, ...] = ()


def merge(results: Sequence[UnitResult]) -> Merged:
    """Return all facts of `results`, credentials merged by fingerprint."""
    occurrences = {item for result in results for item in result.occurrences}
    by_fingerprint: dict[str, set[Credential]] = defaultdict(set)
    for result in results:
        for credential in result.credentials:
            by_fingerprint[credential.fingerprint].add(credential)
    for occurrence in occurrences:
        if occurrence.fingerprint not in by_fingerprint:
            by_fingerprint[occurrence.fingerprint].add(_undescribed(occurrence.fingerprint))
    return Merged(
        coverage=_coverage([result.coverage for result in results]),
        skipped=tuple(
            sorted(
                {item for result in results for item in result.skipped},
                key=lambda item: (item.subject, item.reason, item.effect),
            )
        ),
        declarations=_ordered(
            {item for result in results for item in result.declarations}, _by_place
        ),
        credentials=tuple(_one(by_fingerprint[key]) for key in sorted(by_fingerprint)),
        occurrences=_ordered(occurrences, _by_position),
        slots=_ordered({item for result in results for item in result.slots}, _by_slot),
        owners=_ordered({item for result in results for item in result.owners}, _by_path),
    )


def _ordered(items: Iterable[_Fact], key: Callable[[_Fact], tuple[Any, ...]]) -> tuple[_Fact, ...]:
    """Return `items` by `key`; what it does not tell apart, by all that is in it.

    Writing out all of every fact takes longer than anything else that is done to it here.
    """
    equals: dict[tuple[Any, ...], list[_Fact]] = defaultdict(list)
    for item in items:
        equals[key(item)].append(item)
    return tuple(
        item
        for _, same in sorted(equals.items(), key=itemgetter(0))
        for item in (sorted(same, key=repr) if len(same) > 1 else same)
    )


def _one(descriptions: set[Credential]) -> Credential:
    """Merge what several results say of one secret; the surest and most specific names it."""
    best, *others = _ordered(
        descriptions,
        lambda item: (
            _CONFIDENCES.index(item.confidence),
            not item.issuer,
            item.life is Life.UNKNOWN,
        ),
    )
    if not others:
        return replace(
            best, evidence=tuple(sorted(set(best.evidence))), claims=tuple(sorted(set(best.claims)))
        )
    return replace(
        best,
        privileged=any(item.privileged for item in descriptions),
        default=all(item.default for item in descriptions),
        evidence=tuple(sorted({text for item in descriptions for text in item.evidence})),
        claims=tuple(sorted({claim for item in descriptions for claim in item.claims})),
    )


def _undescribed(fingerprint: str) -> Credential:
    return Credential(
        fingerprint=fingerprint,
        kind="unknown",
        kind_name="Unknown credential",
        issuer="",
        life=Life.UNKNOWN,
        confidence=Confidence.LOW,
        privileged=False,
        default=False,
        preview="",
        rotate="",
        evidence=(),
    )


def _coverage(parts: Sequence[Coverage]) -> Coverage:
    """Add numbers up and unite lists."""
    total: dict[str, Any] = {}
    for field in fields(Coverage):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(field.default, int):
            total[field.name] = sum(values)
        else:
            total[field.name] = tuple(sorted({text for value in values for text in value}))
    return Coverage(**total)


def _by_position(item: Occurrence) -> tuple[object, ...]:
    return (
        _STATES.index(item.lifetime.state),
        item.repository,
        item.path,
        item.line,
        item.column,
        item.pointer,
        item.fingerprint,
    )


def _by_place(item: Declaration) -> tuple[str, ...]:
    return (item.repository, item.path, item.pointer, item.client, item.name)


def _by_path(item: PathOwner) -> tuple[str, ...]:
    return (item.repository, item.path)


def _by_slot(item: SlotLife) -> tuple[str, ...]:
    return (item.repository, item.path, item.pointer, item.client, item.name)
