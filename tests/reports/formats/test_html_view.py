import pytest

from reports.escaping import terminal_text
from reports.model import Severity
from reports.texts import LONGEST, count, day, plain, shorten, size
from reports.view import view
from scanner.model import State
from tests.reports.formats import pages


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ünïcode, 日本語", "plain text, ünïcode, 日本語"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("exe\u202egnp", "exe\\u202egnp"),
        ("a\u200bb\u2066c\ufeff", "a\\u200bb\\u2066c\\ufeff"),
        ("one\ntwo\u2028three", "one\\ntwo\\u2028three"),
        ("no\u00a0break", "no\\xa0break"),
        ("lone \udc80 byte", "lone \\udc80 byte"),
        ("hidden\U000e0101\u3164", "hidden\\U000e0101\\u3164"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert terminal_text(text) == shown


@pytest.mark.parametrize("limit", [5, 6, 120])
def test_a_long_text_loses_its_middle_and_keeps_both_ends(limit: int) -> None:
    short = shorten("start" * 100 + "-end", limit)

    assert len(short) == limit
    assert short.startswith("st")
    assert short.endswith("nd")
    assert "…" in short


def test_a_text_that_fits_is_left_alone() -> None:
    assert shorten("x" * 120, 120) == "x" * 120


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (999_960, "1.0 MB"),
        (48_200_113, "48.2 MB"),
        (3_000_000_000, "3.0 GB"),
        (2_500_000_000_000, "2.5 TB"),
    ],
)
def test_a_size_is_given_in_its_unit(octets: int, words: str) -> None:
    assert size(octets) == words


def test_a_number_agrees_with_its_noun() -> None:
    assert count(1, "server") == "1 server"
    assert count(2_000, "server") == "2,000 servers"
    assert count(0, "repository", "repositories") == "0 repositories"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2025-03-07T23:30:00Z", "7 Mar 2025"),
        ("2025-12-31T23:30:00-05:00", "1 Jan 2026"),
        ("2025-03-07T10:00:00", "7 Mar 2025"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_day_is_the_day_in_utc_and_nonsense_is_kept(at: str, words: str) -> None:
    assert day(at) == words


def test_no_text_of_a_hostile_report_survives_unseen_or_unbounded() -> None:
    shown = view(pages.hostile())

    texts = [
        text
        for row in shown.credentials
        for text in (row.record.credential.preview, *row.servers, row.places[0].occurrence.path)
    ]
    assert texts
    assert all(text.isprintable() for text in texts)
    assert max(map(len, texts)) == LONGEST


def test_enumerations_stay_what_they_are() -> None:
    assert plain((Severity.HIGH, State.LIVE)) == (Severity.HIGH, State.LIVE)
    assert isinstance(plain(Severity.HIGH), Severity)


def test_the_worst_come_first_and_the_live_before_what_is_gone() -> None:
    rows = view(pages.rich()).credentials

    assert [(row.record.severity, row.record.state) for row in rows[5:9]] == [
        (Severity.HIGH, State.LIVE),
        (Severity.HIGH, State.HISTORY),
        (Severity.MEDIUM, State.LIVE),
        (Severity.MEDIUM, State.HISTORY),
    ]
    assert [row.anchor for row in rows[:2]] == ["c1", "c2"]


def test_the_sentence_counts_credentials_servers_and_states() -> None:
    headline = view(pages.rich()).headline

    assert headline.title == "Exposed"
    assert headline.sentence == (
        "12 credentials in 6 servers; 8 live, 3 only in history, 1 only in unreachable objects."
    )
    assert headline.caveat == "2 things in scope could not be examined."


def test_finding_nothing_in_an_incomplete_scan_is_not_called_clean() -> None:
    headline = view(pages.incomplete()).headline

    assert headline.title == "Incomplete"
    assert "not a clean result" in headline.caveat
    assert "3 things in scope could not be examined" in headline.caveat
    assert "No MCP configuration" in headline.caveat


def test_sharing_counts_assigned_users_only() -> None:
    shared = view(pages.rich()).shared

    assert [row.record.credential.kind_name for row in shared] == ["GitHub personal access token"]
    assert shared[0].tenants == ("acme", "globex")
    assert shared[0].action.endswith("Issue one for each of its users.")


def test_a_history_credential_tells_when_its_last_place_went() -> None:
    rows = {row.record.credential.kind_name: row for row in view(pages.rich()).credentials}

    assert rows["GitHub app token"].removed == pages.stamp("2023-05-20")
    assert rows["GitHub personal access token"].removed is None


def test_a_place_to_rotate_is_a_link_only_if_it_is_https() -> None:
    assert {row.rotate for row in view(pages.hostile()).credentials} == {""}


def test_the_matrix_leads_with_unassigned_and_shows_the_worst_of_each_cell() -> None:
    matrix = view(pages.rich()).matrix
    rows = dict(matrix.rows)

    assert matrix.environments == ("unassigned", "prod", "staging", "dev")
    cell = rows[pages.GITHUB][1]
    assert cell is not None
    assert (cell.severity, cell.credentials) == (Severity.CRITICAL, 2)
    assert rows[pages.GITHUB][3] is None
