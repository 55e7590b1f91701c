"""MX-07: a slot has held the same value for too long."""

from dataclasses import dataclass

from reports.assessment.asks import ROTATED
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    Holding,
    count,
    fail,
    not_applicable,
    unknown,
)
from reports.lifespan import days
from reports.model import CheckState, Severity
from scanner.model import Stamp, State


@dataclass(frozen=True, slots=True)
class _Age:
    holding: Holding
    days: int | None
    """A lower bound: it may be older than the history. None where its dates are in doubt."""
    limit: int
    earlier: bool
    """True if the slot held another value before."""


def _judge(case: Case) -> Finding:
    ages = _ages(case)
    if old := [age for age in ages if age.days is not None and age.days >= age.limit]:
        oldest = max(old, key=lambda age: age.days or 0)
        reason = f"at least {count(oldest.days or 0, 'day')} in its slot, of {oldest.limit} at most"
        return fail(Severity.MEDIUM, "A", reason, [age.holding for age in old])
    if not ages:
        if case.references:
            return unknown("references only: their values are rotated elsewhere", "B")
        return not_applicable("no literal secret at a tip")
    if any(age.days is None for age in ages):
        return unknown("when it came into its slot is not known, or its dates are in doubt", "A")
    if not all(age.earlier for age in ages):
        return unknown("young, but the first value of its slot: no rotation is seen", "A")
    youngest = max(age.days or 0 for age in ages)
    return Finding(CheckState.PASS, "A", f"replaced within the last {count(youngest + 1, 'day')}")


def _ages(case: Case) -> list[_Age]:
    held = {item.record.credential.fingerprint: item for item in case.live_secrets}
    now = Stamp("", case.at)
    ages = []
    for slot in case.slots:
        for position, value in enumerate(slot.values):
            if value.state is State.LIVE and (found := held.get(value.fingerprint)):
                limit = case.policy.rotation_days(privileged=found.record.credential.privileged)
                before = {item.fingerprint for item in slot.values[:position]}
                earlier = bool(slot.rotations and before - {value.fingerprint})
                ages.append(_Age(found, days(value.first, now), limit, earlier))
    # What stands at a place without a history is of unknown age.
    seen = {age.holding.record.credential.fingerprint for age in ages}
    ages += [_Age(item, None, 0, earlier=False) for key, item in held.items() if key not in seen]
    return ages


CHECK = Check(
    id="MX-07",
    title="Not rotated in time",
    fails="The value of a slot has been there for as many days as the policy allows, or more (90 "
    "by default, 30 for a privileged kind). That is a lower bound: a cut history makes it younger, "
    "never older.",
    passes="Every value at a tip is younger, and its slot held another one before.",
    unknown="It is young, but the first of its slot; its dates are not known or in doubt; or there "
    "are only references.",
    base="medium",
    remedy="Rotate it now, have the secret manager rotate it from then on, and record the date.",
    ask=ROTATED,
    judge=_judge,
)
