"""Judge every row by every check."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.assessment.addresses import Address, addresses_of, references
from reports.assessment.answering import NOBODY_KNOWN, Answering
from reports.assessment.assurance import assurance, target_of
from reports.assessment.case import Case, Check, Finding, Holding
from reports.assessment.checks import CHECKS
from reports.assessment.readiness import gate, readiness, ready
from reports.assessment.requests import requests
from reports.assessment.settings import Settings
from reports.assessment.severity import Standing, level_of, modifiers_of, worst
from reports.assessment.spread import Spread
from reports.attestations import NOTHING, Attested
from reports.grouping import Row
from reports.inventory import EMPTY, Inventory, approved
from reports.model import CheckResult, CredentialRecord, EvidenceRequest, Exposure
from reports.owners import Named, ownership
from reports.policy import DEFAULT, Policy
from reports.tenancy import is_firm
from scanner.model import Occurrence, SlotLife

_Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A credential and how far it is written."""

    record: CredentialRecord
    everywhere: Spread
    """Over all its places."""
    tips: Spread
    """Over its live places, or over all if it has none."""
    standing: Standing = field(default_factory=Standing)
    """What of it, beside its own kind, moves a severity."""
    answering: Answering = NOBODY_KNOWN


@dataclass(frozen=True, slots=True)
class Said:
    """What the reviewer says of all rows, in files."""

    inventory: Inventory = EMPTY
    policy: Policy = DEFAULT
    attested: Attested = NOTHING
    named: Named = field(default_factory=dict)
    """Whom the repositories name for their paths."""


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What rows are judged by, beside the credentials in them."""

    known: Mapping[str, Known]
    """By fingerprint."""
    gaps: Mapping[str, tuple[str, ...]]
    """By repository, why an absence proves nothing there."""
    at: str
    """The time of the scan in ISO 8601."""
    slots: tuple[SlotLife, ...] = ()
    settings: Settings = field(default_factory=Settings)
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is computed once for all rows."""

    evidence: Evidence
    gaps_anywhere: tuple[str, ...]
    tenants: Mapping[str, tuple[str, ...]]
    """By server, the firm tenants in which it holds credentials."""
    environments: Mapping[str, tuple[str, ...]]
    slots: Mapping[_Place, SlotLife]
    addresses: Mapping[str, Address]
    told: dict[tuple[str, Finding], CheckResult] = field(default_factory=dict)
    """By check: rows that come out the same share the result. Most do, and a row has many."""


def assess(
    rows: Sequence[Row], evidence: Evidence
) -> tuple[tuple[Exposure, ...], tuple[EvidenceRequest, ...]]:
    """Return an exposure for each of `rows`, in their order, and what to ask for."""
    tenants: dict[str, set[str]] = defaultdict(set)
    environments: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        held = row.occurrences or references(row)
        if held and is_firm(row.tenant):
            tenants[row.server].add(row.tenant.value)
        if held and is_firm(row.environment):
            environments[row.server].add(row.environment.value)
    scope = _Scope(
        evidence,
        gaps_anywhere=distinct(text for texts in evidence.gaps.values() for text in texts),
        tenants={server: distinct(names) for server, names in tenants.items()},
        environments={server: distinct(names) for server, names in environments.items()},
        slots={
            (slot.repository, path, slot.pointer, slot.client): slot
            for slot in reversed(evidence.slots)
            for path in (*slot.moved_from, slot.path)
        },
        addresses=addresses_of(rows),
    )
    exposures: list[Exposure] = []
    asked: list[EvidenceRequest] = []
    for row in rows:
        exposure, requested = _judged(_case(row, scope), scope)
        exposures.append(exposure)
        asked += requested
    return tuple(exposures), tuple(asked)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` sorted, each once."""
    return tuple(sorted(set(names)))


def _case(row: Row, scope: _Scope) -> Case:
    evidence = scope.evidence
    here: dict[str, list[Occurrence]] = defaultdict(list)
    slots: dict[SlotLife, None] = {}
    for item in row.occurrences:
        place = item.occurrence
        here[place.fingerprint].append(place)
        where = (place.repository, place.path, place.pointer, place.client)
        if found := scope.slots.get(where):
            slots[found] = None
    owned = ownership(row, evidence.said.inventory, evidence.said.named)
    repositories = {item.repository for item in row.declarations}
    repositories |= {item.occurrence.repository for item in row.occurrences}
    return Case(
        row=row,
        holdings=tuple(
            _holding(row, evidence.known[fingerprint], here[fingerprint], evidence.at)
            for fingerprint in sorted(here)
        ),
        gaps=distinct(text for name in repositories for text in evidence.gaps.get(name, ())),
        gaps_anywhere=scope.gaps_anywhere,
        tenants=scope.tenants.get(row.server, ()),
        environments=scope.environments.get(row.server, ()),
        attested=evidence.said.attested,
        policy=evidence.said.policy,
        approved=approved(evidence.said.inventory, row.server),
        inventory_lists_servers=bool(evidence.said.inventory.servers),
        owner=owned.owner,
        assurance_target=target_of(row, evidence.said.inventory),
        unowned=owned.unowned,
        owners_unread=owned.unread,
        slots=tuple(slots),
        at=evidence.at,
        approvals=evidence.settings.approvals_of(row),
        files=evidence.settings.files_of(row),
        addresses=tuple(scope.addresses[identity] for identity, _ in references(row)),
    )


def _holding(row: Row, known: Known, here: Sequence[Occurrence], at: str) -> Holding:
    record = known.record
    return Holding(
        record=record,
        here=tuple(here),
        everywhere=known.everywhere,
        tips=known.tips,
        answering=known.answering,
        modifiers=modifiers_of(record.credential, known.standing, (row.environment,), at),
    )


def _judged(case: Case, scope: _Scope) -> tuple[Exposure, tuple[EvidenceRequest, ...]]:
    findings = tuple((check, check.judge(case)) for check in CHECKS)
    checks = tuple(_result(check, finding, scope) for check, finding in findings)
    rated = [
        level_of(item.record.credential, item.record.state, item.modifiers)
        for item in case.holdings
    ]
    answers, closed = readiness(case, checks), gate(checks)
    exposure = Exposure(
        server=case.row.server,
        tenant=case.row.tenant,
        environment=case.row.environment,
        severity=worst([*rated, *(item.severity for item in checks if item.severity)]),
        credentials=tuple(item.record.credential.fingerprint for item in case.holdings),
        checks=checks,
        readiness=answers,
        gate=closed,
        ready=ready(answers, closed),
        owner=case.owner,
        assurance=assurance(case.assurance_target, checks),
    )
    return exposure, requests(exposure, findings)


def _result(check: Check, finding: Finding, scope: _Scope) -> CheckResult:
    known = scope.told.get((check.id, finding))
    if known is None:
        known = scope.told[check.id, finding] = CheckResult(
            id=check.id,
            title=check.title,
            state=finding.state,
            grade=finding.grade,
            reason=finding.reason,
            severity=finding.severity,
        )
    return known
