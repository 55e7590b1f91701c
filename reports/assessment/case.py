"""What a check is asked to judge, and what it answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reports.assessment.addresses import Address
from reports.assessment.answering import NOBODY_KNOWN, Answering
from reports.assessment.severity import Modifiers, level, rate_setting, worst
from reports.assessment.spread import Spread
from reports.attestations import NOTHING, Attested
from reports.grouping import Row
from reports.inventory import ApprovedServer
from reports.model import NOBODY, CheckState, CredentialRecord, Owner, Severity
from reports.policy import DEFAULT, Policy
from scanner.facts import Approval, FileFact, Reference, Trait, TraitId
from scanner.model import Declaration, Occurrence, SlotLife, State

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Holding:
    """A credential as one row holds it."""

    record: CredentialRecord
    here: tuple[Occurrence, ...]
    """Its places in this row."""
    everywhere: Spread
    """Over all its places."""
    tips: Spread
    """Over its live places, or over all if it has none."""
    modifiers: Modifiers
    """What moves a severity of it in this row."""
    answering: Answering = NOBODY_KNOWN
    """Who answers for the repositories that hold it."""

    @property
    def live_here(self) -> tuple[Occurrence, ...]:
        """Its places in this row that are live."""
        return tuple(item for item in self.here if item.lifetime.state is State.LIVE)


@dataclass(frozen=True, slots=True)
class Case:
    """One row with all that decides its checks."""

    row: Row
    holdings: tuple[Holding, ...]
    gaps: tuple[str, ...]
    """Why an absence in the repositories of this row proves nothing; empty if it does."""
    gaps_anywhere: tuple[str, ...]
    """The same for all that was scanned."""
    tenants: tuple[str, ...]
    """The firm tenants in which this server holds credentials."""
    environments: tuple[str, ...]
    """The firm environments in which this server holds credentials."""
    attested: Attested = NOTHING
    """What the reviewer's inventory vouches for."""
    policy: Policy = DEFAULT
    approved: tuple[ApprovedServer, ...] = ()
    """The approved servers that have the identity of this row's."""
    inventory_lists_servers: bool = False
    owner: Owner = NOBODY
    unowned: tuple[str, ...] = ()
    """Places of this row, live ones if there are any, that nobody is named for."""
    owners_unread: tuple[str, ...] = ()
    """Why it is not known who owns some place of this row."""
    assurance_target: str = ""
    """L1 to L4, as the reviewer claims it; empty if no level is claimed."""
    slots: tuple[SlotLife, ...] = ()
    """The slots in which a credential of this row stands or stood."""
    at: str = ""
    """When the scan began, in ISO 8601."""
    approvals: tuple[Approval, ...] = ()
    """Live settings of a client that let servers of this row start or run unasked."""
    files: tuple[FileFact, ...] = ()
    """The files in which something of this row is live."""
    addresses: tuple[Address, ...] = ()
    """The absolute references that are live in this row, with all their places."""

    @property
    def live_secrets(self) -> tuple[Holding, ...]:
        """The secrets that are at a tip in this row."""
        return tuple(item for item in self.secrets if item.live_here)

    @property
    def exposed(self) -> tuple[Holding, ...]:
        """The holdings at a tip in this row that nothing attests to be revoked."""
        return tuple(
            item
            for item in self.holdings
            if item.live_here and not self.attested.revoked(item.record.credential.fingerprint)
        )

    @property
    def secrets(self) -> tuple[Holding, ...]:
        """The holdings that are no well-known defaults."""
        return tuple(item for item in self.holdings if not item.record.credential.default)

    @property
    def live_declarations(self) -> tuple[Declaration, ...]:
        """The declarations of this row that are live."""
        return tuple(item for item in self.row.declarations if item.lifetime.state is State.LIVE)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references in the live declarations of this row."""
        return tuple(one for item in self.live_declarations for one in item.by_reference)

    def traits(self, *wanted: TraitId) -> tuple[Trait, ...]:
        """Return the `wanted` settings of the live declarations of this row."""
        return tuple(
            trait for item in self.live_declarations for trait in item.traits if trait.id in wanted
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a check; a severity only where it fails."""

    state: CheckState
    grade: str
    """Evidence: A direct, B structural, C naming, D declared; empty if there is none."""
    reason: str
    severity: Severity | None = None
    unseen: bool = False
    """True if it is UNKNOWN for nothing but what the scan did not read."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask, and whom, where the evidence in configuration does not decide."""

    question: str
    why: str
    """Why the tool cannot know."""
    artefacts: str
    """What would answer it."""
    role: str
    subject: str = ""
    """The readiness test that has the same question; empty if the question is a check's own."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it says, when, and the function that decides."""

    id: str
    title: str
    fails: str
    passes: str
    unknown: str
    base: str
    """The severity before modifiers, in words."""
    remedy: str
    ask: Ask
    judge: Callable[[Case], Finding]


def fail(base: Severity, grade: str, reason: str, holdings: Iterable[Holding]) -> Finding:
    """Return a failure, as severe as the worst of `holdings` makes `base`."""
    severity = worst(level(base, item.modifiers) for item in holdings)
    return Finding(CheckState.FAIL, grade, reason, severity)


def fail_setting(base: Severity, grade: str, reason: str, case: Case) -> Finding:
    """Return a failure of a configuration, as severe as what lives in this row makes `base`.

    What is attested to be revoked makes it neither worse nor better.
    """
    if case.exposed:
        return fail(base, grade, reason, case.exposed)
    rating = rate_setting(base, reason, case.row.environment)
    return Finding(CheckState.FAIL, grade, reason, rating.severity)


def unknown(reason: str, grade: str = "") -> Finding:
    """Return that the evidence does not decide."""
    return Finding(CheckState.UNKNOWN, grade, reason)


def not_applicable(reason: str) -> Finding:
    """Return that there is nothing to judge."""
    return Finding(CheckState.NOT_APPLICABLE, "", reason)


def pass_unless(gaps: Sequence[str], grade: str, reason: str) -> Finding:
    """Return a pass that rests on an absence: UNKNOWN where something was not seen."""
    if gaps:
        told = f"{reason}, as far as was seen: {listed(gaps)}"
        return Finding(CheckState.UNKNOWN, "", told, unseen=True)
    return Finding(CheckState.PASS, grade, reason)


def count(number: int, noun: str) -> str:
    """Return `1 place`, `2 places`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Name the first few and count the others."""
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def where(places: Sequence[Occurrence]) -> str:
    """Name the files of `places`."""
    return listed(sorted({item.path for item in places}))
