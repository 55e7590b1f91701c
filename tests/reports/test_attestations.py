from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.attestations import AttestationStatus, attested
from reports.build import build
from reports.inventory_file import load, target
from reports.model import CheckResult, Report
from reports.strict import ReviewFileError
from scanner.model import Lifetime, Span, Stamp, State
from tests.reports.facts import (
    FIRST,
    GITHUB,
    HISTORY,
    LIVE,
    REMOVED,
    SCAN,
    check,
    credential,
    declaration,
    fingerprint,
    occurrence,
    result,
)

AT = SCAN.started_at
REVOKED = f"""
version = 1
[[attestations]]
subject = {{ fingerprint = "{fingerprint("one")}" }}
claim = "revoked"
on = 2025-07-01
by = "IAM"
evidence = {{ ref = "TICKET-7" }}
"""
LOGGED = """
version = 1
[[attestations]]
subject = { server = "npm:@modelcontextprotocol/server-github", test = "logged" }
claim = "logged"
on = 2025-07-01
by = "IAM"
evidence = { ref = "TICKET-8" }
"""
AGAIN = Stamp("d" * 40, "2025-08-01T08:00:00Z")


def report(tmp_path: Path, text: str, *found: Any) -> Report:
    file = tmp_path / "inventory.toml"
    file.write_text(text)
    return build([result(*found)], SCAN, load(file)[0])


def history_only(built: Report) -> CheckResult:
    return check(built.exposures[0], "MX-02")


def test_a_removed_secret_that_is_attested_as_revoked_passes(tmp_path: Path) -> None:
    built = report(tmp_path, REVOKED, credential(), occurrence(lifetime=HISTORY))

    told = history_only(built)
    assert (told.state, told.grade) == ("PASS", "D")
    assert told.reason == "attested as revoked: on 2025-07-01 by IAM (TICKET-7)"
    assert built.attestations[0].status is AttestationStatus.IN_FORCE


def test_what_was_seen_after_its_revocation_does_not_pass(tmp_path: Path) -> None:
    text = REVOKED.replace("2025-07-01", "2025-06-09")

    told = history_only(report(tmp_path, text, credential(), occurrence(lifetime=HISTORY)))

    assert told.state == "FAIL"
    assert "attested as revoked on 2025-06-09, but seen after that" in told.reason


# Golden case 15.
@pytest.mark.parametrize(
    "lifetime",
    [
        Lifetime(State.HISTORY, FIRST, AGAIN, present=(Span(FIRST, REMOVED), Span(AGAIN))),
        Lifetime(State.HISTORY, AGAIN, AGAIN),
    ],
)
def test_a_secret_that_came_back_contradicts_its_revocation(
    tmp_path: Path, lifetime: Lifetime
) -> None:
    built = report(tmp_path, REVOKED, credential(), occurrence(lifetime=lifetime))

    assert built.attestations[0].status is AttestationStatus.CONTRADICTED
    assert "introduced again on 2025-08-01 in .mcp.json" in built.attestations[0].reason
    assert history_only(built).state == "FAIL"
    assert "attestation contradicted" in history_only(built).reason


def test_a_time_that_is_doubtful_contradicts_nothing(tmp_path: Path) -> None:
    forged = Lifetime(State.HISTORY, replace(AGAIN, doubtful=True), FIRST)

    built = report(tmp_path, REVOKED, credential(), occurrence(lifetime=forged))

    assert built.attestations[0].status is AttestationStatus.IN_FORCE


def test_an_attestation_holds_until_the_day_that_it_names(tmp_path: Path) -> None:
    text = REVOKED + "expires = 2026-01-09\n"

    built = report(tmp_path, text, credential(), occurrence(lifetime=HISTORY))

    assert built.attestations[0].status is AttestationStatus.EXPIRED
    assert history_only(built).state == "FAIL"


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2025-06-30T23:00:00Z", AttestationStatus.EARLY),
        ("2026-07-01T23:00:00Z", AttestationStatus.IN_FORCE),
        ("2026-07-02T00:00:00Z", AttestationStatus.EXPIRED),
    ],
)
def test_an_attestation_holds_for_a_year_if_it_names_no_day(
    tmp_path: Path, at: str, status: AttestationStatus
) -> None:
    file = tmp_path / "inventory.toml"
    file.write_text(REVOKED)

    known = attested(load(file)[0].attestations, [occurrence(lifetime=HISTORY)], at)

    assert known.records[0].status is status


def test_a_value_that_is_live_contradicts_its_rotation(tmp_path: Path) -> None:
    text = REVOKED.replace('"revoked"', '"rotated"')
    live = report(tmp_path, text, credential(), occurrence(lifetime=LIVE))
    gone = report(tmp_path, text, credential(), occurrence(lifetime=HISTORY))

    assert live.attestations[0].status is AttestationStatus.CONTRADICTED
    assert "the same value is live in .mcp.json" in live.attestations[0].reason
    assert gone.attestations[0].status is AttestationStatus.IN_FORCE


def test_an_attestation_of_what_is_not_there_is_unused(tmp_path: Path) -> None:
    built = report(tmp_path, REVOKED, credential("two"), occurrence("two"))

    assert built.attestations[0].status is AttestationStatus.UNUSED


@pytest.mark.parametrize(
    ("server", "status"),
    [
        ("npm:@modelcontextprotocol/server-github", AttestationStatus.IN_FORCE),
        ("npm:@modelcontextprotocol/*", AttestationStatus.IN_FORCE),
        ("npm:@modelcontextprotocol/server-gitlab", AttestationStatus.UNUSED),
    ],
)
def test_an_attestation_of_a_server_that_is_not_there_is_unused(
    tmp_path: Path, server: str, status: AttestationStatus
) -> None:
    text = LOGGED.replace("npm:@modelcontextprotocol/server-github", server)
    identity = target("npm:@modelcontextprotocol/server-github")

    built = report(tmp_path, text, declaration(server=identity))

    assert built.attestations[0].status is status
    logged = built.exposures[0].readiness.logged
    assert ("attested on 2025-07-01" in logged.reason) == (status is AttestationStatus.IN_FORCE)
    unused = status is AttestationStatus.UNUSED
    assert (built.attestations[0].reason == "no such server was found") == unused


def test_a_readiness_test_of_a_server_can_be_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "inventory.toml"
    file.write_text(LOGGED)
    identity = target("npm:@modelcontextprotocol/server-github")
    known = attested(load(file)[0].attestations, [occurrence(server=identity)], AT)

    assert known.of_server(target("npm:@modelcontextprotocol/server-github"), "logged")
    assert known.of_server(GITHUB, "scoped") is None
    assert known.revoked(fingerprint("one")) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REVOKED.replace(fingerprint("one"), "hunter"), "64 hexadecimal digits, never a value"),
        (REVOKED.replace("revoked", "revokd"), "did you mean `revoked`?"),
        (REVOKED.replace("2025-07-01", '"July"'), "must be a date such as 2026-11-01"),
        (REVOKED.replace('ref = "TICKET-7"', ""), "evidence needs `ref`"),
        (REVOKED + "expires = 2025-06-01", "expires is before `on`"),
        (LOGGED.replace('claim = "logged"', 'claim = "scoped"'), "needs the claim logged"),
        (LOGGED.replace(', test = "logged"', ""), "or both `server` and `test`"),
    ],
)
def test_a_wrong_attestation_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReviewFileError) as caught:
        report(tmp_path, text)

    assert message in str(caught.value)
