"""What a check is asked to judge, and what it answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reports.assessment.severity import Modifiers, rate, worst
from reports.assessment.spread import Spread
from reports.attestations import NOTHING, Attested
from reports.grouping import Row
from reports.inventory import ApprovedServer
from reports.model import NOBODY, CheckState, CredentialRecord, Owner, Severity
from reports.policy import DEFAULT, Policy
from scanner.model import Declaration, Occurrence, State

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

    @property
    def secrets(self) -> tuple[Holding, ...]:
        """The holdings that are no well-known defaults."""
        return tuple(item for item in self.holdings if not item.record.credential.default)

    @property
    def live_declarations(self) -> tuple[Declaration, ...]:
        """The declarations of this row that are live."""
        return tuple(item for item in self.row.declarations if item.lifetime.state is State.LIVE)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a check; a severity only where it fails."""

    state: CheckState
    grade: str
    """Evidence: A direct, B structural, C naming, D declared; empty if there is none."""
    reason: str
    severity: Severity | None = None


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
    judge: Callable[[Case], Finding]


def fail(base: Severity, grade: str, reason: str, holdings: Iterable[Holding]) -> Finding:
    """Return a failure, as severe as the worst of `holdings` makes `base`."""
    severity = worst(rate(base, reason, item.modifiers).severity for item in holdings)
    return Finding(CheckState.FAIL, grade, reason, severity)


def unknown(reason: str, grade: str = "") -> Finding:
    """Return that the evidence does not decide."""
    return Finding(CheckState.UNKNOWN, grade, reason)


def not_applicable(reason: str) -> Finding:
    """Return that there is nothing to judge."""
    return Finding(CheckState.NOT_APPLICABLE, "", reason)


def pass_unless(gaps: Sequence[str], grade: str, reason: str) -> Finding:
    """Return a pass that rests on an absence: UNKNOWN where something was not seen."""
    if gaps:
        return unknown(f"{reason}, as far as was seen: {listed(gaps)}")
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
