"""MX-12: a default that is a credential, or a well-known pair."""

from detectors.model import Slot
from reports.assessment.case import Case, Check, Finding, count, fail, pass_unless, where
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
    return pass_unless(case.gaps, "B", "no default is a credential")


CHECK = Check(
    id="MX-12",
    title="Default credential",
    fails="The default of an input or of a variable is a secret, or a credential is one that "
    "everybody knows.",
    passes="No default is a credential, and everything in scope was read.",
    unknown="Something in scope was not read.",
    base="high (literal secret), medium (well-known pair; at most high)",
    remedy="Remove the default, so that the server fails without its credential.",
    judge=_judge,
)
