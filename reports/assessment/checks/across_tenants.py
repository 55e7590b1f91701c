"""MX-04: one secret in several tenants."""

from collections.abc import Sequence

from reports.assessment.case import (
    Case,
    Check,
    Finding,
    Holding,
    fail,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.inventory import SHARED
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets:
        return not_applicable("no literal secret in this row")
    if shared := [item for item in case.secrets if len(item.everywhere.tenants) > 1]:
        widest = max(shared, key=lambda item: len(item.everywhere.tenants))
        reason = f"one secret in {listed(widest.everywhere.tenants)}"
        return fail(Severity.CRITICAL, _grade(shared), reason, shared)
    vague = sorted({text for item in case.secrets for text in item.everywhere.vague_tenants})
    if vague:
        return unknown(f"not every place has a sure tenant: {listed(vague)}", "C")
    if case.tenants == (SHARED,):
        return unknown("declared shared: several tenants by design, isolation not shown", "D")
    if len(case.tenants) < 2:  # noqa: PLR2004 - a comparison needs two
        return unknown(f"only one tenant is known: {listed(case.tenants)}", "C")
    grade = _grade(case.secrets)
    return pass_unless(case.gaps_anywhere, grade, "each tenant has secrets of its own")


def _grade(holdings: Sequence[Holding]) -> str:
    return "D" if all(item.everywhere.declared_tenants for item in holdings) else "C"


CHECK = Check(
    id="MX-04",
    title="Same secret across tenants",
    fails="Equal secrets are in two tenants that are both declared or told with at least medium "
    "confidence.",
    passes="Every secret stays in one tenant, the server has another one, and all in scope "
    "was read.",
    unknown="The tenant of a place is unassigned, unsure or disputed; only one is known; "
    "or something was not read.",
    base="critical",
    remedy="Issue one credential for each tenant; treat it as a failure of tenant isolation until "
    "shown otherwise.",
    judge=_judge,
)
