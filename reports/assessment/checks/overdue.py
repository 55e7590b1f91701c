"""MX-25: an exposure lasted longer than the policy allows, or came back."""

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    Holding,
    count,
    fail,
    listed,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.lifespan import days
from reports.model import Severity
from scanner.model import Stamp, State


def _judge(case: Case) -> Finding:
    if not case.secrets:
        return not_applicable("no literal secret in this row")
    told = [(item, _against(item, case)) for item in case.secrets]
    if late := [(item, said) for item, said in told if said]:
        reason = listed(sorted({said for _, said in late}))
        return fail(Severity.MEDIUM, "A", reason, [item for item, _ in late])
    if any(_exposed(item, case.at) is None for item in case.secrets):
        return unknown("since when it was exposed is not known, or its dates are in doubt", "A")
    return pass_unless(case.gaps_anywhere, "A", "within the time that the policy allows")


def _against(item: Holding, case: Case) -> str:
    """Say in what its exposure breaks the policy; empty if in nothing that is known."""
    if any(place.lifetime.returned for place in item.here):
        return "it came back after its removal"
    allowed = case.policy.sla_days(item.record.severity)
    exposed = _exposed(item, case.at)
    if allowed is None or exposed is None or exposed <= allowed:
        return ""
    still = "so far" if item.record.state is State.LIVE else "until its removal"
    return f"{count(exposed, 'day')} {still}, of {allowed} for {item.record.severity}"


def _exposed(item: Holding, at: str) -> int | None:
    """Return for how many whole days at least it was exposed."""
    if item.record.state is State.LIVE:
        return days(item.record.first_seen, Stamp("", at))
    return item.record.exposed_days


CHECK = Check(
    id="MX-25",
    title="Exposure lasted too long",
    fails="A secret has been exposed, or was until its removal, for more days than the policy "
    "allows for its severity (critical 1, high 7, medium 30 by default); or it came back after a "
    "removal.",
    passes="Every exposure is or was shorter, and everything in scope was read.",
    unknown="When it began or ended is not known, its dates are in doubt, or the history is cut.",
    base="medium",
    remedy="Track it as an open action with an owner and a date, and find out why it took so long "
    "or came back.",
    ask=Ask(
        question="When was this exposure found, and when was it ended?",
        why="Git knows when a value came and went, as far as the history is there, not when "
        "anybody learned of it.",
        artefacts="The incident's record with the times of discovery, removal and revocation.",
        role="server owner",
    ),
    judge=_judge,
)
