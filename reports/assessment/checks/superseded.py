"""MX-08: an earlier value of a slot is not shown revoked."""

from collections.abc import Iterable

from detectors.model import Life
from reports.assessment.asks import REVOKED
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    Holding,
    count,
    fail,
    not_applicable,
    pass_unless,
    where,
)
from reports.assessment.severity import is_expired
from reports.lifespan import days
from reports.model import CheckState, Severity
from scanner.model import SlotLife, Stamp, State

_EPHEMERAL_DAYS = 1
"""What its issuer lets expire by itself lives no longer, in days."""


def _judge(case: Case) -> Finding:
    older = superseded(case.slots)
    held = [item for item in case.holdings if item.record.credential.fingerprint in older]
    if not held:
        if case.gaps:
            return pass_unless(case.gaps, "B", "no slot took one value for another")
        return not_applicable("no slot took one value for another")
    gone = {key for key in older if case.attested.revoked(key)}
    rest = [item for item in held if item.record.credential.fingerprint not in gone]
    if open_ := [item for item in rest if not _ended(item, case.at)]:
        places = [place for item in open_ for place in item.here]
        reason = f"{count(len(open_), 'replaced value')} of {where(places)}, not shown revoked"
        return fail(Severity.MEDIUM, "A", reason, open_)
    if gone:
        return Finding(CheckState.PASS, "D", "every replaced value is attested as revoked or ended")
    return Finding(CheckState.PASS, "B", "every replaced value ended by itself")


def superseded(slots: Iterable[SlotLife]) -> frozenset[str]:
    """Return the fingerprints of values that another one replaced in one of `slots`."""
    return frozenset(
        value.fingerprint
        for slot in slots
        if slot.rotations
        for value in slot.values
        if value.state is not State.LIVE and value.fingerprint != slot.values[-1].fingerprint
    )


def _ended(item: Holding, at: str) -> bool:
    """Tell whether the issuer lets it expire by itself, and it has by now."""
    if is_expired(item.record.credential, at):
        return True
    age = days(item.record.last_seen, Stamp("", at))
    ephemeral = item.record.credential.life is Life.EPHEMERAL
    return ephemeral and age is not None and age > _EPHEMERAL_DAYS


CHECK = Check(
    id="MX-08",
    title="Superseded value not shown revoked",
    fails="A slot took one credential for another, and nothing shows that the earlier one was "
    "revoked.",
    passes="Every replaced value is attested as revoked, or expired by itself.",
    unknown="No slot took one value for another, as far as the history was read.",
    base="medium",
    remedy="Revoke the replaced values and keep the issuer's record of it: a new value does not "
    "end the old one.",
    ask=REVOKED,
    judge=_judge,
)
