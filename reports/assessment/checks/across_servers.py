"""MX-05: one secret in several servers."""

from reports.assessment.case import (
    Case,
    Check,
    Finding,
    count,
    fail,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets:
        return not_applicable("no literal secret in this row")
    if shared := [item for item in case.secrets if len(item.everywhere.servers) > 1]:
        widest = max(shared, key=lambda item: len(item.everywhere.servers))
        reason = f"one secret in {listed(widest.everywhere.servers)}"
        return fail(Severity.HIGH, "A", reason, shared)
    if outside := sum(item.everywhere.outside for item in case.secrets):
        return unknown(f"{count(outside, 'place')} outside any server", "A")
    return pass_unless(case.gaps_anywhere, "A", "each secret belongs to this server only")


CHECK = Check(
    id="MX-05",
    title="Same secret across servers",
    fails="Equal secrets are in two logical servers, whatever they are called.",
    passes="Every secret belongs to one server, and everything in scope was read.",
    unknown="A place belongs to no server, or something was not read.",
    base="high",
    remedy="Give each server a credential of its own with only the scopes it needs.",
    judge=_judge,
)
