"""Attestations: what somebody vouches for that no configuration can show, and whether it holds.

An attestation is evidence of grade D. It never outweighs what is seen: one that a commit or a tip
contradicts is of no use, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from reports.lifespan import moment
from scanner.model import Occurrence, Stamp, State


class Claim(StrEnum):
    """What is vouched for."""

    REVOKED = "revoked"
    ROTATED = "rotated"
    LOGGED = "logged"
    SCOPED = "scoped"
    RUNBOOK = "runbook"
    """There is a procedure to revoke, and somebody who follows it."""


class AttestationStatus(StrEnum):
    """Whether an attestation can be relied on."""

    IN_FORCE = "in force"
    EXPIRED = "expired"
    EARLY = "not yet"
    """It speaks of a day after the scan."""
    CONTRADICTED = "contradicted"
    UNUSED = "unused"
    """Nothing in the scan is its subject."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One `[[attestations]]` table: about a fingerprint, or about a readiness test of a server."""

    position: int
    """Which `[[attestations]]` of the file this is, from 1."""
    claim: Claim
    on: date
    by: str
    evidence_ref: str
    expires: date
    """The last day on which it holds."""
    evidence_sha256: str = ""
    fingerprint: str = ""
    server: str = ""
    """A glob of server identities; empty if it is about a fingerprint."""
    test: str = ""
    """scoped, logged, rotated or revoked; empty if it is about a fingerprint."""


@dataclass(frozen=True, slots=True)
class AttestationRecord:
    """An attestation and whether it holds."""

    attestation: Attestation
    status: AttestationStatus
    reason: str
    """In words: until when it holds, or why it does not."""


@dataclass(frozen=True, slots=True)
class Attested:
    """All attestations with their status, to be asked by checks and by the readiness test."""

    records: tuple[AttestationRecord, ...] = ()
    _by_subject: Mapping[tuple[str, str], tuple[AttestationRecord, ...]] = field(
        default_factory=dict
    )

    def revoked(self, fingerprint: str) -> AttestationRecord | None:
        """Return what attests in force that the credential is revoked; the latest, or None."""
        return self._latest((fingerprint, ""), (Claim.REVOKED,))

    def rotated(self, fingerprint: str) -> AttestationRecord | None:
        """Return what attests in force that the credential was replaced; the latest, or None."""
        return self._latest((fingerprint, ""), (Claim.ROTATED,))

    def of_server(self, server: str, test: str) -> AttestationRecord | None:
        """Return what attests in force that `server` passes a readiness test; the latest, or None.

        `test` is scoped, logged, rotated or revoked.
        """
        return self._latest((server, test), tuple(Claim))

    def contradicted(self, subject: str, test: str = "") -> tuple[AttestationRecord, ...]:
        """Return what of a fingerprint, or of a server and a test, is attested but disproved."""
        return tuple(
            record
            for record in self._about((subject, test))
            if record.status is AttestationStatus.CONTRADICTED
        )

    def _latest(
        self, subject: tuple[str, str], claims: Sequence[Claim]
    ) -> AttestationRecord | None:
        found = [
            record
            for record in self._about(subject)
            if record.status is AttestationStatus.IN_FORCE and record.attestation.claim in claims
        ]
        return max(found, key=lambda record: record.attestation.on, default=None)

    def _about(self, subject: tuple[str, str]) -> Iterator[AttestationRecord]:
        """Yield what is about a fingerprint, or about a test of a server; that may be a glob."""
        name, test = subject
        if not test:
            yield from self._by_subject.get(subject, ())
            return
        for (glob, tested), records in self._by_subject.items():
            if tested == test and fnmatchcase(name, glob):
                yield from records


NOTHING = Attested()


def attested(
    attestations: Sequence[Attestation],
    occurrences: Sequence[Occurrence],
    at: str,
    servers: Iterable[str] = (),
) -> Attested:
    """Return the status of each of `attestations` at the time `at` (ISO 8601), in file order.

    `servers` are the identities of all that was seen, with a credential or without.
    """
    if not attestations:
        return NOTHING
    by_fingerprint: dict[str, list[Occurrence]] = defaultdict(list)
    by_server: dict[str, list[Occurrence]] = {name: [] for name in servers}
    for item in occurrences:
        by_fingerprint[item.fingerprint].append(item)
        by_server.setdefault(item.server, []).append(item)
    records = tuple(
        _about_credential(item, by_fingerprint.get(item.fingerprint, ()), at)
        if item.fingerprint
        else _about_server(item, by_server, at)
        for item in attestations
    )
    by_subject: dict[tuple[str, str], tuple[AttestationRecord, ...]] = {}
    for record in records:
        told = record.attestation
        key = (told.fingerprint or told.server, told.test)
        by_subject[key] = (*by_subject.get(key, ()), record)
    return Attested(records, by_subject)


def day_of(stamp: Stamp | None) -> date | None:
    """Return the day (UTC) of a commit whose stated time nothing contradicts, else None."""
    told = moment(stamp.at) if stamp and not stamp.doubtful else None
    return told.date() if told else None


def _about_credential(
    item: Attestation, places: Sequence[Occurrence], at: str
) -> AttestationRecord:
    return _record(item, places, at, "" if places else "no such credential was found")


def _about_server(
    item: Attestation, by_server: Mapping[str, Sequence[Occurrence]], at: str
) -> AttestationRecord:
    meant = [name for name in by_server if fnmatchcase(name, item.server)]
    places = [place for name in meant for place in by_server[name]]
    return _record(item, places, at, "" if meant else "no such server was found")


def _record(
    item: Attestation, places: Sequence[Occurrence], at: str, unused: str
) -> AttestationRecord:
    now = moment(at)
    today = now.date() if now else date.max
    if against := _against(item, places):
        return AttestationRecord(item, AttestationStatus.CONTRADICTED, against)
    if today < item.on:
        return AttestationRecord(item, AttestationStatus.EARLY, f"only from {item.on}")
    if item.expires < today:
        return AttestationRecord(item, AttestationStatus.EXPIRED, f"since {item.expires}")
    if unused:
        return AttestationRecord(item, AttestationStatus.UNUSED, unused)
    return AttestationRecord(item, AttestationStatus.IN_FORCE, f"until {item.expires}")


def _against(item: Attestation, places: Sequence[Occurrence]) -> str:
    """Say what disproves `item`; empty if nothing does."""
    match item.claim:
        case Claim.REVOKED if item.fingerprint:
            return _brought_later(item, places)
        case Claim.ROTATED:
            return _still_live(item, places)
        case _:
            return ""


def _brought_later(item: Attestation, places: Sequence[Occurrence]) -> str:
    """Say where a revoked credential was written after its revocation."""
    later = sorted(
        (str(came), stamp.commit[:12], place.path)
        for place in places
        for stamp in (place.lifetime.first, *place.lifetime.returned)
        if stamp and (came := day_of(stamp)) and came > item.on
    )
    if not later:
        return ""
    day, commit, path = later[0]
    return f"revoked on {item.on}, but introduced again on {day} in {path} ({commit})"


def _still_live(item: Attestation, places: Sequence[Occurrence]) -> str:
    """Say where what was rotated is live all the same.

    For a server as a whole that is a credential which was there before the rotation.
    """
    live = sorted(
        place.path
        for place in places
        if place.lifetime.state is State.LIVE
        and (item.fingerprint or _is_before(place.lifetime.first, item.on))
    )
    return f"rotated on {item.on}, but the same value is live in {live[0]}" if live else ""


def _is_before(stamp: Stamp | None, day: date) -> bool:
    came = day_of(stamp)
    return came is not None and came < day
