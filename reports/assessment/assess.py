"""Judge every row by every check."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.assessment.case import Case, Check, Holding
from reports.assessment.checks import CHECKS
from reports.assessment.readiness import readiness
from reports.assessment.severity import modifiers_of, rate_credential, worst
from reports.assessment.spread import Spread
from reports.attestations import NOTHING, Attested
from reports.grouping import Row
from reports.inventory import EMPTY, Inventory, approved
from reports.model import CheckResult, CredentialRecord, Exposure
from reports.owners import Named, ownership
from reports.policy import DEFAULT, Policy
from reports.tenancy import is_firm
from scanner.model import Occurrence


@dataclass(frozen=True, slots=True)
class Known:
    """A credential and how far it is written."""

    record: CredentialRecord
    everywhere: Spread
    """Over all its places."""
    tips: Spread
    """Over its live places, or over all if it has none."""


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
class _Scope:
    """What every row is judged against."""

    known: Mapping[str, Known]
    gaps: Mapping[str, tuple[str, ...]]
    gaps_anywhere: tuple[str, ...]
    tenants: Mapping[str, tuple[str, ...]]
    """By server, the firm tenants in which it holds credentials."""
    environments: Mapping[str, tuple[str, ...]]
    at: str
    said: Said


def assess(
    rows: Sequence[Row],
    known: Mapping[str, Known],
    gaps: Mapping[str, tuple[str, ...]],
    at: str,
    said: Said = NOTHING_SAID,
) -> tuple[Exposure, ...]:
    """Return an exposure for each of `rows`, in their order.

    `known` is by fingerprint, `gaps` by repository; `at` is the time of the scan in ISO 8601.
    """
    tenants: dict[str, set[str]] = defaultdict(set)
    environments: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.occurrences and is_firm(row.tenant):
            tenants[row.server].add(row.tenant.value)
        if row.occurrences and is_firm(row.environment):
            environments[row.server].add(row.environment.value)
    scope = _Scope(
        known=known,
        gaps=gaps,
        gaps_anywhere=distinct(text for texts in gaps.values() for text in texts),
        tenants={server: distinct(names) for server, names in tenants.items()},
        environments={server: distinct(names) for server, names in environments.items()},
        at=at,
        said=said,
    )
    return tuple(_exposure(_case(row, scope)) for row in rows)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` sorted, each once."""
    return tuple(sorted(set(names)))


def _case(row: Row, scope: _Scope) -> Case:
    here: dict[str, list[Occurrence]] = defaultdict(list)
    for item in row.occurrences:
        here[item.occurrence.fingerprint].append(item.occurrence)
    owned = ownership(row, scope.said.inventory, scope.said.named)
    repositories = {item.repository for item in row.declarations}
    repositories |= {item.occurrence.repository for item in row.occurrences}
    return Case(
        row=row,
        holdings=tuple(
            _holding(row, scope.known[fingerprint], here[fingerprint], scope.at)
            for fingerprint in sorted(here)
        ),
        gaps=distinct(text for name in repositories for text in scope.gaps.get(name, ())),
        gaps_anywhere=scope.gaps_anywhere,
        tenants=scope.tenants.get(row.server, ()),
        environments=scope.environments.get(row.server, ()),
        attested=scope.said.attested,
        policy=scope.said.policy,
        approved=approved(scope.said.inventory, row.server),
        inventory_lists_servers=bool(scope.said.inventory.servers),
        owner=owned.owner,
        unowned=owned.unowned,
        owners_unread=owned.unread,
    )


def _holding(row: Row, known: Known, here: Sequence[Occurrence], at: str) -> Holding:
    record = known.record
    return Holding(
        record=record,
        here=tuple(here),
        everywhere=known.everywhere,
        tips=known.tips,
        modifiers=modifiers_of(
            record.credential, record.state, known.everywhere, (row.environment,), at
        ),
    )


def _exposure(case: Case) -> Exposure:
    checks = tuple(_result(check, case) for check in CHECKS)
    rated = [
        rate_credential(item.record.credential, item.record.state, item.modifiers).severity
        for item in case.holdings
    ]
    return Exposure(
        server=case.row.server,
        tenant=case.row.tenant,
        environment=case.row.environment,
        severity=worst([*rated, *(item.severity for item in checks if item.severity)]),
        credentials=tuple(item.record.credential.fingerprint for item in case.holdings),
        checks=checks,
        readiness=readiness(case, checks),
        owner=case.owner,
    )


def _result(check: Check, case: Case) -> CheckResult:
    finding = check.judge(case)
    return CheckResult(
        id=check.id,
        title=check.title,
        state=finding.state,
        grade=finding.grade,
        reason=finding.reason,
        severity=finding.severity,
    )
