from dataclasses import replace

import pytest

from detectors.model import Life
from reports.build import build
from reports.model import Answer, Readiness
from scanner.model import Transport, UnitResult
from tests.reports.facts import (
    COMPLETE,
    HISTORY,
    LIVE,
    POSTGRES,
    SCAN,
    credential,
    declaration,
    default_pair,
    occurrence,
    result,
)

ACME = "tenants/acme/prod/.mcp.json"


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
