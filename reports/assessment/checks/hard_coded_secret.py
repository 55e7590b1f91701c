"""MX-01: a secret is written out at a tip."""

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
from scanner.facts import ReferenceKind


def _judge(case: Case) -> Finding:
    if literal := [item for item in case.secrets if item.live_here]:
        places = [place for item in literal for place in item.live_here]
        refs = sorted({ref for place in places for ref in place.lifetime.refs})
        tip = f" at {listed(refs)}" if refs else ""
        reason = f"{count(len(literal), 'literal secret')} in {where(places)}{tip}"
        return fail(Severity.HIGH, "A", reason, literal)
    if any(item.kind is ReferenceKind.ENCRYPTED for item in case.references):
        return unknown("an encrypted value is in it, which was not read", "B")
    return pass_unless(case.gaps, "B", "no literal secret at any tip")


CHECK = Check(
    id="MX-01",
    title="Hard-coded secret at a tip",
    fails="A literal secret is in a configuration at the tip of any ref or in the work tree.",
    passes="No literal secret is at any tip, and everything in scope was read.",
    unknown="Something in scope was not read, or is encrypted.",
    base="high",
    remedy="Replace it at the issuer first: removal is not revocation. Then refer to a secret "
    "manager or use OAuth, and delete the literal.",
    ask=Ask(
        question="Is a value that looks like a credential one?",
        why="Something in scope was not read, or holds no plaintext.",
        artefacts="The file in plaintext, or its owner's statement of what it holds.",
        role="server owner",
    ),
    judge=_judge,
)
