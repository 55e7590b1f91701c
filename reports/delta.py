"""What changed between two reports, per credential and per row of the review, and why.

A report tells what a scan saw. What the later one does not show is resolved only where something
shows that it is; else it is not seen, and what may explain that is told.
"""

from dataclasses import dataclass
from enum import StrEnum

from reports.model import Overall, Severity


class Change(StrEnum):
    """What became of something; the order is that of reports."""

    NEW = "new"
    REAPPEARED = "reappeared"
    UNCHANGED = "unchanged"
    NOT_SEEN = "not seen"
    """Not in the later report, without evidence that it is gone."""
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Changed:
    """A credential, or a row of the review, in two reports."""

    change: Change
    why: str
    """What shows it; of what is unchanged empty."""
    severity: Severity
    """In the later report, if that has it."""
    before: Severity | None
    """In the baseline; None if that does not have it."""
    title: str
    """The kind and preview of a credential, or the identity of a server."""
    fingerprint: str = ""
    """Of a credential; empty for a row."""
    tenant: str = ""
    environment: str = ""
    credentials: tuple[str, ...] = ()
    """Of a row."""
    open: bool = False
    """True if the later report has it live."""
    days: int | None = None
    """How long it has been there at the time of the later scan, if it is open and nobody attests
    that it was revoked."""
    limit: int | None = None
    """Days within which it is to end."""

    @property
    def overdue(self) -> bool:
        """Return whether it is open for longer than it may be."""
        return self.days is not None and self.limit is not None and self.days > self.limit

    @property
    def is_new(self) -> bool:
        """Return whether it counts as new: it came, or it came back."""
        return self.change in {Change.NEW, Change.REAPPEARED}


@dataclass(frozen=True, slots=True)
class Delta:
    """All changes, sorted: by what became of it, worst first, then by name."""

    baseline_at: str
    """When the scan of the baseline began."""
    credentials: tuple[Changed, ...]
    exposures: tuple[Changed, ...]
    verdict_before: Overall
    verdict: Overall
    differences: tuple[str, ...]
    """What the two scans did differently, in words: it may explain changes."""

    def count(self, change: Change) -> tuple[int, int]:
        """Return how many credentials and how many rows changed so."""
        both = (self.credentials, self.exposures)
        found = [sum(item.change is change for item in items) for items in both]
        return found[0], found[1]

    @property
    def overdue(self) -> tuple[Changed, ...]:
        """Return the credentials and rows that are open for too long."""
        return tuple(item for item in (*self.credentials, *self.exposures) if item.overdue)

    def worst_new(self) -> Severity | None:
        """Return the severity of the worst that is new; None if nothing is."""
        new = (item.severity for item in (*self.credentials, *self.exposures) if item.is_new)
        return max(new, key=lambda level: level.rank, default=None)
