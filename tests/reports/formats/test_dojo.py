"""DefectDojo's generic import refuses a whole file for one field that it does not know.

The fields are those of `DefectDojo/django-DefectDojo`, dojo/tools/generic/json_parser.py@03609eb;
the lengths those of its model of a finding.
"""

import json
from datetime import date
from typing import Any

import pytest
from markdown_it import MarkdownIt

from reports.build import build
from reports.formats.dojo import render
from reports.model import CheckState
from tests.reports.facts import HISTORY, LIVE, SCAN, classic_pat, occurrence, result
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, hostile, incomplete, large, rich

ALLOWED = frozenset({
    "title", "severity", "description", "date", "cwe", "cwes", "cve", "epss_score",
    "epss_percentile", "cvssv3", "cvssv3_score", "cvssv4", "cvssv4_score", "mitigation", "impact",
    "steps_to_reproduce", "severity_justification", "references", "active", "verified", "false_p",
    "out_of_scope", "risk_accepted", "under_review", "is_mitigated", "thread_id", "mitigated",
    "numerical_severity", "param", "payload", "line", "file_path", "component_name",
    "component_version", "static_finding", "dynamic_finding", "scanner_confidence",
    "unique_id_from_tool", "vuln_id_from_tool", "sast_source_object", "sast_sink_object",
    "sast_source_line", "sast_source_file_path", "nb_occurences", "publish_date", "service",
    "planned_remediation_date", "planned_remediation_version", "effort_for_fixing", "tags",
    "kev_date", "known_exploited", "ransomware_used", "fix_available", "fix_version",
    "vulnerability_ids", "endpoints", "files",
})  # fmt: skip
LONGEST = {"title": 511, "service": 200, "unique_id_from_tool": 500, "vuln_id_from_tool": 500,
           "file_path": 4000}  # fmt: skip
REPORTS = (clean, incomplete, rich, hostile, attacked, large)


def _findings(make: Any) -> list[Any]:
    found: list[Any] = json.loads(render(make()))["findings"]
    return found


@pytest.mark.parametrize("make", REPORTS)
def test_every_field_is_one_that_defectdojo_takes(make: Any) -> None:
    document = json.loads(render(make()))

    assert set(document) <= {
        "name", "type", "version", "description", "static_tool", "dynamic_tool", "soc", "findings",
    }  # fmt: skip
    for one in document["findings"]:
        assert set(one) <= ALLOWED
        assert one["title"]
        assert one["description"]
        assert one["severity"] in {"Critical", "High", "Medium", "Low", "Info"}
        assert all(len(one.get(name, "")) <= most for name, most in LONGEST.items())
        assert all(isinstance(one[name], int) for name in ("nb_occurences",))
        if "date" in one:
            date.fromisoformat(one["date"])


@pytest.mark.parametrize("make", REPORTS)
def test_ids_are_unique(make: Any) -> None:
    ids = [one["unique_id_from_tool"] for one in _findings(make)]

    assert len(set(ids)) == len(ids)


def test_every_failure_is_a_finding() -> None:
    report = rich()
    failed = {c.id for row in report.exposures for c in row.checks if c.state is CheckState.FAIL}

    assert {one["vuln_id_from_tool"] for one in _findings(rich)} == failed


def test_an_id_stays_when_a_secret_moves_within_its_row() -> None:
    def ids(**changes: Any) -> set[str]:
        report = build([result(classic_pat(), occurrence(**changes))], SCAN)
        found = json.loads(render(report))["findings"]
        return {one["unique_id_from_tool"] for one in found}

    assert ids(line=5) == ids(line=9) == ids(pointer="/x")
    assert ids() != ids(server="pkg:npm/other")


@pytest.mark.parametrize("lifetime", [LIVE, HISTORY])
def test_what_is_only_in_history_stays_active(lifetime: Any) -> None:
    report = build([result(classic_pat(), occurrence(lifetime=lifetime))], SCAN)

    found = json.loads(render(report))["findings"]

    assert found
    assert {one["active"] for one in found} == {True}
    assert not any(one.get("is_mitigated") for one in found)


def test_no_name_is_markup() -> None:
    parser = MarkdownIt("commonmark", {"html": True})
    for one in _findings(attacked):
        for text in (one["description"], one["severity_justification"]):
            kinds = {child.type for t in parser.parse(text) for child in t.children or [t]}
            assert not kinds & {"link_open", "image", "html_inline", "html_block"}
        assert not [tag for tag in one["tags"] if set(tag) & set(" ,'\"")]
