"""Whether the identity of a row can be scoped, logged, rotated and revoked independently.

A credential is independent if every tip place of it is in this row. Configuration can disprove
readiness; it proves it only for rotation, where the issuer itself lets a credential expire.
"""

from collections.abc import Sequence

from detectors.model import Life
from reports.assessment.case import Case, Holding, count, listed
from reports.assessment.spread import Spread
from reports.model import Answer, CheckResult, CheckState, Readiness, Test
from reports.tenancy import is_firm


def readiness(case: Case, checks: Sequence[CheckResult]) -> Readiness:
    """Return the four answers for `case`, given the results of its checks."""
    independent = independence(case)
    return Readiness(
        scoped=_scoped(independent),
        logged=_logged(case, checks),
        rotated=_rotated(case, independent),
        revoked=_revoked(independent),
    )


def independence(case: Case) -> Test:
    """Return whether every credential of the row is of this row alone."""
    if not case.holdings:
        return Test(Answer.UNKNOWN, "no literal credential to compare")
    tests = [_of_holding(case, item) for item in case.holdings]
    for answer in (Answer.NO, Answer.UNKNOWN):
        if reasons := sorted({test.reason for test in tests if test.answer is answer}):
            return Test(answer, listed(reasons))
    if case.gaps_anywhere:
        return Test(Answer.UNKNOWN, f"not everything was read: {listed(case.gaps_anywhere)}")
    return Test(Answer.YES, "in this row only")


def _of_holding(case: Case, item: Holding) -> Test:
    if item.record.credential.default:
        return Test(Answer.UNKNOWN, "a well-known default: equal values need not be one account")
    if shared := _shared(case, item.tips):
        return Test(Answer.NO, shared)
    if doubt := _doubt(case, item.tips):
        return Test(Answer.UNKNOWN, doubt)
    return Test(Answer.YES, "in this row only")


def _shared(case: Case, tips: Spread) -> str:
    """Say with whom the credential is shared; a place outside any server is no other server."""
    others = len(tips.servers) - (case.row.server in tips.servers)
    if others and case.row.server:
        return f"shared with {count(others, 'other server')}"
    if len(tips.tenants) > 1:
        return f"shared by tenants {listed(tips.tenants)}"
    if len(tips.environments) > 1:
        return f"shared by environments {listed(tips.environments)}"
    return ""


def _doubt(case: Case, tips: Spread) -> str:
    """Say why it cannot be told with whom the credential is shared."""
    if tips.outside:
        return f"{count(tips.outside, 'place')} outside any server"
    if tips.vague_tenants or not is_firm(case.row.tenant):
        return "not every place has a sure tenant"
    if tips.vague_environments or not is_firm(case.row.environment):
        return "not every place has a sure environment"
    return ""


def _scoped(independent: Test) -> Test:
    if independent.answer is Answer.NO:
        return Test(Answer.NO, f"not independent: {independent.reason}")
    return Test(Answer.UNKNOWN, "its permissions are at the issuer: ask for an export of them")


def _logged(case: Case, checks: Sequence[CheckResult]) -> Test:
    holders = max((len(item.tips.repositories) for item in case.secrets), default=0)
    if holders > 1:
        return Test(Answer.NO, f"one credential in {holders} repositories: callers look the same")
    if any(item.id == "MX-17" and item.state is CheckState.FAIL for item in checks):
        return Test(Answer.NO, "callers are not authenticated")
    return Test(Answer.UNKNOWN, "ask for a log record that shows who called which tool, and when")


def _rotated(case: Case, independent: Test) -> Test:
    lives = {item.record.credential.life for item in case.holdings}
    if lives == {Life.EPHEMERAL} and independent.answer is Answer.YES:
        return Test(Answer.YES, "its issuer lets it expire by itself, and it is independent")
    stamps = [item.record.first_seen for item in case.holdings if item.record.first_seen]
    since = min((stamp.at for stamp in stamps), default="")
    known = f"; in use since {since[:10]} at the latest" if since else ""
    return Test(Answer.UNKNOWN, f"ask for the dates of its last rotations{known}")


def _revoked(independent: Test) -> Test:
    if independent.answer is Answer.NO:
        return Test(Answer.NO, f"revoking it breaks others: {independent.reason}")
    return Test(Answer.UNKNOWN, "ask for the procedure, its owner and a record of a revocation")
