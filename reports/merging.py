"""Merge what all units told.

Nothing here depends on the order of the results: sets are sorted, ties included.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

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
        declarations=tuple(
            sorted({item for result in results for item in result.declarations}, key=_by_place)
        ),
        credentials=tuple(_one(by_fingerprint[key]) for key in sorted(by_fingerprint)),
        occurrences=tuple(sorted(occurrences, key=_by_position)),
        slots=tuple(sorted({item for result in results for item in result.slots}, key=_by_slot)),
        owners=tuple(
            sorted({item for result in results for item in result.owners}, key=repr),
        ),
    )


def _one(descriptions: set[Credential]) -> Credential:
    """Merge what several results say of one secret; the surest and most specific names it."""
    best, *others = sorted(
        descriptions,
        key=lambda item: (
            _CONFIDENCES.index(item.confidence),
            not item.issuer,
            item.life is Life.UNKNOWN,
            repr(item),
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
        repr(item),
    )


def _by_place(item: Declaration) -> tuple[str, ...]:
    return (item.repository, item.path, item.pointer, item.client, item.name, repr(item))


def _by_slot(item: SlotLife) -> tuple[str, ...]:
    return (item.repository, item.path, item.pointer, item.client, item.name, repr(item))
