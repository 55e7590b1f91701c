from dataclasses import replace
from datetime import date

import pytest

from detectors.model import Life, Slot
from reports.assessment.readiness import decided, each_test, ready
from reports.attestations import Attestation, Claim
from reports.build import build
from reports.model import Answer, Gate, Readiness, Ready
from scanner.facts import Reference, ReferenceKind
from scanner.model import Lifetime, State, Transport, UnitResult
from tests.reports.assessment.judging import attestation, report
from tests.reports.facts import (
    COMPLETE,
    GITHUB,
    HISTORY,
    LIVE,
    POSTGRES,
    SCAN,
    check,
    credential,
    declaration,
    default_pair,
    occurrence,
    result,
)

ACME = "tenants/acme/prod/.mcp.json"
WORKTREE = Lifetime(State.LIVE, worktree=True)


def readiness(*results: UnitResult) -> Readiness:
    return build(results, SCAN).exposures[0].readiness


def test_what_one_server_shares_with_another_is_neither_scoped_nor_revocable() -> None:
    found = readiness(result(credential(), occurrence(path=ACME), occurrence(server=POSTGRES)))

    assert found.scoped.answer is found.revoked.answer is Answer.NO
    assert found.revoked.reason == "revoking it breaks others: shared with 1 other server (A)"
    assert found.rotated.answer is found.logged.answer is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("tenants/globex/prod/.mcp.json", "shared by tenants acme, globex"),
        ("tenants/acme/dev/.mcp.json", "shared by environments dev, prod"),
    ],
)
def test_sharing_is_decisive_where_both_places_are_sure(other: str, reason: str) -> None:
    found = readiness(result(credential(), occurrence(path=ACME), occurrence(path=other)))

    assert found.scoped.answer is Answer.NO
    assert found.scoped.reason == f"not independent: {reason} (A)"


def test_a_place_of_an_unsure_tenant_decides_nothing() -> None:
    found = readiness(result(credential(), occurrence(path=ACME), occurrence(path="prod/a.json")))

    assert found.scoped.answer is Answer.UNKNOWN
    assert found.revoked.answer is Answer.UNKNOWN


def test_only_tips_count_as_long_as_there_are_any() -> None:
    gone = occurrence(server=POSTGRES, lifetime=HISTORY)

    assert (
        readiness(result(credential(), occurrence(path=ACME), gone)).scoped.answer is Answer.UNKNOWN
    )


def test_one_credential_in_two_repositories_cannot_be_logged_apart() -> None:
    found = readiness(
        result(credential(), occurrence()),
        result(credential(), occurrence(repository="acme/b"), repository="acme/b"),
    )

    assert found.logged.answer is Answer.NO
    assert found.logged.reason.startswith("2 hold one credential")


def test_an_open_http_server_cannot_log_its_callers() -> None:
    found = readiness(result(declaration(server="http://x.com", transport=Transport.HTTP)))

    assert found.logged.answer is Answer.NO


def test_an_independent_credential_that_expires_by_itself_is_rotated() -> None:
    short = credential(life=Life.EPHEMERAL)

    assert readiness(result(short, occurrence(path=ACME))).rotated.answer is Answer.YES
    assert readiness(result(short, occurrence())).rotated.answer is Answer.UNKNOWN
    shallow = replace(COMPLETE, shallow=("acme/tools",))
    partly = result(short, occurrence(path=ACME), coverage=shallow)
    assert readiness(partly).rotated.answer is Answer.UNKNOWN


def test_a_long_lived_credential_says_since_when() -> None:
    found = readiness(result(credential(), occurrence(path=ACME)))

    assert found.rotated.reason.endswith("in use since 2025-01-10 at the latest")


def test_a_well_known_pair_in_two_servers_may_be_two_accounts() -> None:
    found = readiness(
        result(default_pair(), occurrence("pair"), occurrence("pair", server=POSTGRES))
    )

    assert found.scoped.answer is Answer.UNKNOWN


def test_the_tool_alone_never_answers_yes_four_times() -> None:
    found = readiness(result(credential(life=Life.EPHEMERAL), occurrence(path=ACME, lifetime=LIVE)))

    answers = [found.scoped.answer, found.logged.answer, found.rotated.answer, found.revoked.answer]
    assert answers.count(Answer.YES) == 1
    assert readiness(result(declaration())).rotated.answer is Answer.UNKNOWN


