"""MX-06 by the owners of the repositories that hold one secret."""

import pytest

from reports.build import build
from reports.inventory import EMPTY, Inventory, Rule
from reports.model import CheckResult
from scanner.model import PathOwner
from tests.reports.facts import SCAN, check, credential, occurrence, result

ONE, TWO = "platform/one", "platform/two"


def judged(owners: dict[str, str], inventory: Inventory = EMPTY) -> CheckResult:
    """Return what MX-06 says of a secret in two repositories with these owners by CODEOWNERS."""
    results = [
        result(
            credential(),
            occurrence(repository=name),
            repository=name,
            owners=(PathOwner(name, ".mcp.json", owners[name], "CODEOWNERS:1"),)
            if name in owners
            else (),
        )
        for name in (ONE, TWO)
    ]
    return check(build(results, SCAN, inventory).exposures[0], "MX-06")


@pytest.mark.parametrize(
    ("owners", "state", "reason"),
    [
        ({ONE: "@a", TWO: "@b"}, "FAIL", "one secret held by the repositories of @a, @b"),
        ({ONE: "@a", TWO: "@a, @b"}, "UNKNOWN", "one secret in 2 repositories of @a, @b"),
        ({ONE: "@a"}, "UNKNOWN", "one secret in 2 repositories, whose owners are not known"),
        ({}, "UNKNOWN", "one secret in 2 repositories, whose owners are not known"),
    ],
)
def test_codeowners_tell_whether_two_repositories_have_different_owners(
    owners: dict[str, str], state: str, reason: str
) -> None:
    told = judged(owners)

    assert (told.state, told.reason) == (state, reason)


def test_the_inventory_decides_over_codeowners() -> None:
    same = Inventory(rules=(Rule(1, (("repository", "platform/*"),), owner="team-a"),))
    other = Inventory(rules=(Rule(1, (("repository", TWO),), owner="team-b"),))

    assert judged({ONE: "@a", TWO: "@b"}, same).state == "UNKNOWN"
    assert judged({ONE: "@a", TWO: "@a"}, other).reason.endswith("the repositories of @a, team-b")


def test_two_owners_in_one_repository_are_no_two_holders() -> None:
    found = result(
        credential(),
        occurrence(path="a.json"),
        occurrence(path="b.json"),
        owners=(
            PathOwner("acme/tools", "a.json", "@a", "CODEOWNERS:1"),
            PathOwner("acme/tools", "b.json", "@b", "CODEOWNERS:2"),
        ),
    )

    assert check(build([found], SCAN).exposures[0], "MX-06").state == "UNKNOWN"
