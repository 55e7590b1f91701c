"""MX-22: nobody answers for a server."""

from reports.assessment.case import Ask, Case, Check, Finding, listed, unknown
from reports.assessment.severity import rate_setting
from reports.model import CheckState, Severity


def _judge(case: Case) -> Finding:
    if case.unowned:
        reason = f"nobody is named for {listed(case.unowned)}"
        rating = rate_setting(Severity.MEDIUM, reason, case.row.environment)
        return Finding(CheckState.FAIL, "B", reason, rating.severity)
    if case.owners_unread:
        return unknown(listed(case.owners_unread))
    declared = case.owner.basis.startswith("inventory ")
    reason = f"{case.owner.name} ({case.owner.basis})"
    return Finding(CheckState.PASS, "D" if declared else "B", reason)


CHECK = Check(
    id="MX-22",
    title="No accountable owner",
    fails="Neither the inventory nor CODEOWNERS nor a catalog-info.yaml names an owner for a place "
    "of it; live places count, or all if none is live.",
    passes="Every such place has an owner, by the inventory, CODEOWNERS or catalog-info.yaml at "
    "the tip of HEAD.",
    unknown="CODEOWNERS is there and cannot be read.",
    base="medium",
    remedy="Add a line to CODEOWNERS, or an owner to your inventory.",
    ask=Ask(
        question="Who answers for this server?",
        why="The file that names owners could not be read.",
        artefacts="The owner's name, with the register that says so.",
        role="owner of the inventory",
    ),
    judge=_judge,
)
