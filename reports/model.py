"""What a report says: facts grouped, judged and sorted, before any format."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reports.attestations import AttestationRecord
from reports.claimed import UNCLAIMED, Assurance
from reports.exceptions import ExceptionRecord
from reports.reach import Reach
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Occurrence,
    Skipped,
    SlotLife,
    Stamp,
    State,
    Transport,
)

if TYPE_CHECKING:
    from reports.delta import Delta

UNASSIGNED = "unassigned"


class Severity(StrEnum):
    """How bad an exposure is; `rank` orders them."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for info to 4 for critical."""
        return _RANKS[self._value_]


_RANKS = {severity.value: rank for rank, severity in enumerate(Severity)}


class Overall(StrEnum):
    """The verdict of a whole scan."""

    CLEAN = "clean"
    EXPOSED = "exposed"
    INCOMPLETE = "incomplete"


class CheckState(StrEnum):
    """The state of one check; UNKNOWN is never hidden."""

    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    PASS = "PASS"  # noqa: S105 - the state of a check
    NOT_APPLICABLE = "N/A"


class Ready(StrEnum):
    """Whether the identity of a row is ready to scale; this tool alone never says that it is."""

    NOT_READY = "NOT READY"
    INSUFFICIENT_EVIDENCE = "INSUFFICIENT EVIDENCE"
    ATTESTED = "READY (attested)"


class Answer(StrEnum):
    """An answer of the readiness test."""

    NO = "NO"
    UNKNOWN = "UNKNOWN"
    YES = "YES"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A tenant or an environment, and what makes us think so."""

    value: str = UNASSIGNED
    confidence: str = "none"
    """declared, high, medium, low or none."""
    rule: str = ""
    """T0 … T4 or E0 … E9 (ASSESSMENT section 7)."""
    matched: str = ""
    """The words that decided."""
    conflict: str = ""
    """What disagrees, if anything does."""


@dataclass(frozen=True, slots=True)
class PlacedOccurrence:
    """An occurrence with the tenant and environment it was assigned to."""

    occurrence: Occurrence
    tenant: Assignment
    environment: Assignment


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """One secret with all its places."""

    credential: Credential
    severity: Severity
    severity_trace: tuple[str, ...]
    """Every step that led to the severity, in words."""
    state: State
    first_seen: Stamp | None
    last_seen: Stamp | None
    servers: tuple[str, ...]
    tenants: tuple[str, ...]
    environments: tuple[str, ...]
    occurrences: tuple[PlacedOccurrence, ...]
    exposed_days: int | None = None
    """Whole days from the first seen to its last removal anywhere; None while it is live, and
    where that cannot be told."""
    reach: Reach = field(default_factory=Reach)


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """One logical server, however many clients and names it has."""

    identity: str
    names: tuple[str, ...]
    transport: Transport
    clients: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    identity_model: str
    """shared-static, workload-identity, vault-injected, per-user-delegated, per-user-static,
    by-reference, remote-undecided or none-visible."""
    identity_grade: str = ""
    """Evidence for it: A direct, B structural, C naming, D declared by the reviewer."""
    identity_reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one exposure."""

    id: str
    title: str
    state: CheckState
    grade: str
    """Evidence grade A to D, or empty."""
    reason: str
    severity: Severity | None = None
    accepted: str = ""
    """The id of the exception that accepts a failure; it counts as a failure all the same."""


@dataclass(frozen=True, slots=True)
class Test:
    """One readiness question and its answer."""

    answer: Answer
    reason: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the identity can be scoped, logged, rotated and revoked independently."""

    scoped: Test
    logged: Test
    rotated: Test
    revoked: Test


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether an open exposure alone keeps a row from being ready."""

    closed: bool = False
    reasons: tuple[str, ...] = ()
    """The ids of the checks that close it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a row, and what names them: an inventory rule, for one."""

    name: str = ""
    basis: str = ""


NOBODY = Owner()


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """What static evidence cannot tell of a row: whom to ask for what."""

    server: str
    tenant: str
    environment: str
    subject: str
    """The check or the readiness test that is undecided, e.g. `MX-18` or `logged`."""
    question: str
    why: str
    """Why the tool cannot know."""
    artefacts: str
    """What would answer it."""
    role: str
    """Who could: server owner, IAM, issuer's administrator, …"""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One row of the review: a server in one tenant and one environment."""

    server: str
    tenant: Assignment
    environment: Assignment
    severity: Severity
    credentials: tuple[str, ...]
    """Fingerprints."""
    checks: tuple[CheckResult, ...]
    readiness: Readiness
    gate: Gate = Gate()
    ready: Ready = Ready.INSUFFICIENT_EVIDENCE
    owner: Owner = NOBODY
    assurance: Assurance = UNCLAIMED


@dataclass(frozen=True, slots=True)
class Group:
    """All exposures that share a server, a tenant or an environment."""

    name: str
    severity: Severity
    exposures: int
    servers: tuple[str, ...]
    tenants: tuple[str, ...]
    environments: tuple[str, ...]
    credentials: tuple[str, ...]
    live: int
    """How many of the credentials are live."""


@dataclass(frozen=True, slots=True)
class ScanInfo:
    """What was run, on what, when."""

    version: str
    rules_digest: str
    targets: tuple[str, ...]
    started_at: str
    finished_at: str
    key_id: str
    key_ephemeral: bool
    discover: str
    history: str
    authors: str = "hashed"
    inventory_digest: str = ""
    """SHA-256 of the reviewer's file; empty without one."""
    policy_digest: str = ""
    obey_suppressions: bool = False
    """True if what the repository asks scanners to ignore is left out, and listed apart."""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole audit, sorted: the one input of every format."""

    verdict: Overall
    scan: ScanInfo
    coverage: Coverage
    skipped: tuple[Skipped, ...]
    credentials: tuple[CredentialRecord, ...]
    servers: tuple[ServerRecord, ...]
    exposures: tuple[Exposure, ...]
    by_server: tuple[Group, ...]
    by_tenant: tuple[Group, ...]
    by_environment: tuple[Group, ...]
    slots: tuple[SlotLife, ...] = ()
    """Every slot that ever held a credential."""
    requests: tuple[EvidenceRequest, ...] = ()
    """One for everything that is UNKNOWN."""
    suppressed: tuple[Occurrence, ...] = ()
    """What was left out since the repository asks to ignore it and the auditor has that obeyed."""
    exceptions: tuple[ExceptionRecord, ...] = ()
    """Every exception of the policy, and what became of it."""
    attestations: tuple[AttestationRecord, ...] = ()
    """Every attestation of the inventory, and whether it holds."""
    baseline: "Delta | None" = None
    """What changed since an earlier report; None if there is nothing to compare with."""
