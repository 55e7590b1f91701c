"""MX-17: a remote server without visible authentication."""

from reports.assessment.case import Case, Check, Finding, count, not_applicable, unknown
from reports.assessment.endpoint import Endpoint, endpoint
from reports.assessment.severity import rate_setting
from reports.model import CheckState, Severity


def _judge(case: Case) -> Finding:
    reached = endpoint(case)
    if reached is Endpoint.NONE:
        return not_applicable("no live declaration is remote")
    if reached is Endpoint.LOOPBACK:
        return not_applicable("this machine only")
    if any(item.live_here for item in case.holdings):
        return Finding(CheckState.PASS, "A", "a credential goes with its requests")
    if doubt := _doubt(case):
        return unknown(doubt, "B")
    if reached is Endpoint.PLAIN:
        reason = "http without a credential: OAuth would need https"
        rating = rate_setting(Severity.MEDIUM, reason, case.row.environment)
        return Finding(CheckState.FAIL, "B", reason, rating.severity)
    return unknown("no credential is configured: open, or OAuth found at run time", "B")


def _doubt(case: Case) -> str:
    """Say what may authenticate although no credential is seen to; empty if nothing may."""
    if case.row.left_out:
        return "a credential was left out, as the repository asks"
    references = sum(item.references for item in case.live_declarations)
    what = count(references, "reference")
    return f"{what}; whether one authenticates is not recorded" if references else ""


CHECK = Check(
    id="MX-17",
    title="Remote endpoint without visible authentication",
    fails="A live declaration reaches another machine by http and has no credential or reference.",
    passes="A credential goes with its requests.",
    unknown="An https server has no credential in its configuration: clients find OAuth at run "
    "time, and a configuration does not show it.",
    base="medium",
    remedy="Require OAuth 2.1 or mutual TLS; confirm it with the owner.",
    judge=_judge,
)
