"""Exceptions: failures that somebody accepts for a time, and what became of each.

They are keyed by a fingerprint or a place, never by a value.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Decision(StrEnum):
    """What is done about the risk until the exception ends."""

    ACCEPT = "accept"
    MITIGATE = "mitigate"
    TRANSFER = "transfer"
    AVOID = "avoid"


class ExceptionStatus(StrEnum):
    """Whether an exception has an effect, and if not, why."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    """It has an effect, and ends within thirty days."""
    EXPIRED = "expired"
    UNUSED = "unused"
    """No failure is what it selects."""
    REFUSED = "refused"
    """The policy does not allow it."""


@dataclass(frozen=True, slots=True)
class Selector:
    """What an exception is about; all that is given must match."""

    fingerprint: str = ""
    server: str = ""
    """A glob, as are the path, the repository, the tenant and the environment."""
    path: str = ""
    repository: str = ""
    tenant: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class RiskException:
    """One `[[exceptions]]` table of the policy."""

    id: str
    check: str
    selector: Selector
    decision: Decision
    justification: str
    risk_owner: str
    approver: str
    approved_on: date
    expires_on: date
    """The last day on which it has an effect."""
    approver_role: str = ""
    compensating_controls: tuple[str, ...] = ()
    ticket: str = ""
    proof_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """An exception and what became of it in this report."""

    exception: RiskException
    status: ExceptionStatus
    reason: str
    """In words: what it accepts, or why it has no effect."""
    rows: int = 0
    """How many rows it accepts a failure of, alone or with others."""
