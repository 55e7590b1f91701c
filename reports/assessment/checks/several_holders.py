"""MX-06: several hold one credential."""

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
from reports.model import Severity


def _judge(case: Case) -> Finding:
    if not case.secrets:
        return not_applicable("no literal secret in this row")
    if shared := [item for item in case.secrets if _holders(item)]:
        reason = f"one secret held by {listed(sorted({_holders(item) for item in shared}))}"
        return fail(Severity.HIGH, "A", reason, shared)
    spread = [item for item in case.secrets if len(item.everywhere.repositories) > 1]
    if spread:
        return unknown(_undecided(max(spread, key=_repositories)), "A")
    if any(item.everywhere.tracked for item in case.secrets):
        return unknown("in a tracked file, which every reader of the repository holds", "A")
    return pass_unless(case.gaps_anywhere, "A", "one holder in scope")


def _repositories(item: Holding) -> int:
    return len(item.everywhere.repositories)


def _undecided(item: Holding) -> str:
    many = _repositories(item)
    if item.answering.complete:
        return f"one secret in {many} repositories of {listed(item.answering.names)}"
    return f"one secret in {many} repositories, whose owners are not known"


def _holders(item: Holding) -> str:
    """Say who shares the secret, by what shows it best; empty if nobody is seen to."""
    reach = item.everywhere
    if item.answering.apart:
        return f"the repositories of {listed(item.answering.names)}"
    if len(reach.owners) > 1 and not item.answering.complete:
        return f"the repositories of {listed(reach.owners)}"
    if len(reach.homes) > 1:
        return f"{len(reach.homes)} users, in their home directories"
    if len(reach.authors) > 1:
        return f"{count(len(reach.authors), 'author')} who wrote it into different slots"
    return ""


CHECK = Check(
    id="MX-06",
    title="Credential with several holders",
    fails="Equal secrets are in repositories of different owners (by the inventory, CODEOWNERS or "
    "catalog-info.yaml, else by the names of the repositories), in the home directories of two "
    "users, or were written by two authors into different slots.",
    passes="One user's untracked files hold every secret, and everything in scope was read.",
    unknown="A tracked file holds it, or repositories whose owners are not known; or something was "
    "not read.",
    base="high",
    remedy="Move to OAuth for each user or to a workload identity. Where an account has to be "
    "shared, have an exception on record and change the credential when somebody leaves.",
    ask=Ask(
        question="Who holds this credential, and does each of them have a need to?",
        why="Git shows who wrote a value, not who reads the repository or was given the value "
        "otherwise.",
        artefacts="The readers of the repository; the register of those to whom the credential was "
        "issued.",
        role="server owner",
    ),
    judge=_judge,
)
