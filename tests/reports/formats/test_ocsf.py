"""OCSF events: the models of py-ocsf-models take them; what these lack is checked by hand."""

import json
from typing import Any

import pytest
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding

from reports.formats.ocsf import render
from reports.model import CheckState
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, hostile, incomplete, large, rich

REPORTS = (clean, incomplete, rich, hostile, attacked, large)


def _events(make: Any, uid: int) -> list[Any]:
    events = [json.loads(line) for line in render(make()).splitlines()]
    return [event for event in events if event["class_uid"] == uid]


@pytest.mark.parametrize("make", REPORTS)
def test_compliance_findings_are_valid(make: Any) -> None:
    events = _events(make, 2003)

    assert len(events) == 1 + len(make().exposures)
    for event in events:
        read = ComplianceFinding.model_validate(event)
        assert read.type_uid == 200301
        assert read.metadata.version == "1.5.0"


@pytest.mark.parametrize("make", REPORTS)
def test_data_security_findings_have_what_the_class_requires(make: Any) -> None:
    """`events/findings/data_security_finding.json` and `objects/data_security.json` of OCSF."""
    events = _events(make, 2006)

    assert len(events) == len(make().credentials)
    for event in events:
        assert event["type_uid"] == 200601
        assert event["category_uid"] == 2
        assert 1 <= event["severity_id"] <= 5
        assert 1 <= event["confidence_id"] <= 3
        assert event["finding_info"]["uid"]
        assert event["finding_info"]["title"]
        assert event["data_security"]["detection_system_id"] == 4
        assert "pattern_match" not in event["data_security"]
        assert event["file"]["name"]
        assert event["status_id"] == 1


def test_unknown_is_a_warning_and_never_a_pass() -> None:
    wanted = {CheckState.FAIL: 3, CheckState.UNKNOWN: 2, CheckState.PASS: 1}
    for row, event in zip(rich().exposures, _events(rich, 2003)[1:], strict=True):
        told = [check["status_id"] for check in event["compliance"]["checks"]]
        assert told == [wanted.get(check.state, 99) for check in row.checks]
        assert event["compliance"]["status_id"] == 3


@pytest.mark.parametrize(("make", "status"), [(clean, 1), (incomplete, 2), (rich, 3)])
def test_the_scan_itself_is_an_event(make: Any, status: int) -> None:
    first = _events(make, 2003)[0]

    assert first["compliance"]["status_id"] == status
    assert first["unmapped"]["not_examined"] == len(make().skipped)


@pytest.mark.parametrize("make", REPORTS)
def test_a_uid_stands_for_one_finding(make: Any) -> None:
    for uid in (2003, 2006):
        uids = [event["finding_info"]["uid"] for event in _events(make, uid)]
        assert len(set(uids)) == len(uids)
