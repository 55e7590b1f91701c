"""What people said of a report, and what changed since an earlier one, stands on its page."""

import re
from dataclasses import replace
from html import unescape

from reports.assessment.frameworks import frameworks
from reports.attestations import AttestationStatus
from reports.exceptions import ExceptionStatus
from reports.formats import markdown
from reports.formats.html import render
from reports.statements import ASSURANCE
from tests.reports.formats import pages
from tests.reports.formats.pages_reviewed import reviewed, reviewed_by_attackers


def section(page: str, name: str) -> str:
    return unescape(page[page.index(f'id="{name}"') :].split("</section>", maxsplit=1)[0])


def test_what_changed_comes_right_after_the_verdict_with_its_evidence() -> None:
    page = render(reviewed())
    told = section(page, "since")

    assert page.index('id="verdict"') < page.index('id="since"') < page.index('id="coverage"')
    for said in ("Since the report of 1 Oct 2026", "incomplete before, exposed now",
                 "removed by commit 0123456789ab", "severity critical before",
                 "its repository was not read whole: shallow",
                 "open for 9 days, past the limit of 1", "refs: 40 before, 41 now"):  # fmt: skip
        assert said in told


def test_a_changed_credential_leads_to_where_it_stands_and_a_missing_one_nowhere() -> None:
    told = section(render(reviewed()), "since")

    assert re.search(r'<a href="#c\d+">GitHub', told)
    assert "Forgotten key <code" in told
    assert re.search(r'<a href="#e\d+">', told)


def test_every_status_of_exceptions_and_attestations_is_told() -> None:
    told = section(render(reviewed()), "vouched")

    for status in (*ExceptionStatus, *AttestationStatus):
        assert f">{status}</span><small>{status}: why" in told
    for said in ("RISK-77", "team-tools office", "Its use raises an alert.", "31 Dec 2026",
                 "TICKET-123", "1 Oct 2027"):  # fmt: skip
        assert said in told


def test_a_page_without_them_has_no_empty_section() -> None:
    page = render(pages.rich())

    assert 'id="since"' not in page
    assert 'id="vouched"' not in page


def test_every_framework_is_shown_with_its_edition_and_what_is_only_related() -> None:
    told = section(render(pages.rich()), "frameworks")

    for one in frameworks():
        assert f"<h3>{one.name}</h3>" in told
        assert one.edition in told
        assert all(f'<th scope="row">{control.id}</th>' in told for _, control in one.rows)
    assert "supports" in told or "support" in told
    assert "complies" not in told


def test_an_unclosed_gate_is_no_good_news() -> None:
    page = render(pages.asking())

    assert "closed by MX-01, MX-04" in page
    assert "not closed by anything found" in page
    assert not re.search(r"<d[dt]>open<|<td>open\b", page)


def test_the_first_box_names_the_worst_whose_it_is_and_what_to_do() -> None:
    told = section(render(pages.asking()), "verdict")

    for said in ("<dt>Worst</dt>", "GitHub personal access token", "<dt>Whose</dt>",
                 "platform team", "Revoke it", "2 things in scope could not be examined",
                 "Readiness of 13 rows"):  # fmt: skip
        assert said in told


def test_names_in_them_stay_text() -> None:
    page = render(reviewed_by_attackers())

    assert page.count("<script>") == 1
    assert "<img" not in page


def test_environments_that_the_matrix_does_not_draw_are_counted() -> None:
    places = (pages.place(environment=f"stage-{number:02}") for number in range(12))
    found = pages.report(pages.rich().verdict, pages.record("Some key", *places))

    assert "9 of 12 environments are drawn" in render(found)
    assert "environments are drawn" not in render(pages.rich())


def test_a_ticket_tells_the_same_in_short() -> None:
    text = markdown.render(reviewed())

    assert "## What changed" in text
    assert "Since 1 Oct 2026" in text
    assert "`EX-expired` (MX-01): **expired**" in text
    assert ASSURANCE in text
    assert "## What changed" not in markdown.render(replace(reviewed(), baseline=None))
