"""MX-12: a default that is a credential, or a well-known pair."""

from detectors.model import Slot
from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    count,
    fail,
    listed,
    pass_unless,
    unknown,
    where,
)
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if literal := [
        item
        for item in case.secrets
        if any(place.slot is Slot.INPUT_DEFAULT for place in item.live_here)
    ]:
        places = [place for item in literal for place in item.live_here]
        reason = f"{count(len(literal), 'secret')} as a default in {where(places)}"
        return fail(Severity.HIGH, "A", reason, literal)
    if pairs := [item for item in case.holdings if item.record.credential.default]:
        places = [place for item in pairs for place in item.here]
        reason = f"{count(len(pairs), 'well-known default credential')} in {where(places)}"
        return fail(Severity.MEDIUM, "A", reason, pairs)
    if doubt := sorted({name for item in case.live_declarations for name in item.unexpanded}):
        return unknown(f"written as this client does not read defaults: {listed(doubt)}", "B")
    return pass_unless(case.gaps, "B", "no default is a credential")


CHECK = Check(
    id="MX-12",
    title="Default credential",
    fails="The default of an input or of a variable is a secret, or a credential is one that "
    "everybody knows.",
    passes="No default is a credential, and everything in scope was read.",
    unknown="A reference is written in a way that its client does not read, or something in scope "
    "was not read.",
    base="high (literal secret), medium (well-known pair; at most high)",
    remedy="Remove the default, so that the server fails without its credential.",
    ask=Ask(
        question="Does any input or variable fall back to a credential?",
        why="Something in scope was not read, or the client's way of writing defaults is not "
        "known.",
        artefacts="The settings with which the server starts.",
        role="server owner",
    ),
    judge=_judge,
)
