"""What all human formats share: sorted, counted and plain, so that none of them has to think.

Every text in a `View` went through `terminal_text`: it holds no control, bidirectional or
zero-width character, so it can be printed on a terminal or a page as it is (a page still escapes
markup).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.headline import Headline, headline
from reports.lifespan import days, last
from reports.model import (
    UNASSIGNED,
    CheckState,
    CredentialRecord,
    Exposure,
    PlacedOccurrence,
    Report,
    Severity,
)
from reports.texts import count, plain
from scanner.model import SlotLife, SlotValue, Stamp, State

_STAGES: Final = (UNASSIGNED, "prod", "staging", "test", "dev", "local", "dr")


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A credential, and what to do about it."""

    anchor: str
    record: CredentialRecord
    fingerprint: str
    """The first 12 hex digits."""
    rotate: str
    """Where to replace it: an https URL, or empty."""
    removed: Stamp | None
    """When the last of its places went; None while it is live."""
    places: tuple[PlacedOccurrence, ...]
    servers: tuple[str, ...]
    """Without the empty name for places outside any server."""
    tenants: tuple[str, ...]
    """Without `unassigned`, as are the environments."""
    environments: tuple[str, ...]
    owners: tuple[str, ...]
    """Who answers for the rows that hold it, as far as somebody is named."""
    slots: tuple[SlotLife, ...]
    """Those that ever held it."""
    exposed: str
    """For how long it has been exposed, in words; empty if that cannot be told."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it first in each of its places, hashed or by name."""
        firsts = (placed.occurrence.lifetime.first for placed in self.places)
        return tuple(dict.fromkeys(one.author for one in firsts if one and one.author))

    @property
    def returns(self) -> int:
        """How often it was brought back after a removal."""
        return sum(len(placed.occurrence.lifetime.returned) for placed in self.places)

    @property
    def rotations(self) -> int:
        """How often its slots took one credential for another."""
        return sum(slot.rotations for slot in self.slots)

    @property
    def exposed_briefly(self) -> str:
        """The days of `exposed` alone."""
        return " ".join(self.exposed.split()[:2])

    @property
    def shared(self) -> bool:
        """True if more than one server, tenant or environment uses it."""
        return any(len(users) > 1 for users in (self.servers, self.tenants, self.environments))

    @property
    def action(self) -> str:
        """Say what to do first."""
        if self.record.credential.default:
            return (
                "Replace this well-known default by a credential of its own, and drop the literal."
            )
        match self.record.state:
            case State.LIVE:
                step = (
                    "Revoke it and issue a new one; keep the new one out of the file, by reference."
                )
            case State.HISTORY:
                step = "Revoke it, unless that is on record: it left every tip, but clones keep it."
            case State.UNREACHABLE:
                step = (
                    "Revoke it: no ref leads to it any more, but it is still stored, and whoever "
                    "fetched it has it. Removal is not revocation."
                )
        return f"{step} Issue one for each of its users." if self.shared else step


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """An exposure with its credentials."""

    anchor: str
    exposure: Exposure
    credentials: tuple[CredentialRow, ...]

    @property
    def state(self) -> State | None:
        """Where the most visible of its credentials is; None without any."""
        states = {row.record.state for row in self.credentials}
        return next((state for state in State if state in states), None)

    def those(self, state: CheckState | str) -> tuple[str, ...]:
        """Return the ids of the checks that came out as `state`, accepted failures included."""
        return tuple(one.id for one in self.exposure.checks if one.state == state)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot, and what it held with the credentials that these are."""

    slot: SlotLife
    values: tuple[tuple[CredentialRow | None, SlotValue], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one server exposes in one environment; the anchor is its worst exposure's."""

    severity: Severity
    credentials: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Servers by environments, unassigned first; None where there is no exposure."""

    environments: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class View:
    """A report ready to be laid out, worst first."""

    report: Report
    headline: Headline
    severities: tuple[tuple[Severity, int], ...]
    """How many credentials there are at each level, critical first."""
    credentials: tuple[CredentialRow, ...]
    exposures: tuple[ExposureRow, ...]
    matrix: Matrix
    slots: tuple[SlotRow, ...]
    """Those that held more than one value, or one more than once; most often rotated first."""

    @property
    def shared(self) -> tuple[CredentialRow, ...]:
        """The credentials that more than one server, tenant or environment uses."""
        return tuple(row for row in self.credentials if row.shared)


def view(report: Report) -> View:
    """Return `report` sorted and counted for people."""
    safe: Report = plain(report)
    slots: dict[str, list[SlotLife]] = {}
    for slot in safe.slots:
        for fingerprint in {value.fingerprint for value in slot.values}:
            slots.setdefault(fingerprint, []).append(slot)
    owners: dict[str, set[str]] = {}
    for row in safe.exposures:
        for fingerprint in row.credentials if row.owner.name else ():
            owners.setdefault(fingerprint, set()).add(row.owner.name)
    credentials = tuple(
        _credential(f"c{number}", record, slots, owners, safe.scan.started_at)
        for number, record in enumerate(sorted(safe.credentials, key=_urgency), 1)
    )
    exposures = _exposures(safe, credentials)
    levels = Counter(record.severity for record in safe.credentials)
    return View(
        report=safe,
        headline=headline(safe),
        severities=tuple((level, levels[level]) for level in reversed(Severity)),
        credentials=credentials,
        exposures=exposures,
        matrix=_matrix(exposures),
        slots=_slots(safe, credentials),
    )


def _slots(report: Report, credentials: tuple[CredentialRow, ...]) -> tuple[SlotRow, ...]:
    known = {row.record.credential.fingerprint: row for row in credentials}
    return tuple(
        SlotRow(slot, tuple((known.get(value.fingerprint), value) for value in slot.values))
        for slot in sorted(report.slots, key=lambda one: -one.rotations)
        if len(slot.values) > 1
    )


def _urgency(record: CredentialRecord) -> tuple[int, int, str, str]:
    kind = record.credential.kind_name
    return -record.severity.rank, _visibility(record.state), kind, record.credential.fingerprint


def _visibility(state: State) -> int:
    return tuple(State).index(state)


def _place(placed: PlacedOccurrence) -> tuple[int, bool, str, str, int, int]:
    one, state = placed.occurrence, placed.occurrence.lifetime.state
    return _visibility(state), bool(one.form), one.repository, one.path, one.line, one.column


def _credential(
    anchor: str,
    record: CredentialRecord,
    slots: Mapping[str, Sequence[SlotLife]],
    owners: Mapping[str, Iterable[str]],
    now: str,
) -> CredentialRow:
    removals = [placed.occurrence.lifetime.removed for placed in record.occurrences]
    gone = [] if record.state is State.LIVE else [one for one in removals if one is not None]
    url = record.credential.rotate
    return CredentialRow(
        anchor=anchor,
        record=record,
        fingerprint=record.credential.fingerprint[:12],
        rotate=url if url.startswith("https://") else "",
        removed=last(gone),
        places=tuple(sorted(record.occurrences, key=_place)),
        servers=tuple(name for name in record.servers if name),
        tenants=tuple(name for name in record.tenants if name != UNASSIGNED),
        environments=tuple(name for name in record.environments if name != UNASSIGNED),
        owners=tuple(sorted(owners.get(record.credential.fingerprint, ()))),
        slots=tuple(slots.get(record.credential.fingerprint, ())),
        exposed=_exposed(record, now),
    )


def _exposed(record: CredentialRecord, now: str) -> str:
    if record.state is State.LIVE:
        so_far = days(record.first_seen, Stamp("", now))
        return "" if so_far is None else f"{count(so_far, 'day')} at the time of the scan"
    known = record.exposed_days
    return (
        "" if known is None else f"{count(known, 'day')} until its removal, which is not revocation"
    )


def _exposures(report: Report, credentials: tuple[CredentialRow, ...]) -> tuple[ExposureRow, ...]:
    known = {row.record.credential.fingerprint: row for row in credentials}
    ranked = sorted(report.exposures, key=lambda one: (-one.severity.rank, one.server))
    return tuple(
        ExposureRow(f"e{number}", one, tuple(known[f] for f in one.credentials if f in known))
        for number, one in enumerate(ranked, 1)
    )


def _matrix(exposures: tuple[ExposureRow, ...]) -> Matrix:
    held: dict[tuple[str, str], list[ExposureRow]] = {}
    for row in exposures:
        held.setdefault((row.exposure.server, row.exposure.environment.value), []).append(row)
    names = {environment for _, environment in held}
    columns = tuple(sorted(names, key=lambda name: ((*_STAGES, name).index(name), name)))
    servers = dict.fromkeys(row.exposure.server for row in exposures)
    return Matrix(
        columns,
        tuple((name, tuple(_cell(held.get((name, e), [])) for e in columns)) for name in servers),
    )


def _cell(rows: list[ExposureRow]) -> Cell | None:
    if not rows:
        return None
    fingerprints = {fingerprint for row in rows for fingerprint in row.exposure.credentials}
    return Cell(rows[0].exposure.severity, len(fingerprints), rows[0].anchor)
