"""MX-14: a secret among the arguments of a command."""

from detectors.model import Slot
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    count,
    fail,
    not_applicable,
    pass_unless,
    unknown,
    where,
)
from reports.model import Severity
from scanner.model import Transport

_SLOTS = frozenset({Slot.ARGUMENT, Slot.COMMAND})


def _judge(case: Case) -> Finding:
    literal = [
        item for item in case.holdings if any(place.slot in _SLOTS for place in item.live_here)
    ]
    if literal:
        places = [place for item in literal for place in item.live_here if place.slot in _SLOTS]
        reason = f"{count(len(literal), 'credential')} in the arguments of {where(places)}"
        return fail(Severity.MEDIUM, "A", reason, literal)
    launched = [item for item in case.live_declarations if item.transport is Transport.STDIO]
    if not launched:
        return not_applicable("no live declaration launches a command")
    if references := sum(item.references for item in launched):
        what = count(references, "reference")
        return unknown(f"{what}; whether one expands into an argument is not recorded", "B")
    return pass_unless(case.gaps, "B", "no credential among the arguments at any tip")


CHECK = Check(
    id="MX-14",
    title="Secret in command arguments",
    fails="A literal credential is among the arguments of a command at a tip.",
    passes="No credential and no reference is in a launched server, and everything in scope was "
    "read.",
    unknown="A reference may expand into an argument, or something was not read.",
    base="medium",
    remedy="Pass it by environment or file: arguments show in the list of processes.",
    judge=_judge,
)
