"""MX-11: a static key where the issuer offers delegated or federated access."""

from fnmatch import fnmatchcase

from detectors.model import Life
from reports.assessment.case import (
    Ask,
    Case,
    Check,
    Finding,
    Holding,
    fail,
    listed,
    not_applicable,
    unknown,
)
from reports.model import CheckState, Severity
from reports.tenancy import host_of
from scanner.facts import TraitId

_BETTER = (TraitId.OAUTH, TraitId.CLIENT_CREDENTIALS, TraitId.FEDERATION)


def _judge(case: Case) -> Finding:
    if not case.live_secrets:
        if told := case.traits(*_BETTER):
            return Finding(CheckState.PASS, "B", f"in use: {told[0].text}")
        return not_applicable("no literal secret at a tip")
    static = [item for item in case.live_secrets if item.record.credential.life is Life.STATIC]
    if known := [item for item in static if item.record.credential.alternative]:
        ways = sorted(
            {
                f"{item.record.credential.kind_name}: {item.record.credential.alternative}"
                for item in known
            }
        )
        return fail(Severity.MEDIUM, "B", f"there is another way: {listed(ways)}", known)
    return _unlisted(case, static)


def _unlisted(case: Case, static: list[Holding]) -> Finding:
    host = host_of(case.row.server)
    if static and any(fnmatchcase(host, glob) for glob in case.policy.oauth_hosts):
        return fail(Severity.MEDIUM, "D", f"the policy lists {host} as one with OAuth", static)
    if static:
        return unknown("whether its issuer offers delegated or federated access is not known")
    if any(item.record.credential.life is Life.UNKNOWN for item in case.live_secrets):
        return unknown("what kind of credential it is, and so who issues it, is not known")
    return Finding(CheckState.PASS, "B", "every credential here expires by itself")


CHECK = Check(
    id="MX-11",
    title="Static key where delegated or federated access exists",
    fails="A static credential at a tip is of a kind whose issuer offers OAuth or federation "
    "instead.",
    passes="OAuth or federation is configured, or every credential at a tip expires by itself.",
    unknown="The issuer, or whether it offers another way, is not known.",
    base="medium",
    remedy="Use the issuer's remote server with OAuth, or federate the workload's identity.",
    ask=Ask(
        question="Does the issuer offer OAuth or federation for this use, and why is it not used?",
        why="The catalogue does not know of every issuer what it offers.",
        artefacts="The issuer's documentation of its ways to authenticate; the decision on record.",
        role="server owner",
    ),
    judge=_judge,
)
