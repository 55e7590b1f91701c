"""The tables open in a spreadsheet, and are joined by the id of a credential."""

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from reports.build import build
from reports.formats import checks_csv, findings_csv, occurrences_csv, requests_csv
from reports.model import CheckState, EvidenceRequest, Owner, Report
from tests.reports.facts import SCAN, classic_pat, credential, occurrence, result
from tests.reports.formats.hostile_names import NAMES, attacked
from tests.reports.formats.pages import large, rich


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("make", [rich, attacked, large])
def test_pandas_joins_findings_and_occurrences(make: object) -> None:
    report = make()  # type: ignore[operator]
    findings = _read(findings_csv.render(report))
    places = _read(occurrences_csv.render(report))

    assert len(findings) == len(report.credentials)
    assert findings["credential_id"].is_unique
    joined = places.merge(findings, on="credential_id", validate="many_to_one")
    assert len(joined) == sum(len(record.occurrences) for record in report.credentials)
    counted = joined.groupby("credential_id").size()
    assert {name: str(number) for name, number in counted.items()} == dict(
        zip(findings["credential_id"], findings["places"], strict=True)
    )


def test_rows_end_as_rfc_4180_says_and_every_cell_is_quoted() -> None:
    text = findings_csv.render(rich())

    assert text.count("\r\n") == text.count("\n") == len(rich().credentials) + 1
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())


def test_findings_are_worst_first_and_say_what_failed() -> None:
    report = build([result(classic_pat("a"), occurrence("a"), credential("b"))], SCAN)
    first = _read(findings_csv.render(report)).iloc[0]

    assert first["kind"] == "github-pat"
    assert first["severity"] == "critical"
    assert "MX-01" in first["failed_checks"].split("; ")
    assert first["first_seen"] == "2025-01-10T08:00:00Z"


def test_owners_of_the_rows_are_told() -> None:
    report = rich()
    rows = tuple(replace(row, owner=Owner("Payments", "inventory")) for row in report.exposures)

    findings = _read(findings_csv.render(replace(report, exposures=rows)))
    assert set(findings["owners"]) == {"Payments"}


def test_every_check_of_every_row_is_there() -> None:
    report = rich()
    table = _read(checks_csv.render(report))
    checks = [check for row in report.exposures for check in row.checks]

    for state in CheckState:
        assert (table["state"] == state).sum() == sum(check.state is state for check in checks)


def test_requests_leave_room_for_answers() -> None:
    asked = EvidenceRequest(
        "server", "acme", "prod", "logged", "Which log?", "no log here", "a log", "IAM"
    )
    report: Report = replace(rich(), requests=(asked,))

    (row,) = csv.DictReader(io.StringIO(requests_csv.render(report), newline=""))

    assert row["question"] == "Which log?"
    assert [row[name] for name in ("answer", "evidence", "answered_by", "answered_on")] == [""] * 4


def test_a_hostile_name_is_one_cell() -> None:
    table = _read(requests_csv.render(attacked()))

    assert len(table) == len(NAMES)
