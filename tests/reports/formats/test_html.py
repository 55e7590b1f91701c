import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape

import pytest

from reports.formats.html import render
from reports.model import CheckState, Overall
from reports.statements import ASSURANCE, NEVER_SEEN
from scanner.model import Skipped
from tests.reports.formats import pages


def _digest(page: str, tag: str) -> str:
    text = page.split(f"<{tag}>")[1].split(f"</{tag}>", maxsplit=1)[0]
    return b64encode(sha256(text.encode()).digest()).decode()


def test_the_policy_allows_our_style_and_our_script_and_nothing_else() -> None:
    page = render(pages.rich())
    style, script = _digest(page, "style"), _digest(page, "script")

    assert (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    ) in page.replace("&#39;", "'")
    assert "url(" not in page
    assert "@import" not in page


def test_the_script_stays_small() -> None:
    assert len(render(pages.clean()).split("<script>")[1].encode()) < 10_000


def test_what_the_report_vouches_for_and_never_sees_comes_before_any_finding() -> None:
    page = unescape(render(pages.rich()))
    findings = page.index('id="actions"')

    assert 0 < page.index(ASSURANCE) < findings
    assert all(0 < page.index(f"<li>{one}</li>") < findings for one in NEVER_SEEN)


def test_a_page_can_be_written_even_if_names_are_not_text() -> None:
    assert r"\udc80.json" in render(pages.hostile()).encode("utf-8").decode("utf-8")


def test_the_same_report_gives_the_same_page() -> None:
    assert render(pages.rich()) == render(pages.rich())


@pytest.mark.parametrize("verdict", list(Overall))
def test_each_verdict_is_named_in_the_title(verdict: Overall) -> None:
    page = render(replace(pages.rich(), verdict=verdict))

    assert f"<title>{verdict.capitalize()}: MCP exposure report, 2 Nov 2026</title>" in page


def test_an_ephemeral_key_is_announced() -> None:
    note = "fingerprints of this report cannot be compared with another report"
    rich = pages.rich()

    assert note not in render(rich)
    assert note in render(replace(rich, scan=replace(rich.scan, key_ephemeral=True)))


def test_everything_that_was_not_examined_is_listed_with_reason_and_effect() -> None:
    skipped = tuple(Skipped(f"file-{n}", f"reason-{n}", f"effect-{n}") for n in range(245))
    page = render(replace(pages.incomplete(), skipped=skipped))

    for number in range(245):
        assert re.search(f"file-{number}<.*reason-{number}<.*effect-{number}<", page)
    assert "<summary>45 more</summary>" in page


def test_every_state_of_every_check_is_counted() -> None:
    rich = pages.rich()
    checks = [check for exposure in rich.exposures for check in exposure.checks]
    counts = [
        sum(check.id == "MX-01" and check.state is state for check in checks)
        for state in CheckState
    ]
    cells = "".join(f'<td class="k">{number}</td>' for number in (*counts, 0))

    assert f"<code>MX-01</code> Hard-coded secret at a tip</th>{cells}" in render(rich)


def test_a_pass_is_never_called_more_than_static() -> None:
    page = render(pages.rich()).replace(ASSURANCE, "").replace("into a PASS or", "")

    assert not re.search(r"\bPASS\b(?! \(static\))", page)


def test_a_removed_credential_is_not_called_revoked() -> None:
    page = render(pages.rich())

    assert "Removal from a repository is not evidence of revocation" in page
    assert "not shown revoked" in page


def test_every_exposure_is_told_by_server_by_tenant_and_by_environment() -> None:
    page = render(pages.rich())
    by_server, by_tenant = page.index('id="by-server"'), page.index('id="by-tenant"')
    by_environment, end = page.index('id="by-environment"'), page.index('id="requests"')

    for number in range(1, len(pages.rich().exposures) + 1):
        for start, stop in ((by_server, by_tenant), (by_tenant, by_environment)):
            assert f'href="#e{number}"' in page[start:stop]
        assert f'href="#e{number}"' in page[by_environment:end]


def test_every_place_of_a_credential_is_told() -> None:
    page = render(pages.rich())

    for path in ("deploy/staging/.mcp.json", "tenants/globex/.cursor/mcp.json"):
        assert f"<code>{path}</code>:12:27" in page


def test_an_overlong_name_keeps_more_of_itself_in_a_title() -> None:
    page = render(pages.hostile())

    titles = re.findall(r'title="(a+…a+)"', page)
    assert max(map(len, titles)) == 1000


def test_a_bidirectional_name_is_isolated() -> None:
    rich = pages.rich()
    page = render(replace(rich, scan=replace(rich.scan, targets=("שרת/main",))))

    assert "<bdi>שרת/main</bdi>" in page


def test_a_report_without_usable_dates_has_no_timeline() -> None:
    rich = pages.rich()

    assert "Timeline of" in render(rich)
    assert "Timeline of" not in render(replace(rich, scan=replace(rich.scan, finished_at="?")))


def test_gate_owner_readiness_and_acceptance_of_a_row_are_told() -> None:
    page = render(pages.asking())

    for said in ("closed by MX-01, MX-04", "NOT READY", "READY (attested)", "platform team",
                 "inventory rule 3", "accepted by EX-7"):  # fmt: skip
        assert said in page


def test_evidence_is_asked_for_by_role_and_an_equal_question_once() -> None:
    page = render(pages.asking())
    section = page[page.index('id="requests"') : page.index('id="method"')]

    assert "<h3>server owner</h3>" in section
    assert section.count("Which log tells who called what with this identity?") == 1
    assert "and 9 others" in section


def test_ten_thousand_exposures_fit_in_five_megabytes_and_each_has_its_row() -> None:
    page = render(pages.huge())
    rows = re.findall(r"<tr id=e\d+>", page)
    in_full = re.findall(r'<details class="item" id="e\d+">', page)

    assert len(page.encode()) < 5_000_000
    assert len(in_full) == 50
    assert len(rows) + len(in_full) == 10_000
    assert "The 50 worst exposures of 10,000" in page
    assert max(map(len, re.findall(r"<th scope=row>([^<]+)", page))) >= 60