def test_a_place_outside_any_server_leaves_it_open() -> None:
    loose = occurrence(server="", server_name="", path=ACME)

    found = build([result(credential(), occurrence(path=ACME), loose)], SCAN).exposures

    assert {item.readiness.scoped.answer for item in found} == {Answer.UNKNOWN}


def vouched_for(*tests: str) -> tuple[Attestation, ...]:
    return tuple(
        attestation(Claim.RUNBOOK if test == "revoked" else Claim(test), server=GITHUB, test=test)
        for test in tests
    )


SHORT = credential(life=Life.EPHEMERAL, rotate="https://a.example", claims=(("scope", "read"),))
ALONE = occurrence(path=ACME, lifetime=WORKTREE)


def test_four_times_yes_needs_somebody_to_vouch_three_times() -> None:
    row = report(SHORT, ALONE, vouched=vouched_for("scoped", "logged", "revoked")).exposures[0]

    assert {test.answer for test in each_test(row.readiness)} == {Answer.YES}
    # The value is written out all the same, and that alone keeps the row from being ready.
    assert row.gate.reasons == ("MX-01",)
    assert row.ready is Ready.NOT_READY
    assert ready(row.readiness, Gate()) is Ready.ATTESTED


@pytest.mark.parametrize("missing", ["scoped", "logged", "revoked"])
def test_without_one_of_them_the_evidence_is_insufficient(missing: str) -> None:
    given = [name for name in ("scoped", "logged", "revoked") if name != missing]

    row = report(SHORT, ALONE, vouched=vouched_for(*given)).exposures[0]

    assert getattr(row.readiness, missing).answer is Answer.UNKNOWN
    assert ready(row.readiness, Gate()) is Ready.INSUFFICIENT_EVIDENCE
    assert decided(row.readiness) == 3


def test_what_is_vouched_for_needs_independence() -> None:
    row = report(SHORT, occurrence(), vouched=vouched_for("scoped", "logged", "revoked")).exposures[
        0
    ]

    assert {test.answer for test in each_test(row.readiness)} == {Answer.UNKNOWN}
    assert "but its independence is not shown" in row.readiness.logged.reason


def test_an_attestation_that_a_commit_contradicts_is_a_no() -> None:
    early = (attestation(Claim.REVOKED, "one", on=date(2025, 1, 1)),)

    row = report(credential(), occurrence(path=ACME), vouched=early).exposures[0]

    assert row.readiness.revoked.answer is Answer.NO
    assert row.readiness.revoked.reason.startswith(
        "attestation contradicted: revoked on 2025-01-01"
    )


def test_an_open_exposure_closes_the_gate_and_leaves_the_capability_open() -> None:
    row = report(credential(), occurrence(path=ACME, lifetime=HISTORY)).exposures[0]

    assert row.gate == Gate(closed=True, reasons=("MX-02",))
    assert row.readiness.revoked.answer is Answer.UNKNOWN
    assert row.ready is Ready.NOT_READY


def test_nothing_to_disprove_it_is_no_readiness() -> None:
    row = report(declaration()).exposures[0]

    assert row.gate == Gate()
    assert row.ready is Ready.INSUFFICIENT_EVIDENCE
    assert row.readiness.scoped.answer is Answer.UNKNOWN


def test_an_address_in_a_store_is_compared_and_a_bare_name_is_not() -> None:
    stored = Reference(
        ReferenceKind.STORE, Slot.ENV, "KEY", "/x", identity="1" * 64, display="op://…"
    )
    shared = report(
        declaration(by_reference=(stored,)),
        declaration(server=POSTGRES, by_reference=(stored,)),
    )
    bare = replace(stored, kind=ReferenceKind.VARIABLE, identity="", display="")

    assert shared.exposures[0].readiness.revoked.reason == (
        "revoking it breaks others: shared with 1 other server by op://… (B)"
    )
    assert check(shared.exposures[0], "MX-05").grade == "B"
    alone = report(declaration(by_reference=(bare,))).exposures[0]
    assert alone.readiness.scoped.answer is Answer.UNKNOWN
