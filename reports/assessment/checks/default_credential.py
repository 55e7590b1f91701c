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
from scanner.model import Occurrence


def _judge(case: Case) -> Finding:
    fallbacks = _fallbacks(case)
    if literal := [
        item
        for item in case.secrets
        if any(_is_default(place, fallbacks) for place in item.live_here)
    ]:
        places = [
            place for item in literal for place in item.live_here if _is_default(place, fallbacks)
        ]
        reason = f"{count(len(literal), 'secret')} as a default in {where(places)}"
        return fail(Severity.HIGH, "A", reason, literal)
    if pairs := [item for item in case.holdings if item.record.credential.default]:
        places = [place for item in pairs for place in item.here]
        reason = f"{count(len(pairs), 'well-known default credential')} in {where(places)}"
        return fail(Severity.MEDIUM, "A", reason, pairs)
    if doubt := sorted({name for item in case.live_declarations for name in item.unexpanded}):
        return unknown(f"written as this client does not read defaults: {listed(doubt)}", "B")
    return pass_unless(case.gaps, "B", "no default is a credential")


def _fallbacks(case: Case) -> frozenset[tuple[str, str, str]]:
    """Return where a live reference has a text for the case that there is no value."""
    return frozenset(
        (item.repository, item.path, one.pointer)
        for item in case.live_declarations
        for one in item.by_reference
        if one.default
    )


def _is_default(place: Occurrence, fallbacks: frozenset[tuple[str, str, str]]) -> bool:
    where = place.repository, place.path, place.pointer
    return place.slot is Slot.INPUT_DEFAULT or where in fallbacks


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
