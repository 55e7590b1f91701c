"""What to ask for: one request for everything in a row that evidence leaves undecided."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.assessment.asks import READINESS, UNSEEN
from reports.assessment.case import Ask, Check, Finding
from reports.model import Answer, CheckState, EvidenceRequest, Exposure

_Question = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and all rows that it is asked of."""

    request: EvidenceRequest
    """The question; its server, tenant and environment are empty."""
    rows: tuple[int, ...]
    """Positions in `Report.exposures`."""


def requests(
    exposure: Exposure, findings: Sequence[tuple[Check, Finding]]
) -> tuple[EvidenceRequest, ...]:
    """Return what to ask of one row, by subject, each subject once.

    Checks that have the question of a readiness test are asked for with it; all that the scan did
    not read is one request.
    """
    found: dict[str, Ask] = {}
    for ask in READINESS:
        if getattr(exposure.readiness, ask.subject).answer is Answer.UNKNOWN:
            found[ask.subject] = ask
    for check, finding in findings:
        if finding.state is CheckState.UNKNOWN:
            ask = UNSEEN if finding.unseen else check.ask
            found.setdefault(ask.subject or check.id, ask)
    return tuple(_request(exposure, subject, found[subject]) for subject in sorted(found))


def grouped(asked: Sequence[EvidenceRequest], exposures: Sequence[Exposure]) -> tuple[Asked, ...]:
    """Return equal questions once, with their rows: a few dozen however many rows there are."""
    positions = {
        (item.server, item.tenant.value, item.environment.value): number
        for number, item in enumerate(exposures)
    }
    rows: dict[_Question, list[int]] = {}
    for item in asked:
        question = item.subject, item.question, item.why, item.artefacts, item.role
        rows.setdefault(question, []).append(positions[item.server, item.tenant, item.environment])
    return tuple(
        Asked(EvidenceRequest("", "", "", *question), tuple(sorted(rows[question])))
        for question in sorted(rows)
    )


def _request(exposure: Exposure, subject: str, ask: Ask) -> EvidenceRequest:
    return EvidenceRequest(
        server=exposure.server,
        tenant=exposure.tenant.value,
        environment=exposure.environment.value,
        subject=subject,
        question=ask.question,
        why=ask.why,
        artefacts=ask.artefacts,
        role=ask.role,
    )
