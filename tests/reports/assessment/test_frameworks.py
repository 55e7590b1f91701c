"""Frameworks are data: complete, well formed, each in one edition."""

import re
from typing import Any

import pytest

from reports.assessment.checks import CHECKS
from reports.assessment.frameworks import Relation, controls_of, frameworks, read
from reports.strict import ReviewFileError

ALL_CHECKS = {f"MX-{number:02}" for number in range(1, 26)}


def table(**changes: Any) -> dict[str, Any]:
    row = {"check": "MX-01", "id": "A1", "relation": "direct"}
    framework = {
        "id": "a", "name": "A", "edition": "1", "source": "https://a.example", "pattern": "A[0-9]",
        "rows": [row],
    }  # fmt: skip
    return {"framework": [framework | changes]}


def test_all_25_checks_are_mapped_and_nothing_else() -> None:
    mapped = {check for item in frameworks() for check, _ in item.rows}

    assert mapped == ALL_CHECKS
    assert {item.id for item in CHECKS} == mapped
    assert all(controls_of(check) for check in ALL_CHECKS)


def test_every_framework_has_an_edition_and_a_source() -> None:
    for item in frameworks():
        assert re.search(r"\d", item.edition), item.id
        assert item.source.startswith("https://")
    assert len({item.id for item in frameworks()}) == len(frameworks())


def test_ids_that_are_often_misquoted_are_not_in_it() -> None:
    cited = {control.id for item in frameworks() for _, control in item.rows}

    assert not cited & {"A1", "ID-1", "CWE-522", "CWE-287", "CWE-732"}
    layers = {c.id for item in frameworks() for _, c in item.rows if item.id == "csa-maestro"}
    assert layers <= {f"L{number}" for number in range(1, 8)}


def test_a_check_names_its_nearest_controls() -> None:
    direct = {item.id for item in controls_of("MX-01") if item.relation is Relation.DIRECT}

    assert {"MCP01:2025", "NHI2:2025", "IA-5(7)"} <= direct
    assert controls_of("MX-99") == ()


def test_no_text_says_that_anything_complies() -> None:
    texts = [text for item in frameworks() for text in (item.name, item.note)]

    assert not any("compl" in text for text in texts)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (table(edition=""), "framework[1].edition must be a non-empty string"),
        (table(editon="1"), "unknown key `editon`"),
        (table(rows=[{"check": "MX-01", "id": "A1"}]), "needs `relation`"),
        (table(rows=[{"check": "MX-01", "id": "B1", "relation": "direct"}]), "B1 is no id of A"),
        (table(rows=[{"check": "MX-01", "id": "A1", "relation": "near"}]), '"near" is not known'),
        (table(rows=table()["framework"][0]["rows"] * 2), "name a control of a check twice"),
    ],
)
def test_what_is_not_known_is_refused(document: dict[str, Any], said: str) -> None:
    with pytest.raises(ReviewFileError) as refused:
        read(document)

    assert said in str(refused.value)
