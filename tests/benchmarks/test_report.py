"""The made-up organisation is what the benchmark says it is, and every format takes it."""

from benchmarks import report as benchmark
from benchmarks.report_facts import results
from reports.build import build
from tests.reports.facts import SCAN


def test_there_is_a_row_for_each_unit_of_review_and_a_secret_for_five() -> None:
    report = build(results(1_000), SCAN)

    assert len(report.exposures) == 1_000
    assert len(report.credentials) == 200
    assert {len(row.checks) for row in report.exposures} == {25}
    assert (
        len({held.occurrence.repository for one in report.credentials for held in one.occurrences})
        == 40
    )


def test_every_step_tells_what_it_cost() -> None:
    cost = benchmark.apart("json", lambda: len(b"x" * 2_000_000))

    assert (cost.step, cost.size) == ("json", 2.0)
    assert cost.memory > 10
