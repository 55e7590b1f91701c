"""A claimed assurance level, and what of it the evidence disproves."""

import json

import pytest

from reports.build import build
from reports.claimed import Assurance
from reports.formats.json import render
from reports.inventory import EMPTY, Inventory, Rule
from scanner.facts import Launch, Pin
from tests.reports.facts import SCAN, classic_pat, declaration, occurrence, result


def claimed(level: str) -> Inventory:
    return Inventory(rules=(Rule(1, (("path", "*"),), assurance_target=level),))


def disproved(level: str) -> list[str]:
    """Return what is disproved of a row with a static token in code that is not pinned."""
    server = declaration(launch=Launch("npx", "npm", Pin.NONE, ""))
    found = result(classic_pat(), server, occurrence())
    (row,) = build([found], SCAN, claimed(level)).exposures
    assert row.assurance.target == level
    return [f"{item.check} {item.row}" for item in row.assurance.falsified]


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("L1", ["MX-01 Credential storage L1"]),
        ("L2", ["MX-01 Credential storage L1", "MX-01 Credential storage L2",
                "MX-22 Server inventory L2"]),
        ("L3", ["MX-01 Credential storage L1", "MX-01 Credential storage L2",
                "MX-09 Credential lifetime L3", "MX-18 Update management L3",
                "MX-22 Server inventory L2"]),
    ],
)  # fmt: skip
def test_a_level_is_disproved_by_the_checks_that_are_directly_about_its_rows(
    level: str, told: list[str]
) -> None:
    assert disproved(level) == told


def test_nothing_is_said_of_a_level_that_nobody_claims_or_that_nothing_disproves() -> None:
    found = result(classic_pat(), occurrence())
    clean = result(declaration())

    assert build([found], SCAN, EMPTY).exposures[0].assurance == Assurance()
    assert build([clean], SCAN, claimed("L1")).exposures[0].assurance == Assurance("L1")


def test_the_json_report_has_it() -> None:
    built = build([result(classic_pat(), occurrence())], SCAN, claimed("L1"))

    row = json.loads(render(built))["exposures"][0]

    assert row["assurance"] == {
        "target": "L1",
        "falsified": [
            {
                "check": "MX-01",
                "row": "Credential storage L1",
                "why": "a real credential makes it L2",
            }
        ],
    }
