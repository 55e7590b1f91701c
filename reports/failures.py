"""Every failed check with the places that show it: what formats for issue trackers are made of.

MX-01 and MX-02 are about a secret itself, so each secret of a row fails them apart, and each can be
closed apart. All other checks are about the row, and fail once.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.assessment.case import Check
from reports.assessment.checks import CHECKS
from reports.model import (
    CheckResult,
    CheckState,
    CredentialRecord,
    Exposure,
    PlacedOccurrence,
    Report,
    Severity,
)
from scanner.model import Declaration, Lifetime, Occurrence, Stamp, State

KNOWN: Final[Mapping[str, Check]] = {check.id: check for check in CHECKS}
"""The checks with their own words, by id."""

_STATES: Final = list(State)
_AT_TIP: Final = "MX-01"
_GONE: Final = "MX-02"

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a failure shows: a credential, or the declaration of a server without one."""

    repository: str
    path: str
    pointer: str
    line: int
    """From 1, as the column."""
    column: int
    fingerprint: str
    """Empty for a declaration."""
    lifetime: Lifetime

    @property
    def live(self) -> bool:
        """Whether the path holds it now."""
        return self.lifetime.state is State.LIVE

    @property
    def commit(self) -> Stamp | None:
        """The commit to look at: the last that held it, or that brought it."""
        return self.lifetime.last or self.lifetime.first


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that a row fails, for one of its credentials or for the row."""

    check: CheckResult
    exposure: Exposure
    record: CredentialRecord | None
    """The credential, if the check is about one."""
    places: tuple[Place, ...]
    """What is live first; empty if nothing tells where."""

    @property
    def severity(self) -> Severity:
        """How bad it is.

        A check is as severe as the worst secret of its row, a secret as in the worst of its rows:
        a secret in a row is no worse than either.
        """
        told = self.check.severity or self.exposure.severity
        return min(told, self.record.severity, key=_rank) if self.record else told

    @property
    def id(self) -> str:
        """The same in every report as long as row, check and credential are."""
        row = self.exposure
        secret = self.record.credential.fingerprint if self.record else ""
        parts = (self.check.id, row.server, row.tenant.value, row.environment.value, secret)
        return digest(parts)


def _rank(severity: Severity) -> int:
    return severity.rank


def digest(parts: tuple[str, ...]) -> str:
    """Return SHA-256 over `parts`, none of which can take the place of another."""
    return hashlib.sha256(ascii(parts).encode("ascii")).hexdigest()


def failures(report: Report) -> Iterator[Failure]:
    """Yield all failures of `report`, in the order of its rows and their checks."""
    records = {record.credential.fingerprint: record for record in report.credentials}
    declared = {server.identity: server.declarations for server in report.servers}
    held = _held(report)
    for row in report.exposures:
        here = held.get((row.server, row.tenant.value, row.environment.value), ())
        places = ordered(map(_place, here)) or ordered(map(_site, declared.get(row.server, ())))
        for check in row.checks:
            if check.state is CheckState.FAIL:
                yield from _split(check, row, places, records)


def _held(report: Report) -> Mapping[_Key, Sequence[Occurrence]]:
    held: dict[_Key, list[Occurrence]] = defaultdict(list)
    for record in report.credentials:
        for placed in record.occurrences:
            held[key(placed)].append(placed.occurrence)
    return held


def key(placed: PlacedOccurrence) -> _Key:
    """Return server, tenant and environment: the row that a place belongs to."""
    return placed.occurrence.server, placed.tenant.value, placed.environment.value


def _split(
    check: CheckResult,
    row: Exposure,
    places: tuple[Place, ...],
    records: Mapping[str, CredentialRecord],
) -> Iterator[Failure]:
    by_secret: dict[str, list[Place]] = defaultdict(list)
    for place in places if check.id in {_AT_TIP, _GONE} else ():
        record = records.get(place.fingerprint)
        if record and not record.credential.default and _is_about(check, record, place):
            by_secret[place.fingerprint].append(place)
    for fingerprint, some in sorted(by_secret.items()):
        yield Failure(check, row, records[fingerprint], tuple(some))
    if not by_secret:
        yield Failure(check, row, None, places)


def _is_about(check: CheckResult, record: CredentialRecord, place: Place) -> bool:
    if check.id == _AT_TIP:
        return place.live
    return check.id == _GONE and record.state is not State.LIVE


def ordered(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return `places`, what is live first."""
    return tuple(sorted(places, key=_order))


def _order(place: Place) -> tuple[int, str, str, int, int, str, str]:
    return (
        _STATES.index(place.lifetime.state), place.repository, place.path, place.line, place.column,
        place.pointer, place.fingerprint,
    )  # fmt: skip


def _place(item: Occurrence) -> Place:
    return Place(
        item.repository, item.path, item.pointer, item.line, item.column,
        item.fingerprint, item.lifetime,
    )  # fmt: skip


def _site(item: Declaration) -> Place:
    return Place(item.repository, item.path, item.pointer, 1, 1, "", item.lifetime)


def place_of(placed: PlacedOccurrence) -> Place:
    """Return where a credential is or was written."""
    return _place(placed.occurrence)
