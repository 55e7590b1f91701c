"""MX-19: a client runs tools without asking."""

from fnmatch import fnmatchcase

from reports.assessment.case import Ask, Case, Check, Finding, fail_setting, listed, unknown
from reports.model import Severity
from scanner.facts import ApprovalId, TraitId


def _judge(case: Case) -> Finding:
    found = [*_of_traits(case), *_of_approvals(case)]
    if not found:
        return unknown("settings of users and of the organisation may do so, or forbid it", "B")
    reason = listed(sorted({text for _, text in found}))
    wide = any(wide for wide, _ in found)
    return fail_setting(Severity.HIGH if wide else Severity.MEDIUM, "A", reason, case)


def _of_traits(case: Case) -> list[tuple[bool, str]]:
    """Return what the declarations say: whether it is for all tools, and the setting in words."""
    return [
        (trait.wildcard, f"{trait.text} approves {_tools(trait.tools)}")
        for trait in case.traits(TraitId.AUTO_APPROVED)
        if trait.wildcard or not _allowed(case, trait.tools)
    ]


def _of_approvals(case: Case) -> list[tuple[bool, str]]:
    """Return the same for the settings of clients; that a server starts approves no tool of it."""
    return [
        (
            not item.tools,
            f"{item.text} in {item.path}{f' approves {_tools(item.tools)}' if item.tools else ''}",
        )
        for item in case.approvals
        if item.id is not ApprovalId.SERVER_STARTED
        and not (item.tools and _allowed(case, item.tools))
    ]


def _allowed(case: Case, tools: tuple[str, ...]) -> bool:
    """Tell whether the policy lets all of these tools of the server run unasked."""
    allowed = {
        tool
        for glob, names in case.policy.auto_approve_allowed
        if fnmatchcase(case.row.server, glob)
        for tool in names
    }
    return bool(tools) and set(tools) <= allowed


def _tools(tools: tuple[str, ...]) -> str:
    return listed(tools) if tools else "all tools"


CHECK = Check(
    id="MX-19",
    title="Tools run without approval",
    fails="A live setting has a client run tools of the server, all servers of a project, or "
    "whatever the model wants, without asking. Tools that the policy allows do not count.",
    passes="Never: settings of users and of the organisation, which are not in the repository, may "
    "approve what the repository does not.",
    unknown="No such setting was seen.",
    base="high (all tools), medium (named tools)",
    remedy="Approve read-only tools by name, and have everything that changes state confirmed.",
    ask=Ask(
        question="Which tools of this server run without confirmation on users' machines?",
        why="Users and the organisation's device management have settings that no repository "
        "holds.",
        artefacts="The managed policy of the client; the approved tools with their owner.",
        role="administrator of the clients",
    ),
    judge=_judge,
)
