import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from reports.formats.html import MOST, render
from reports.model import CheckState, Overall
from scanner.model import Skipped
from tests.reports.formats import pages


def test_the_policy_allows_the_one_style_sheet_and_nothing_else() -> None:
    page = render(pages.rich())
    style = page.split("<style>")[1].split("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ) in page
    assert "url(" not in style
    assert "@import" not in style


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
    skipped = tuple(Skipped(f"file-{n}", f"reason-{n}", f"effect-{n}") for n in range(45))
    page = render(replace(pages.incomplete(), skipped=skipped))

    for number in range(45):
        assert re.search(f"file-{number}<.*reason-{number}<.*effect-{number}<", page)
    assert "25 more things not examined" in page


def test_every_state_of_every_check_is_counted() -> None:
    rich = pages.rich()
    checks = [check for exposure in rich.exposures for check in exposure.checks]
    counts = [
        sum(check.id == "MX-01" and check.state is state for check in checks)
        for state in CheckState
    ]
    cells = "".join(f'<td class="number">{number}</td>' for number in counts)

    assert f"<code>MX-01</code> Hard-coded secret at a tip</th>{cells}" in render(rich)


def test_a_pass_is_never_called_more_than_static() -> None:
    assert not re.search(r"\bPASS\b(?! \(static\))", render(pages.rich()))


def test_a_removed_credential_is_not_called_revoked() -> None:
    page = render(pages.rich())

    assert "removal is not revocation" in page
    assert "not shown revoked" in page


def test_every_exposure_is_told_by_server_by_tenant_and_by_environment() -> None:
    page = render(pages.rich())
    by_server, by_tenant = page.index('id="by-server"'), page.index('id="by-tenant"')
    by_environment, end = page.index('id="by-environment"'), page.index('id="credentials"')

    for number in range(1, len(pages.rich().exposures) + 1):
        assert f'id="e{number}"' in page[by_server:by_tenant]
        assert f'href="#e{number}"' in page[by_tenant:by_environment]
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

    assert "<svg" in render(rich)
    assert "<svg" not in render(replace(rich, scan=replace(rich.scan, finished_at="unknown")))


def test_two_thousand_exposures_fit_in_five_megabytes_and_none_is_left_out() -> None:
    page = render(pages.large())

    assert len(page.encode()) < 5_000_000
    assert page.count('<article class="exposure"') == 2_000
    assert page.count('<article class="credential"') == 400
    assert f"The {MOST} worst exposures of 2,000" in page
    assert page.count("UNKNOWN MX-") + page.count("UNKNOWN\nMX-") >= 1_900
