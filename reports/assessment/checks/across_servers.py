"""MX-05: one secret in several servers."""

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    count,
    fail,
    fail_setting,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets and not case.addresses:
        return not_applicable("no literal secret and no address of one in this row")
    if shared := [item for item in case.secrets if len(item.everywhere.servers) > 1]:
        widest = max(shared, key=lambda item: len(item.everywhere.servers))
        reason = f"one secret in {listed(widest.everywhere.servers)}"
        return fail(Severity.HIGH, "A", reason, shared)
    if stored := [item for item in case.addresses if len(item.servers) > 1]:
        reason = f"one {stored[0].display} in {listed(stored[0].servers)}"
        return fail_setting(Severity.HIGH, "B", reason, case)
    if outside := sum(item.everywhere.outside for item in case.secrets):
        return unknown(f"{count(outside, 'place')} outside any server", "A")
    return pass_unless(case.gaps_anywhere, "A", "each secret belongs to this server only")


CHECK = Check(
    id="MX-05",
    title="Same secret across servers",
    fails="Equal secrets, or equal addresses in a store of secrets, are in two logical servers, "
    "whatever they are called.",
    passes="Every secret belongs to one server, and everything in scope was read.",
    unknown="A place belongs to no server, or something was not read.",
    base="high",
    remedy="Give each server a credential of its own with only the scopes it needs.",
    ask=Ask(
        question="Which servers and tools use this credential?",
        why="A place belongs to no server that can be told.",
        artefacts="The credential's consumers as the secret manager or the issuer lists them.",
        role="server owner",
    ),
    judge=_judge,
)
