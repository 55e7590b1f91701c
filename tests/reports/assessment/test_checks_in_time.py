"""The checks on age, rotation, lifetime and exposure, by hand-made facts."""

from dataclasses import replace

import pytest

from detectors.model import Life, Slot
from reports.attestations import Claim
from reports.model import CheckState, Severity
from reports.policy import Policy
from scanner.facts import Reference, ReferenceKind
from scanner.model import SlotLife, SlotValue, Span, Stamp, State
from tests.reports.assessment.judging import attestation, judged, report
from tests.reports.facts import (
    FIRST,
    GITHUB,
    HISTORY,
    LAST,
    LIVE,
    PATH,
    REMOVED,
    REPOSITORY,
    credential,
    declaration,
    fingerprint,
    occurrence,
)

YOUNG = Stamp("e" * 40, "2026-01-01T08:00:00Z")
POINTER = "/mcpServers/github/env/API_KEY"


def value(name: str, first: Stamp | None = FIRST, state: State = State.LIVE) -> SlotValue:
    removed = None if state is State.LIVE else REMOVED
    return SlotValue(fingerprint(name), state, first, LAST, removed)


def slot(*values: SlotValue, rotations: int | None = None) -> SlotLife:
    return SlotLife(
        REPOSITORY, PATH, (), POINTER, "claude-code-project", Slot.ENV, "API_KEY", GITHUB,
        "github", values, len(values) - 1 if rotations is None else rotations,
    )  # fmt: skip


def test_a_value_as_old_as_the_policy_allows_is_too_old() -> None:
    old = judged("MX-07", credential(), occurrence(), slots=(slot(value("one")),))

    assert (old.state, old.grade, old.severity) == (CheckState.FAIL, "A", Severity.MEDIUM)
    assert old.reason == "at least 365 days in its slot, of 90 at most"


@pytest.mark.parametrize(("days", "state"), [(9, CheckState.FAIL), (10, CheckState.UNKNOWN)])
def test_the_policy_says_what_is_old(days: int, state: CheckState) -> None:
    policy = Policy(rotation_days_static=days)

    found = judged(
        "MX-07", credential(), occurrence(), slots=(slot(value("one", YOUNG)),), policy=policy
    )

    assert found.state is state


def test_a_privileged_kind_is_old_earlier() -> None:
    month = Stamp("e" * 40, "2025-12-01T08:00:00Z")

    found = judged(
        "MX-07", credential(privileged=True), occurrence(), slots=(slot(value("one", month)),)
    )

    assert found.reason == "at least 40 days in its slot, of 30 at most"


def test_young_passes_only_after_another_value() -> None:
    before = value("two", state=State.HISTORY)
    facts = credential(), credential("two"), occurrence(), occurrence("two", lifetime=HISTORY)

    after = judged("MX-07", *facts, slots=(slot(before, value("one", YOUNG)),))
    first = judged("MX-07", *facts, slots=(slot(value("one", YOUNG)),))
    branches = judged("MX-07", *facts, slots=(slot(before, value("one", YOUNG), rotations=0),))

    assert after.state is CheckState.PASS
    assert first.state is branches.state is CheckState.UNKNOWN
    assert "first value of its slot" in first.reason


@pytest.mark.parametrize("first", [None, replace(FIRST, doubtful=True)])
def test_no_age_is_told_from_a_time_in_doubt(first: Stamp | None) -> None:
    found = judged("MX-07", credential(), occurrence(), slots=(slot(value("one", first)),))

    assert found.state is CheckState.UNKNOWN


def test_references_are_rotated_elsewhere_and_nothing_is_not_rotated() -> None:
    bare = Reference(ReferenceKind.VARIABLE, Slot.ENV, "API_KEY", POINTER, "API_KEY")

    assert judged("MX-07", declaration(by_reference=(bare,))).state is CheckState.UNKNOWN
    assert judged("MX-07", declaration()).state is CheckState.NOT_APPLICABLE


def test_a_replaced_value_is_open_until_it_is_shown_to_have_ended() -> None:
    slots = (slot(value("two", state=State.HISTORY), value("one", YOUNG)),)
    gone = occurrence("two", lifetime=HISTORY)
    facts = credential(), occurrence(), gone

    plain = judged("MX-08", *facts, credential("two"), slots=slots)
    expired = judged(
        "MX-08", *facts, credential("two", claims=(("exp", "1700000000"),)), slots=slots
    )
    ephemeral = judged("MX-08", *facts, credential("two", life=Life.EPHEMERAL), slots=slots)
    vouched = (attestation(Claim.REVOKED, "two"),)
    attested = judged("MX-08", *facts, credential("two"), slots=slots, vouched=vouched)

    assert (plain.state, plain.grade) == (CheckState.FAIL, "A")
    assert plain.reason == "1 replaced value of .mcp.json, not shown revoked"
    assert (expired.state, expired.grade) == (CheckState.PASS, "B")
    assert (ephemeral.state, ephemeral.grade) == (CheckState.PASS, "B")
    assert (attested.state, attested.grade) == (CheckState.PASS, "D")


def test_values_on_two_branches_supersede_nothing() -> None:
    slots = (slot(value("two", state=State.HISTORY), value("one"), rotations=0),)

    found = judged("MX-08", credential(), occurrence(), slots=slots)

    assert found.state is CheckState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("claims", "state", "reason"),
    [
        ((("exp", "1700003600"), ("iat", "1700000000")), CheckState.PASS, "at most 24 hours"),
        ((("exp", "1700200000"), ("iat", "1700000000")), CheckState.FAIL, "a life of 2 days"),
        ((("expires", "2027-01-10"),), CheckState.FAIL, "364 days after the scan"),
        ((("expires", "2020-01-10"),), CheckState.UNKNOWN, "does not state"),
        ((), CheckState.UNKNOWN, "does not state"),
    ],
)
def test_the_stated_lifetime_decides_mx_10(
    claims: tuple[tuple[str, str], ...], state: CheckState, reason: str
) -> None:
    found = judged("MX-10", credential(claims=claims), occurrence())

    assert found.state is state
    assert reason in found.reason


def test_an_exposure_is_overdue_by_its_severity() -> None:
    live = judged("MX-25", credential(), occurrence())
    closed = replace(HISTORY, exposed_days=152)

    assert live.reason == "365 days so far, of 7 for high"
    gone = judged("MX-25", credential(), occurrence(lifetime=closed))
    assert gone.reason == "152 days until its removal, of 7 for high"
    assert judged("MX-25", credential(), occurrence(), policy=Policy(sla_days_high=365)).state is (
        CheckState.PASS
    )


def test_what_came_back_is_overdue_and_one_level_worse() -> None:
    back = replace(LIVE, present=(Span(FIRST, REMOVED), Span(YOUNG)))

    built = report(credential(), occurrence(lifetime=back))

    assert built.credentials[0].severity is Severity.CRITICAL
    assert "+1 brought back after its removal" in built.credentials[0].severity_trace
    assert judged("MX-25", credential(), occurrence(lifetime=back)).reason == (
        "it came back after its removal"
    )
