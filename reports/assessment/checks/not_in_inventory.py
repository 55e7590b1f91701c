"""MX-23: a server that is not approved as it is used, or stands where it is declared not to."""

from fnmatch import fnmatchcase

from reports.assessment.case import Ask, Case, Check, Finding, listed, not_applicable, unknown
from reports.assessment.severity import rate_setting
from reports.inventory import ApprovedServer
from reports.model import UNASSIGNED, CheckState, Severity


def _judge(case: Case) -> Finding:
    conflicts = [
        item.conflict
        for item in (case.row.tenant, case.row.environment)
        if item.confidence == "declared" and item.conflict
    ]
    if conflicts:
        return _failed(case, "B", f"mapping conflict: {'; '.join(conflicts)}")
    if not case.row.server:
        return not_applicable("outside any server")
    if not case.inventory_lists_servers:
        return unknown("no list of approved servers was given")
    if not case.approved:
        return _failed(case, "D", "not in the list of approved servers")
    return _as_approved(case)


def _as_approved(case: Case) -> Finding:
    answers = [_against(case, item) for item in case.approved]
    if ("", "") in answers:
        names = listed([item.id for item in case.approved])
        return Finding(CheckState.PASS, "D", f"approved as {names}")
    if doubts := sorted({doubt for refused, doubt in answers if not refused}):
        return unknown(listed(doubts), "D")
    return _failed(case, "D", listed(sorted({refused for refused, _ in answers})))


def _against(case: Case, item: ApprovedServer) -> tuple[str, str]:
    """Return what is not allowed by `item`, and what cannot be told; both empty if all is well."""
    refused, doubts = [], []
    places = (
        ("tenant", case.row.tenant.value, item.allowed_tenants),
        ("environment", case.row.environment.value, item.allowed_environments),
    )
    for noun, value, allowed in places:
        if allowed and value == UNASSIGNED:
            doubts.append(f"approved as {item.id} for some; the {noun} is unassigned")
        elif allowed and value not in allowed:
            refused.append(f"approved as {item.id}, but not in {noun} {value}")
    for version in sorted(_versions(case)) if item.versions else ():
        if not version:
            doubts.append(f"approved as {item.id} in some versions; which one runs is not pinned")
        elif not any(fnmatchcase(version, glob) for glob in item.versions):
            refused.append(f"approved as {item.id}, but not in version {version}")
    return "; ".join(refused), "; ".join(doubts)


def _versions(case: Case) -> set[str]:
    return {item.launch.version for item in case.live_declarations if item.launch}


def _failed(case: Case, grade: str, reason: str) -> Finding:
    rating = rate_setting(Severity.MEDIUM, reason, case.row.environment)
    return Finding(CheckState.FAIL, grade, reason, rating.severity)


CHECK = Check(
    id="MX-23",
    title="Server not in approved inventory",
    fails="The inventory lists approved servers and not this one, or not in this tenant, "
    "environment or version; or evidence of high confidence contradicts where it is declared.",
    passes="An approved server has this identity, and it is used as it was approved.",
    unknown="The inventory lists no servers, or it cannot be told whether this use is allowed.",
    base="medium",
    remedy="Register the server with its owner, or remove it; correct the map, or the server.",
    ask=Ask(
        question="Is this server approved, for which environments and tenants?",
        why="No list of approved servers was given to the scan.",
        artefacts="The register of approved servers, with owner, version and environments.",
        role="owner of the inventory",
    ),
    judge=_judge,
)
