"""Two pages for a ticket: what matters is there, whatever the size of the report."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from reports.formats.markdown import MOST, render
from reports.model import EvidenceRequest, Report
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, incomplete, large, rich


def _asked(report: Report) -> Report:
    requests = tuple(
        EvidenceRequest("server", "acme", "prod", f"MX-{n:02}", f"Question {n}?", "w", "a", "IAM")
        for n in range(30)
    )
    return replace(report, requests=requests)


@pytest.mark.parametrize("make", [rich, large, attacked])
def test_it_is_two_pages_at_most(make: object) -> None:
    text = render(_asked(make()))  # type: ignore[operator]
    shown = MarkdownIt("commonmark").enable("table").parse(text)
    words = sum(len(token.content.split()) for token in shown)

    assert len(text.splitlines()) <= 100
    assert words <= 1_200


def test_it_begins_with_the_verdict_and_what_to_do_first() -> None:
    lines = render(rich()).splitlines()

    assert lines[0] == "# MCP credential exposure: EXPOSED"
    first = next(line for line in lines if line.startswith("1. "))
    assert first.startswith("1. **Critical** `")
    assert "Revoke it" in first
    assert "`git@git.example.com:acme/platform.git`" in render(rich())


def test_what_is_left_out_is_counted() -> None:
    text = render(_asked(rich()))

    assert "… and 2 more credentials." in text
    assert f"… and {30 - MOST} more questions." in text
    assert "`MX-00`: ask `IAM` for 1 row: `Question 0?`" in text


def test_unknown_is_never_hidden() -> None:
    assert "answers UNKNOWN" in render(rich())
    assert " UNKNOWN, " in render(rich())


def test_an_incomplete_scan_does_not_read_as_clean() -> None:
    text = render(incomplete())

    assert text.startswith("# MCP credential exposure: INCOMPLETE")
    assert "This is not a clean result." in text
    assert "`acme/attic`: `the remote refused the connection`" in text


def test_a_clean_scan_says_what_it_holds_for() -> None:
    assert "Clean holds for what was scanned, and for nothing else." in render(clean())
