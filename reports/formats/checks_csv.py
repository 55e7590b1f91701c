"""One row for each check of each row of the review: what fails, and all that is UNKNOWN."""

from collections.abc import Iterator
from typing import Final

from reports.model import CheckResult, Report
from reports.tables import cells

_HEADER: Final = (
    "server", "tenant", "environment", "check", "title", "state", "severity", "grade", "reason",
    "accepted", "credentials", "ready", "owner", "owner_basis",
)  # fmt: skip


def render(report: Report) -> str:
    """Return all checks, in the order of the report."""
    return "".join(f"{line}\r\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    joined = cells()
    # Results that rows share are one object: of 250,000 checks some 50,000 have to be written out.
    known: dict[int, str] = {}
    yield joined(_HEADER)
    for row in report.exposures:
        where = joined((row.server, row.tenant.value, row.environment.value))
        who = joined((len(row.credentials), row.ready, row.owner.name, row.owner.basis))
        for check in row.checks:
            told = known.get(id(check))
            if told is None:
                told = known[id(check)] = joined(_told(check))
            yield f"{where},{told},{who}"


def _told(check: CheckResult) -> tuple[object, ...]:
    return (
        check.id, check.title, check.state, check.severity, check.grade, check.reason,
        check.accepted,
    )  # fmt: skip
