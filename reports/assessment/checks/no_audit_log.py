"""MX-24: nothing shows that calls are logged."""

from reports.assessment.asks import LOGGED
from reports.assessment.case import Case, Check, Finding, fail, fail_setting, unknown
from reports.model import Severity
from scanner.facts import TraitId


def _judge(case: Case) -> Finding:
    if off := case.traits(TraitId.LOGGING_OFF):
        return fail_setting(Severity.LOW, "A", f"switched off by {off[0].text}", case)
    if shared := [item for item in case.secrets if item.tips.holders > 1]:
        most = max(item.tips.holders for item in shared)
        reason = f"{most} hold one credential: behind it, callers look the same"
        return fail(Severity.LOW, "A", reason, shared)
    vouched = case.attested.of_server(case.row.server, "logged")
    if vouched or case.traits(TraitId.AUDIT_ENDPOINT):
        return unknown("configured or attested, but a configuration does not show that logs exist")
    return unknown("a configuration does not show what is logged")


CHECK = Check(
    id="MX-24",
    title="No evidence of audit logging",
    fails="Logging is switched off, or several hold one credential, so that no log can tell them "
    "apart.",
    passes="Never: a configuration cannot show that logs exist.",
    unknown="Nothing speaks against it, which is no evidence for it.",
    base="low",
    remedy="Route calls through a gateway that logs them, and keep a sample record with caller, "
    "tool and decision.",
    ask=LOGGED,
    judge=_judge,
)
