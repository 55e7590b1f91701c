"""One row for each thing that static evidence cannot decide: to be sent out, answered, returned."""

from typing import Final

from reports.model import Report
from reports.tables import table

_HEADER: Final = (
    "server", "tenant", "environment", "subject", "question", "why", "artefacts", "role",
    "answer", "evidence", "answered_by", "answered_on",
)  # fmt: skip

_BLANK: Final = ("", "", "", "")
"""For whoever answers."""


def render(report: Report) -> str:
    """Return the requests, in the order of the report."""
    return table(
        _HEADER,
        (
            (
                one.server, one.tenant, one.environment, one.subject, one.question, one.why,
                one.artefacts, one.role, *_BLANK,
            )
            for one in report.requests
        ),
    )  # fmt: skip
