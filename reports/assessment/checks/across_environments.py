"""MX-03: one secret in several environments."""

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
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets and not case.addresses:
        return not_applicable("no literal secret and no address of one in this row")
    if shared := [item for item in case.secrets if len(item.everywhere.environments) > 1]:
        widest = max(shared, key=lambda item: len(item.everywhere.environments))
        reason = f"one secret in {listed(widest.everywhere.environments)}"
        return fail(Severity.HIGH, _grade(shared), reason, shared)
    if stored := [item for item in case.addresses if len(item.environments) > 1]:
        reason = f"one {stored[0].display} in {listed(stored[0].environments)}"
        return fail_setting(Severity.HIGH, "B", reason, case)
    vague = sorted({text for item in case.secrets for text in item.everywhere.vague_environments})
    if any(item.vague_environments for item in case.addresses):
        vague = sorted({*vague, case.row.environment.value})
    return _undecided(case, vague) or pass_unless(
        case.gaps_anywhere, _grade(case.secrets), "each environment has secrets of its own"
    )


def _undecided(case: Case, vague: Sequence[str]) -> Finding | None:
    if vague:
        return unknown(f"not every place has a sure environment: {listed(vague)}", "C")
    if len(case.environments) < 2:  # noqa: PLR2004 - a comparison needs two
        return unknown(f"only one environment is known: {listed(case.environments)}", "C")
    return None


def _grade(holdings: Sequence[Holding]) -> str:
    return "D" if all(item.everywhere.declared_environments for item in holdings) else "C"


CHECK = Check(
    id="MX-03",
    title="Same secret across environments",
    fails="Equal secrets, or equal addresses in a store of secrets, are in two environments that "
    "are both declared or told with at least "
    "medium confidence.",
    passes="Every secret stays in one environment, the server has another one, and everything in "
    "scope was read.",
    unknown="The environment of a place is unassigned, of low confidence or disputed; only one is "
    "known; or something was not read.",
    base="high",
    remedy="Issue one credential for each environment.",
    ask=Ask(
        question="Which environments use this credential?",
        why="A configuration does not say of every place which environment it serves.",
        artefacts="An inventory that maps these files to environments; the credential's consumers "
        "as the issuer lists them.",
        role="server owner",
    ),
    judge=_judge,
)
