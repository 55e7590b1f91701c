"""What the JSON report says of a row beyond its checks, and what to ask for."""

from dataclasses import dataclass, field
from typing import Any

from reports.assessment.checks import CHECKS
from reports.assessment.frameworks import Relation, controls_of, frameworks
from reports.assessment.readiness import decided
from reports.assessment.requests import grouped
from reports.encoding import exact
from reports.model import CheckResult, Exposure, Report

_Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """Results of checks as JSON: one that many rows share is encoded once."""

    known: dict[int, tuple[CheckResult, str]] = field(default_factory=dict)
    """By identity; the result is kept so that none takes its place."""

    def check(self, result: CheckResult) -> str:
        """Return `result`, with nothing but what there is of it; its title is told once."""
        if found := self.known.get(id(result)):
            return found[1]
        text = exact(_check(result))
        self.known[id(result)] = result, text
        return text


def _check(result: CheckResult) -> _Object:
    told: _Object = {"id": result.id, "state": result.state, "reason": result.reason}
    if result.grade:
        told["grade"] = result.grade
    if result.severity:
        told["severity"] = result.severity
    if result.accepted:
        told |= {"accepted": True, "accepted_by": result.accepted}
    return told


def titles() -> _Object:
    """Return what every check is called."""
    return {check.id: {"title": check.title} for check in CHECKS}


def standing(exposure: Exposure) -> _Object:
    """Return gate, overall answer and claimed level of one row."""
    return {
        "gate": {"closed": exposure.gate.closed, "reasons": list(exposure.gate.reasons)},
        "ready": exposure.ready,
        "decided": decided(exposure.readiness),
        "assurance": {
            "target": exposure.assurance.target,
            "falsified": [
                {"check": item.check, "row": item.row, "why": item.why}
                for item in exposure.assurance.falsified
            ],
        },
    }


def requests(report: Report) -> list[_Object]:
    """Return every question once, with the positions in `exposures` of the rows it is asked of."""
    return [
        {
            "subject": item.request.subject,
            "question": item.request.question,
            "why": item.request.why,
            "artefacts": item.request.artefacts,
            "role": item.request.role,
            "exposures": list(item.rows),
        }
        for item in grouped(report.requests, report.exposures)
    ]


def published() -> list[_Object]:
    """Return the frameworks that `controls` refers to."""
    return [
        {"id": item.id, "name": item.name, "edition": item.edition, "source": item.source}
        for item in frameworks()
    ]


def controls() -> _Object:
    """Return for each check the controls that it supports, each as `framework:id`."""
    return {
        check.id: {
            str(relation): [
                f"{item.framework}:{item.id}"
                for item in controls_of(check.id)
                if item.relation is relation
            ]
            for relation in Relation
        }
        for check in CHECKS
    }
