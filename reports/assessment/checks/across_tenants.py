"""MX-04: one secret in several tenants."""

from collections.abc import Sequence

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    Holding,
    fail,
    fail_setting,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.inventory import SHARED
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets and not case.addresses:
        return not_applicable("no literal secret and no address of one in this row")
    if shared := [item for item in case.secrets if len(item.everywhere.tenants) > 1]:
        widest = max(shared, key=lambda item: len(item.everywhere.tenants))
        reason = f"one secret in {listed(widest.everywhere.tenants)}"
        return fail(Severity.CRITICAL, _grade(shared), reason, shared)
    if stored := [item for item in case.addresses if len(item.tenants) > 1]:
        reason = f"one {stored[0].display} in {listed(stored[0].tenants)}"
        return fail_setting(Severity.CRITICAL, "B", reason, case)
    vague = sorted({text for item in case.secrets for text in item.everywhere.vague_tenants})
    if any(item.vague_tenants for item in case.addresses):
        vague = sorted({*vague, case.row.tenant.value})
    return _undecided(case, vague) or pass_unless(
        case.gaps_anywhere, _grade(case.secrets), "each tenant has secrets of its own"
    )


def _undecided(case: Case, vague: Sequence[str]) -> Finding | None:
    if vague:
        return unknown(f"not every place has a sure tenant: {listed(vague)}", "C")
    if case.tenants == (SHARED,):
        return unknown("declared shared: several tenants by design, isolation not shown", "D")
    if len(case.tenants) < 2:  # noqa: PLR2004 - a comparison needs two
        return unknown(f"only one tenant is known: {listed(case.tenants)}", "C")
    return None


def _grade(holdings: Sequence[Holding]) -> str:
    return "D" if all(item.everywhere.declared_tenants for item in holdings) else "C"


CHECK = Check(
    id="MX-04",
    title="Same secret across tenants",
    fails="Equal secrets, or equal addresses in a store of secrets, are in two tenants that are "
    "both declared or told with at least medium "
    "confidence.",
    passes="Every secret stays in one tenant, the server has another one, and all in scope "
    "was read.",
    unknown="The tenant of a place is unassigned, unsure or disputed; only one is known; "
    "or something was not read.",
    base="critical",
    remedy="Issue one credential for each tenant; treat it as a failure of tenant isolation until "
    "shown otherwise.",
    ask=Ask(
        question="Which tenants does this credential serve?",
        why="A configuration does not say of every place which tenant it serves.",
        artefacts="An inventory that maps these files to tenants; the statement how tenants are "
        "kept apart.",
        role="server owner",
    ),
    judge=_judge,
)
