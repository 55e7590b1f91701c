"""One row for each check of each row of the review: what fails, and all that is UNKNOWN."""

from collections.abc import Iterator
from typing import Final

from reports.model import Report
from reports.tables import table

_HEADER: Final = (
    "server", "tenant", "environment", "check", "title", "state", "severity", "grade", "reason",
    "accepted", "credentials", "ready", "owner", "owner_basis",
)  # fmt: skip


def render(report: Report) -> str:
    """Return all checks, in the order of the report."""
    return table(_HEADER, _rows(report))


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    for row in report.exposures:
        where = (row.server, row.tenant.value, row.environment.value)
        who = (len(row.credentials), row.ready, row.owner.name, row.owner.basis)
        for check in row.checks:
            yield (
                *where, check.id, check.title, check.state, check.severity, check.grade,
                check.reason, check.accepted, *who,
            )  # fmt: skip
