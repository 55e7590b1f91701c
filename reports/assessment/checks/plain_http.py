"""MX-16: a remote server without encryption."""

from reports.assessment.case import Ask, Case, Check, Finding, fail, not_applicable, unknown
from reports.assessment.endpoint import Endpoint, endpoint
from reports.assessment.severity import rate_setting
from reports.model import CheckState, Severity


def _judge(case: Case) -> Finding:
    match endpoint(case):
        case Endpoint.NONE:
            return not_applicable("no live declaration is remote")
        case Endpoint.LOOPBACK:
            return Finding(CheckState.PASS, "B", "this machine only")
        case Endpoint.VARIABLE:
            return unknown("the address is a variable", "B")
        case Endpoint.ENCRYPTED:
            return Finding(CheckState.PASS, "B", "encrypted transport")
        case Endpoint.PLAIN:
            return _plain(case)


def _plain(case: Case) -> Finding:
    reason = f"unencrypted: {case.row.server}"
    if case.exposed:
        return fail(Severity.HIGH, "A", reason, case.exposed)
    rating = rate_setting(Severity.MEDIUM, reason, case.row.environment)
    return Finding(CheckState.FAIL, "A", reason, rating.severity)


CHECK = Check(
    id="MX-16",
    title="Plain-http remote endpoint",
    fails="A live declaration reaches another machine by http or ws.",
    passes="The transport is encrypted, or stays on this machine.",
    unknown="The address is a variable.",
    base="high (with a credential), medium (without)",
    remedy="Use TLS, and do not redirect from http.",
    ask=Ask(
        question="Is the connection encrypted?",
        why="The address is decided at run time.",
        artefacts="The address in use, and the certificate that answers there.",
        role="server owner",
    ),
    judge=_judge,
)
