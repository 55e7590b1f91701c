"""What to ask for: everything undecided once a row, equal questions once a report."""

from dataclasses import replace

from detectors.model import Life
from reports.assessment.requests import grouped
from reports.build import build
from reports.formats.json import render
from reports.model import Answer, CheckState, Report
from scanner.model import Transport
from tests.reports.facts import (
    COMPLETE,
    SCAN,
    credential,
    declaration,
    occurrence,
    result,
)


def many(number: int) -> Report:
    return build(
        [
            result(
                *(
                    declaration(server=f"pkg:npm/s{one}", path=f"{one}.json")
                    for one in range(number)
                )
            )
        ],
        SCAN,
    )


def test_everything_undecided_is_asked_for_once_a_row() -> None:
    report = build([result(credential(life=Life.STATIC), occurrence())], SCAN)

    row = report.exposures[0]
    subjects = [item.subject for item in report.requests]
    assert subjects == sorted(set(subjects))
    undecided = {item.id for item in row.checks if item.state is CheckState.UNKNOWN}
    answered = {"MX-07": "rotated", "MX-08": "revoked", "MX-10": "rotated", "MX-20": "scoped",
                "MX-24": "logged"}  # fmt: skip
    assert {answered.get(item, item) for item in undecided} <= set(subjects)
    assert row.readiness.scoped.answer is Answer.UNKNOWN
    assert all(
        item.question and item.why and item.artefacts and item.role for item in report.requests
    )
    assert {(item.server, item.tenant, item.environment) for item in report.requests} == {
        (row.server, row.tenant.value, row.environment.value)
    }


def test_what_was_not_read_is_one_request_however_many_checks_it_leaves_open() -> None:
    shallow = replace(COMPLETE, shallow=("acme/tools",))

    report = build([result(declaration(), coverage=shallow)], SCAN)

    assert [item.subject for item in report.requests].count("coverage") == 1
    assert "MX-01" not in {item.subject for item in report.requests}


def test_nothing_is_asked_of_what_is_decided() -> None:
    report = build([result(declaration(transport=Transport.HTTP, server="http://x.com"))], SCAN)

    subjects = {item.subject for item in report.requests}
    assert "MX-17" not in subjects
    assert "MX-16" not in subjects


def test_equal_questions_are_one_with_all_their_rows() -> None:
    report = many(40)

    asked = grouped(report.requests, report.exposures)

    assert len(asked) < 10
    scoped = next(item for item in asked if item.request.subject == "scoped")
    assert scoped.rows == tuple(range(40))
    assert scoped.request.server == ""


def test_the_questions_of_a_large_report_take_little_of_it() -> None:
    without = replace(many(60), requests=())

    added = len(render(many(60))) - len(render(without))

    assert added < len(render(without)) / 10
