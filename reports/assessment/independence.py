"""Whether the credentials of a row are of this row alone.

A credential, by value or by its address in a store, is independent if every tip place of it is in
this row.
"""

from reports.assessment.addresses import Address
from reports.assessment.case import Case, Holding, count, listed
from reports.assessment.spread import Spread
from reports.model import Answer, Test
from reports.tenancy import is_firm


def independence(case: Case) -> Test:
    """Return whether every credential of the row is of this row alone."""
    if not case.holdings and not case.addresses:
        bare = "only names of variables" if case.references else "no literal credential"
        return Test(Answer.UNKNOWN, f"{bare} to compare")
    tests = [_of_holding(case, item) for item in case.holdings]
    tests += [_of_address(case, item) for item in case.addresses]
    for answer in (Answer.NO, Answer.UNKNOWN):
        if reasons := sorted({test.reason for test in tests if test.answer is answer}):
            return Test(answer, listed(reasons))
    if case.gaps_anywhere:
        return Test(Answer.UNKNOWN, f"not everything was read: {listed(case.gaps_anywhere)}")
    if len(case.references) > len(case.addresses):
        return Test(Answer.UNKNOWN, "names of variables beside it cannot be compared")
    return Test(Answer.YES, "in this row only")


def _of_holding(case: Case, item: Holding) -> Test:
    if item.record.credential.default:
        return Test(Answer.UNKNOWN, "a well-known default: equal values need not be one account")
    if shared := _shared(case, item.tips):
        return Test(Answer.NO, f"{shared} (A)")
    if doubt := _doubt(case, item.tips):
        return Test(Answer.UNKNOWN, doubt)
    return Test(Answer.YES, "in this row only")


def _of_address(case: Case, item: Address) -> Test:
    if shared := _shared(case, item):
        return Test(Answer.NO, f"{shared} by {item.display} (B)")
    if item.vague_tenants:
        return Test(Answer.UNKNOWN, "not every place has a sure tenant")
    if item.vague_environments:
        return Test(Answer.UNKNOWN, "not every place has a sure environment")
    return Test(Answer.YES, "in this row only")


def _shared(case: Case, tips: Spread | Address) -> str:
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
