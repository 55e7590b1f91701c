"""MX-17: a remote server without visible authentication."""

from fnmatch import fnmatchcase

from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    count,
    fail_setting,
    not_applicable,
    pass_unless,
    unknown,
)
from reports.assessment.endpoint import Endpoint, endpoint
from reports.model import CheckState, Severity
from reports.tenancy import host_of
from scanner.facts import TraitId

_SIGNED_IN = (TraitId.OAUTH, TraitId.CLIENT_CREDENTIALS, TraitId.BEARER_REFERENCE)


def _judge(case: Case) -> Finding:
    if bound := _open_to_all(case):
        return bound
    match endpoint(case):
        case Endpoint.NONE:
            return not_applicable("no live declaration is remote")
        case Endpoint.LOOPBACK:
            return not_applicable("this machine only")
        case reached:
            return _seen(case) or _unseen(case, plain=reached is Endpoint.PLAIN)


def _seen(case: Case) -> Finding | None:
    """Judge by what the configuration says of authentication; None if it says nothing."""
    if switched := case.traits(TraitId.NO_AUTH):
        return fail_setting(Severity.MEDIUM, "A", f"switched off by {switched[0].text}", case)
    if any(item.auth.casefold() == "none" for item in case.approved):
        return fail_setting(Severity.MEDIUM, "D", "the inventory says: no authentication", case)
    if any(item.live_here for item in case.holdings):
        return Finding(CheckState.PASS, "A", "a credential goes with its requests")
    if told := case.traits(*_SIGNED_IN):
        return pass_unless(case.gaps, "B", f"it signs in by {told[0].text}")
    return None


def _unseen(case: Case, *, plain: bool) -> Finding:
    if doubt := _doubt(case):
        return unknown(doubt, "B")
    if plain:
        reason = "http without a credential: OAuth would need https"
        return fail_setting(Severity.MEDIUM, "B", reason, case)
    host = host_of(case.row.server)
    if any(fnmatchcase(host, glob) for glob in case.policy.oauth_hosts):
        return pass_unless(case.gaps, "D", f"the policy lists {host} as one that demands OAuth")
    return unknown("no credential is configured: open, or OAuth found at run time", "B")


def _open_to_all(case: Case) -> Finding | None:
    """Return a failure if a launched server listens on all interfaces and asks for nothing."""
    bound = case.traits(TraitId.PUBLIC_BIND)
    if not bound or case.references or any(item.live_here for item in case.holdings):
        return None
    reason = f"it listens to everybody by {bound[0].text}, without a credential"
    return fail_setting(Severity.MEDIUM, "B", reason, case)


def _doubt(case: Case) -> str:
    """Say what may authenticate although no credential is seen to; empty if nothing may."""
    if case.row.left_out:
        return "a credential was left out, as the repository asks"
    references = sum(item.references for item in case.live_declarations)
    what = count(references, "reference")
    return f"{what}; whether one authenticates is not recorded" if references else ""


CHECK = Check(
    id="MX-17",
    title="Remote endpoint without visible authentication",
    fails="A live declaration reaches another machine by http and has no credential or reference; "
    "or a setting or the inventory says that there is no authentication, or a setting has it "
    "listen to everybody without a credential.",
    passes="A credential, an OAuth setting or a header kept elsewhere goes with its requests.",
    unknown="An https server has no credential in its configuration: clients find OAuth at run "
    "time, and a configuration does not show it.",
    base="medium",
    remedy="Require OAuth 2.1 or mutual TLS; confirm it with the owner.",
    ask=Ask(
        question="How does this server authenticate its callers?",
        why="Clients find OAuth at run time: a configuration without a credential is the same for "
        "an open and for a protected server.",
        artefacts="The server's authorization metadata, or the refusal of a request without a "
        "token.",
        role="server owner",
    ),
    judge=_judge,
)
