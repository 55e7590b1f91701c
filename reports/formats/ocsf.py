"""OCSF 1.5.0 events, one JSON object a line, for a SIEM or a data lake.

* one Compliance Finding (2003) of the scan itself: a scan that missed something is not silent;
* one of each row of the review with all its checks; UNKNOWN is status 2, "did not yield a result
  due to missing information";
* one Data Security Finding (2006) of each credential, open until its revocation is shown.

Fields: github.com/ocsf/ocsf-schema. Nothing of a value is in `pattern_match`.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from detectors.model import Confidence
from reports.encoding import milliseconds, one_line, shown
from reports.failures import KNOWN, digest, ordered, place_of
from reports.headline import headline
from reports.model import (
    CheckResult,
    CheckState,
    CredentialRecord,
    Exposure,
    Overall,
    Report,
    Severity,
)

VERSION: Final = "1.5.0"
MOST_RESOURCES: Final = 100

_STATUS: Final = {
    CheckState.FAIL: (3, "Fail"),
    CheckState.UNKNOWN: (2, "Warning"),
    CheckState.PASS: (1, "Pass"),
    CheckState.NOT_APPLICABLE: (99, "Not applicable"),
}
_VERDICTS: Final = {Overall.EXPOSED: 3, Overall.INCOMPLETE: 2, Overall.CLEAN: 1}
_SEVERITIES: Final = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}
_CONFIDENCES: Final = {Confidence.LOW: 1, Confidence.MEDIUM: 2, Confidence.HIGH: 3}
_CREATE: Final = 1
_NEW: Final = 1
_AT_REST: Final = 1
_DISCOVERY: Final = 4
"""Data discovery and classification."""

_Object = dict[str, Any]


def render(report: Report) -> str:
    """Return `report` as lines of JSON: the scan, the rows, the credentials."""
    return "".join(map(one_line, _events(report)))


def _events(report: Report) -> Iterator[_Object]:
    frame = _frame(report)
    yield _scan(report, frame)
    told: dict[int, msgspec.Raw] = {}
    for row in report.exposures:
        yield _row(row, frame, told)
    for record in report.credentials:
        yield _credential(record, frame)


def _frame(report: Report) -> _Object:
    """Return what all events have in common."""
    product = {
        "name": "mcp-exposure",
        "vendor_name": "mcp-exposure",
        "version": shown(report.scan.version),
    }
    labels = [f"rules:{shown(report.scan.rules_digest)}", f"key:{shown(report.scan.key_id)}"]
    return {
        "activity_id": _CREATE,
        "category_uid": 2,
        "time": milliseconds(report.scan.finished_at),
        "metadata": {"version": VERSION, "product": product, "labels": labels},
        "status_id": _NEW,
    }


def _finding(frame: _Object, uid: int, name: str, severity: Severity) -> _Object:
    number, word = _SEVERITIES[severity]
    return {
        **frame,
        "class_uid": uid,
        "class_name": name,
        "type_uid": uid * 100 + _CREATE,
        "severity_id": number,
        "severity": word,
    }


def _scan(report: Report, frame: _Object) -> _Object:
    worst = max((one.severity for one in report.exposures), key=_rank, default=Severity.INFO)
    targets = [shown(target) for target in report.scan.targets]
    told = f"Verdict: {report.verdict}. {headline(report).sentence}"
    missed = [f"{shown(one.subject)}: {shown(one.reason)}" for one in report.skipped]
    return {
        **_finding(frame, 2003, "Compliance Finding", worst),
        "finding_info": {
            "uid": digest(("scan", *report.scan.targets)),
            "title": "MCP credential exposure: the scan",
            "desc": told,
            "data_sources": targets,
        },
        "compliance": {
            "control": "Everything in scope is examined and holds no credential",
            "standards": ["mcp-exposure"],
            "status_id": _VERDICTS[report.verdict],
        },
        "message": told,
        "unmapped": {"not_examined": len(missed), "first_not_examined": missed[:MOST_RESOURCES]},
    }


def _rank(severity: Severity) -> int:
    return severity.rank


def _row(row: Exposure, frame: _Object, told: dict[int, msgspec.Raw]) -> _Object:
    """Return a row; `told` has the checks of earlier ones, as rows share results."""
    tenant, environment = shown(row.tenant.value), shown(row.environment.value)
    server = shown(row.server) or "outside any server"
    states = {check.state for check in row.checks}
    status = next((_STATUS[state] for state in CheckState if state in states), (0, "Unknown"))
    failed = [check.id for check in row.checks if check.state is CheckState.FAIL]
    remedies = [KNOWN[name].remedy for name in failed if name in KNOWN]
    event = {
        **_finding(frame, 2003, "Compliance Finding", row.severity),
        "finding_info": {
            "uid": digest(("row", row.server, row.tenant.value, row.environment.value)),
            "title": f"MCP server {server}, tenant {tenant}, environment {environment}",
        },
        "compliance": {
            "control": "mcp-exposure checks",
            "standards": ["mcp-exposure"],
            "checks": [_encoded(check, told) for check in row.checks],
            "status_id": status[0],
        },
        "resources": [
            {
                "type": "mcp-server",
                "uid": server,
                "name": server,
                "labels": [f"tenant:{tenant}", f"environment:{environment}"],
            }
        ],
        "unmapped": {"credentials": list(row.credentials), "ready": row.ready},
    }
    if remedies:
        event["remediation"] = {"desc": " ".join(dict.fromkeys(remedies))}
    return event


def _encoded(check: CheckResult, told: dict[int, msgspec.Raw]) -> msgspec.Raw:
    known = told.get(id(check))
    if known is None:
        known = told[id(check)] = msgspec.Raw(msgspec.json.encode(_check(check)))
    return known


def _check(check: CheckResult) -> _Object:
    number, word = _STATUS[check.state]
    told = {
        "uid": check.id,
        "name": shown(check.title),
        "desc": shown(check.reason),
        "status_id": number,
        "status": word,
        "standards": ["mcp-exposure"],
    }
    if check.severity:
        told["severity_id"], told["severity"] = _SEVERITIES[check.severity]
    return told


def _credential(record: CredentialRecord, frame: _Object) -> _Object:
    secret = record.credential
    places = ordered(map(place_of, record.occurrences))
    info: _Object = {
        "uid": secret.fingerprint,
        "title": f"{shown(secret.kind_name)} in MCP configuration",
        "types": ["Secret", shown(secret.kind)],
        "desc": f"State: {record.state}. Not shown revoked.",
    }
    for name, stamp in (("first", record.first_seen), ("last", record.last_seen)):
        if stamp and milliseconds(stamp.at):
            info[f"{name}_seen_time"] = milliseconds(stamp.at)
    event = {
        **_finding(frame, 2006, "Data Security Finding", record.severity),
        "confidence_id": _CONFIDENCES[secret.confidence],
        "is_alert": True,
        "finding_info": info,
        "data_security": {
            "data_lifecycle_state_id": _AT_REST,
            "detection_system_id": _DISCOVERY,
            "detection_pattern": shown(secret.kind),
        },
        "resources": [
            {
                "type": "file",
                "uid": f"{shown(place.repository)}: {shown(place.path)}:{place.line}",
                "name": shown(place.path),
                "labels": [f"state:{place.lifetime.state}"],
            }
            for place in places[:MOST_RESOURCES]
        ],
        "unmapped": {"places": len(places), "state": record.state},
    }
    if places:
        path = shown(places[0].path)
        event["file"] = {"name": path.rsplit("/", 1)[-1] or path, "path": path, "type_id": 1}
    return event
