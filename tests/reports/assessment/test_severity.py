"""The worked examples of the severity model, and its edges."""

from dataclasses import replace
from datetime import date

import pytest

from detectors.model import Confidence, Life
from reports.assessment.severity import Modifiers, rate, worst
from reports.attestations import Claim
from reports.build import build
from reports.inventory import EMPTY, Inventory, Rule
from reports.model import CredentialRecord, Report, Severity
from scanner.model import Credential, Occurrence
from tests.reports.assessment.judging import attestation
from tests.reports.assessment.judging import report as attested_report
from tests.reports.facts import (
    HISTORY,
    SCAN,
    check,
    classic_pat,
    credential,
    default_pair,
    host,
    occurrence,
    result,
)

DECLARED_DEV = Inventory(rules=(Rule(1, (("path", "*"),), environment="dev"),))


def report(*found: Credential | Occurrence, inventory: Inventory = EMPTY) -> Report:
    return build([result(*found)], SCAN, inventory)


def record(*found: Credential | Occurrence, inventory: Inventory = EMPTY) -> CredentialRecord:
    return report(*found, inventory=inventory).credentials[0]


def test_a_classic_token_at_the_tip_of_main_is_critical() -> None:
    found = record(classic_pat(), occurrence())

    assert found.severity is Severity.CRITICAL
    assert found.severity_trace == (
        "base high: a literal secret at a tip",
        "+1 privileged: GitHub personal access token (classic)",
        "critical (mx-sev-1)",
    )


def test_the_same_token_removed_long_ago_is_no_less_severe() -> None:
    found = report(classic_pat(), occurrence(lifetime=HISTORY))

    assert found.credentials[0].severity is Severity.CRITICAL
    assert check(found.exposures[0], "MX-02").severity is Severity.CRITICAL
    assert "not shown revoked" in found.credentials[0].severity_trace[0]


def test_an_expired_token_in_history_declared_dev_is_medium() -> None:
    expired = credential(claims=(("exp", "1700000000"),))

    found = record(expired, occurrence(lifetime=HISTORY), inventory=DECLARED_DEV)

    assert found.severity is Severity.MEDIUM
    assert found.severity_trace[1:] == (
        "-1 expired by its own claim; not verified at the issuer",
        "-1 declared dev",
        "at most +2 and -1 count",
        "medium (mx-sev-1)",
    )


def test_a_default_superuser_pair_is_high_and_medium_where_dev_is_declared() -> None:
    pair = default_pair(privileged=True)
    place = occurrence("pair", signals=(host("localhost"),))

    assert record(pair, place).severity is Severity.HIGH
    assert record(pair, place, inventory=DECLARED_DEV).severity is Severity.MEDIUM
    assert check(report(pair, place).exposures[0], "MX-12").severity is Severity.HIGH


def test_a_default_pair_is_never_critical() -> None:
    found = record(default_pair(privileged=True), occurrence("pair", path="prod/.mcp.json"))

    assert found.severity is Severity.HIGH
    assert "ceiling high" in found.severity_trace


def test_one_secret_of_three_customers_is_critical() -> None:
    found = report(
        credential(),
        *(occurrence(path=f"customers/{name}/.mcp.json") for name in ("a1", "b2", "c3")),
    )

    assert found.credentials[0].severity is Severity.CRITICAL
    assert {check(item, "MX-04").severity for item in found.exposures} == {Severity.CRITICAL}


@pytest.mark.parametrize("exp", ["1900000000", "never", "9" * 40, "2999-01-01T00:00:00Z"])
def test_a_claim_that_is_not_in_the_past_lowers_nothing(exp: str) -> None:
    assert record(credential(claims=(("exp", exp),)), occurrence()).severity is Severity.HIGH


def test_production_raises_and_has_a_floor() -> None:
    expired = credential(claims=(("exp", "2001-01-01T00:00:00"),))

    found = record(expired, occurrence(path="prod/.mcp.json"))

    assert found.severity is Severity.HIGH
    assert "+1 production (E5 prod/)" in found.severity_trace


def test_a_disputed_environment_raises_nothing() -> None:
    place = occurrence(path="prod/.mcp.json", signals=(host("localhost"),))

    assert record(credential(), place).severity is Severity.HIGH


def test_an_inferred_environment_lowers_nothing() -> None:
    assert record(credential(), occurrence(path="dev/.mcp.json")).severity is Severity.HIGH
    declared = record(credential(), occurrence(), inventory=DECLARED_DEV)
    assert declared.severity is Severity.MEDIUM


def test_confidence_never_changes_a_severity() -> None:
    severities = {
        record(replace(classic_pat(), confidence=level), occurrence()).severity
        for level in Confidence
    }

    assert severities == {Severity.CRITICAL}


def test_three_servers_are_reach_and_two_are_not() -> None:
    def spread_over(count: int) -> CredentialRecord:
        places = [occurrence(server=f"pkg:npm/s{number}") for number in range(count)]
        return record(credential(life=Life.BOUNDED), *places)

    assert spread_over(2).severity is Severity.HIGH
    assert spread_over(3).severity is Severity.CRITICAL
    assert "+1 reaches 3 servers" in spread_over(3).severity_trace


def test_a_floor_and_a_ceiling_show_in_the_trace() -> None:
    low = rate(Severity.LOW, "why", Modifiers(reductions=("a",), floor=Severity.HIGH))
    high = rate(Severity.HIGH, "why", Modifiers(raises=("a", "b", "c")))

    assert (low.severity, low.trace[2]) == (Severity.HIGH, "floor high")
    assert high.severity is Severity.CRITICAL
    assert high.trace[-2:] == ("at most +2 and -1 count", "critical (mx-sev-1)")


def test_the_worst_of_nothing_is_info() -> None:
    assert worst([]) is Severity.INFO
    assert worst(Severity) is Severity.CRITICAL


# Worked example (c): removed, with an attestation; and (a) with one.
def test_what_is_attested_as_revoked_is_low_at_most_and_says_why() -> None:
    vouched = (attestation(Claim.REVOKED, "one"),)
    prod = occurrence(path="prod/.mcp.json")

    found = attested_report(classic_pat(), prod, vouched=vouched).credentials[0]

    assert found.severity is Severity.LOW
    assert found.severity_trace[-2:] == (
        "ceiling low: attested as revoked, TICKET-1",
        "low (mx-sev-1)",
    )


def test_an_attestation_that_is_contradicted_lowers_nothing() -> None:
    early = (attestation(Claim.REVOKED, "one", on=date(2025, 1, 1)),)

    found = attested_report(classic_pat(), occurrence(), vouched=early).credentials[0]

    assert found.severity is Severity.CRITICAL


def test_a_public_repository_raises() -> None:
    inventory = Inventory(rules=(Rule(1, (("repository", "acme/*"),), visibility="public"),))

    found = record(credential(), occurrence(), inventory=inventory)

    assert found.severity is Severity.CRITICAL
    assert "+1 public: acme/tools" in found.severity_trace
