"""GitLab's secret-detection report.

The schema is written after the fields of GitLab's own, version 15.0.6: `gitlabhq/gitlabhq`,
lib/gitlab/ci/parsers/security/validators/schemas/15.0.6/secret-detection-report-format.json. It is
stricter: what we do not write is refused, `raw_source_code_extract` above all.
"""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from reports.build import build
from reports.formats.gitlab import render
from tests.reports.facts import HISTORY, SCAN, classic_pat, occurrence, result
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, hostile, incomplete, large, rich


def _closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


_SOME: Any = {"type": "string", "minLength": 1}
_TIME: Any = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_TOOL = _closed({"id": _SOME, "name": _SOME, "version": _SOME, "vendor": _closed({"name": _SOME})})
_MESSAGE = _closed({"level": {"enum": ["info", "warn", "fatal"]}, "value": _SOME})
_OPTION = _closed(
    {"name": {**_SOME, "maxLength": 255}, "value": {"type": "string"}},
    source={"enum": ["argument", "file", "env_variable", "other"]},
)
_SCAN = _closed(
    {
        "analyzer": _TOOL,
        "scanner": _TOOL,
        "type": {"const": "secret_detection"},
        "start_time": _TIME,
        "end_time": _TIME,
        "status": {"enum": ["success", "failure"]},
    },
    messages={"type": "array", "items": _MESSAGE},
    options={"type": "array", "items": _OPTION},
)
_TEXT = _closed({"type": {"const": "text"}, "value": {"type": "string"}}, name=_SOME)
_LIST = _closed(
    {"name": _SOME, "type": {"const": "list"}, "items": {"type": "array", "items": _TEXT}}
)
_VALUE = _closed({"name": _SOME, "type": {"const": "value"}, "value": {"type": "number"}})
_ENTRY = _closed(
    {
        "id": _SOME,
        "identifiers": {
            "type": "array",
            "minItems": 1,
            "items": _closed({"type": _SOME, "name": _SOME, "value": _SOME}),
        },
        "location": _closed(
            {"commit": _closed({"sha": _SOME}, date={"type": "string"})},
            file={"type": "string"},
            start_line={"type": "number"},
            end_line={"type": "number"},
        ),
    },
    name={"type": "string", "maxLength": 255},
    description={"type": "string", "maxLength": 1_048_576},
    severity={"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
    solution={"type": "string", "maxLength": 7000},
    links={
        "type": "array",
        "items": _closed(
            {"url": {"type": "string", "pattern": "^(https?|ftp)://.+"}}, name={"type": "string"}
        ),
    },
    details=_closed({"repository": _TEXT, "places": _LIST, "count": _VALUE}),
)
SCHEMA = _closed(
    {
        "scan": _SCAN,
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "vulnerabilities": {"type": "array", "items": _ENTRY},
    },
    remediations={"type": "array", "maxItems": 0},
)


@pytest.mark.parametrize("make", [clean, incomplete, rich, hostile, attacked, large])
def test_it_is_valid(make: Any) -> None:
    document = json.loads(render(make()))

    assert [e.json_path for e in Draft7Validator(SCHEMA).iter_errors(document)] == []


def test_an_extract_of_the_source_would_be_refused() -> None:
    document = json.loads(render(rich()))
    document["vulnerabilities"][0]["raw_source_code_extract"] = "x"

    assert not Draft7Validator(SCHEMA).is_valid(document)


def test_a_credential_of_history_has_its_own_severity_and_commit() -> None:
    places = (occurrence(lifetime=HISTORY), occurrence(path="old.json", lifetime=HISTORY))
    report = build([result(classic_pat(), *places)], SCAN)

    (entry,) = json.loads(render(report))["vulnerabilities"]

    (record,) = report.credentials
    assert entry["severity"] == record.severity.capitalize()
    assert entry["location"]["commit"] == {"sha": "b" * 40, "date": "2025-06-10T08:00:00Z"}
    assert len(entry["details"]["places"]["items"]) == 2
    assert "not shown revoked" in entry["description"]


def test_ids_stay_and_differ() -> None:
    first, second = (json.loads(render(rich()))["vulnerabilities"] for _ in range(2))

    assert first == second
    assert len({entry["id"] for entry in first}) == len(first)


def test_an_incomplete_scan_is_a_failure_that_says_why() -> None:
    scan = json.loads(render(incomplete()))["scan"]

    assert scan["status"] == "failure"
    assert len(scan["messages"]) == len(incomplete().skipped)
