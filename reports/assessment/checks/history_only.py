"""MX-02: a secret is gone from all tips, but not from history."""

from reports.assessment.asks import REVOKED
from reports.assessment.case import Case, Check, Finding, count, fail, pass_unless, where
from reports.model import Severity
from scanner.model import State


def _judge(case: Case) -> Finding:
    if gone := [item for item in case.secrets if item.record.state is not State.LIVE]:
        places = [place for item in gone for place in item.here]
        reason = f"{count(len(gone), 'removed secret')} of {where(places)}, not shown revoked"
        return fail(Severity.HIGH, "A", reason, gone)
    return pass_unless(case.gaps, "B", "no secret is only in history")


CHECK = Check(
    id="MX-02",
    title="Secret only in history",
    fails="A secret is at no tip but in a commit or object that still exists, and nothing shows "
    "that it was revoked.",
    passes="No secret is only in history, and all of the history was read.",
    unknown="The history was not read, or not all of it.",
    base="high",
    remedy="Treat it as live until the issuer confirms its revocation. Rewriting history is "
    "optional and reaches no fork, clone or cache.",
    ask=REVOKED,
    judge=_judge,
)
