"""Findings for DefectDojo's Generic Findings Import: one for each failure.

DefectDojo refuses a file with a field that it does not know, and takes a finding that is absent
from the next import for resolved: what is only in history stays active until somebody shows that it
was revoked. Its texts are Markdown. Fields: DefectDojo/django-DefectDojo,
dojo/tools/generic/json_parser.py.
"""

import re
from typing import Any, Final

from detectors.model import Confidence
from reports.encoding import part, pretty, shown, utc
from reports.escaping import code_span
from reports.failures import KNOWN, Failure, Place, failures
from reports.headline import headline
from reports.model import Exposure, Report
from reports.texts import count

MOST_PLACES: Final = 50

_CONFIDENCE: Final = {Confidence.HIGH: 1, Confidence.MEDIUM: 4, Confidence.LOW: 7}
"""DefectDojo calls up to 2 certain, up to 5 firm, more tentative."""
_NO_TAG: Final = re.compile(r"[\s,'\"]+")

_Object = dict[str, Any]


def render(report: Report) -> bytes:
    """Return the failures of `report` as a generic import."""
    scan, at = report.scan, utc(report.scan.finished_at)
    told = (
        f"Verdict: {report.verdict}. {headline(report).sentence} "
        f"{count(len(report.skipped), 'thing')} in scope could not be examined. "
        f"Rules {shown(scan.rules_digest)}, key {shown(scan.key_id)}."
    )
    return pretty(
        {
            "name": "mcp-exposure",
            "type": "mcp-exposure",
            "version": shown(scan.version),
            "description": told,
            "static_tool": True,
            "dynamic_tool": False,
            "soc": False,
            "findings": [part(_finding(failure, at)) for failure in failures(report)],
        }
    )


def _finding(failure: Failure, at: str) -> _Object:
    check, row, known = failure.check, failure.exposure, KNOWN.get(failure.check.id)
    server = row.server or "outside any server"
    finding = {
        "title": shown(f"{check.id} {check.title}: {server}", 200),
        "severity": failure.severity.capitalize(),
        "description": _description(failure),
        "mitigation": known.remedy if known else "",
        "impact": known.fails if known else "",
        "severity_justification": _justification(failure),
        "active": True,
        "verified": False,
        "risk_accepted": bool(check.accepted),
        "static_finding": True,
        "dynamic_finding": False,
        "unique_id_from_tool": failure.id,
        "vuln_id_from_tool": shown(check.id, 200),
        "service": shown(server, 200),
        "nb_occurences": max(len(failure.places), 1),
        "tags": [
            _tag("tenant", row.tenant.value),
            _tag("env", row.environment.value),
            _tag("check", check.id),
        ],
    }
    if at:
        finding["date"] = at[:10]
    if failure.record:
        finding["scanner_confidence"] = _CONFIDENCE[failure.record.credential.confidence]
        finding["references"] = shown(failure.record.credential.rotate)
    if failure.places:
        finding["file_path"] = shown(failure.places[0].path)
        finding["line"] = max(failure.places[0].line, 1)
    return finding


def _tag(name: str, value: str) -> str:
    return f"{name}:{_NO_TAG.sub('-', shown(value, 100))}"


def _description(failure: Failure) -> str:
    check, row = failure.check, failure.exposure
    parts = [
        f"{code_span(shown(check.reason))}",
        _row(row),
    ]
    if failure.record:
        secret = failure.record.credential
        parts.append(
            f"{code_span(shown(secret.kind_name))}, fingerprint {code_span(secret.fingerprint)}."
        )
    parts += [f"* {_told(place)}" for place in failure.places[:MOST_PLACES]]
    if (more := len(failure.places) - MOST_PLACES) > 0:
        parts.append(f"* … and {count(more, 'more place')}")
    return "\n\n".join(parts)


def _row(row: Exposure) -> str:
    return (
        f"Server {code_span(shown(row.server) or 'none')}, "
        f"tenant {code_span(shown(row.tenant.value))}, "
        f"environment {code_span(shown(row.environment.value))}."
    )


def _told(place: Place) -> str:
    where = f"{place.path}:{place.line} {place.pointer}"
    commit = f" at {code_span(shown(place.commit.commit))}" if place.commit else ""
    state = "live" if place.live else f"{place.lifetime.state}, not shown revoked"
    return f"{code_span(shown(place.repository))}: {code_span(shown(where))}{commit} ({state})"


def _justification(failure: Failure) -> str:
    trace = failure.record.severity_trace if failure.record else ()
    grade = f"evidence grade {failure.check.grade}" if failure.check.grade else "no evidence grade"
    return "; ".join([grade, *(code_span(shown(step)) for step in trace)])
