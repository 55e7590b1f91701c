from dataclasses import replace
from typing import Any

import pytest

from reports.build import build, exit_code, unused_rules
from reports.inventory import Inventory, Rule
from reports.model import Overall, Report, Severity
from scanner.model import Coverage, Skipped, Transport
from tests.reports.facts import (
    COMPLETE,
    SCAN,
    credential,
    declaration,
    default_pair,
    occurrence,
    result,
)

GONE = Skipped("big.json", "larger than 10 MiB", "not examined")
INCOMPLETE: list[dict[str, Any]] = [
    {"skipped": (GONE,)},
    {"coverage": replace(COMPLETE, shallow=("acme/tools",))},
    {"coverage": replace(COMPLETE, partial=("acme/tools",))},
    {"coverage": replace(COMPLETE, missing_objects=1)},
    {"coverage": Coverage()},
]


def exposed(**changes: Any) -> Report:
    return build([result(credential(), occurrence(), **changes)], SCAN)


def test_a_repository_without_any_configuration_is_clean() -> None:
    clean = build([result(coverage=Coverage(repositories=1, commits=3))], SCAN)

    assert clean.verdict is Overall.CLEAN
    assert exit_code(clean, Severity.INFO) == 0


def test_plain_files_alone_can_be_clean() -> None:
    assert build([result(coverage=Coverage(without_history=1, files=2))], SCAN).verdict == "clean"


@pytest.mark.parametrize("changes", INCOMPLETE)
def test_what_was_not_read_is_incomplete_never_clean(changes: dict[str, Any]) -> None:
    found = build([result(**changes)], SCAN)

    assert found.verdict is Overall.INCOMPLETE
    assert exit_code(found, Severity.HIGH) == 3
    assert exit_code(found, None) == 3


def test_no_result_at_all_is_incomplete() -> None:
    assert build([], SCAN).verdict is Overall.INCOMPLETE


@pytest.mark.parametrize("changes", INCOMPLETE)
def test_exposures_at_the_level_win_over_incompleteness_and_lesser_ones_do_not(
    changes: dict[str, Any],
) -> None:
    found = exposed(**changes)

    assert found.verdict is Overall.EXPOSED
    assert exit_code(found, Severity.HIGH) == 1
    assert exit_code(found, Severity.CRITICAL) == 3
    assert exit_code(found, None) == 3


def test_exposures_below_the_level_of_a_complete_scan_are_no_failure() -> None:
    assert exit_code(exposed(), Severity.HIGH) == 1
    assert exit_code(exposed(), Severity.CRITICAL) == 0
    assert exit_code(exposed(), None) == 0


def test_a_default_credential_is_an_exposure() -> None:
    found = build([result(default_pair(), occurrence("pair"))], SCAN)

    assert found.verdict is Overall.EXPOSED
    assert exit_code(found, Severity.MEDIUM) == 1
    assert exit_code(found, Severity.HIGH) == 0


def test_a_clean_verdict_never_fails() -> None:
    plain = declaration(server="http://x.com", transport=Transport.HTTP, path="prod/a.json")

    found = build([result(plain)], SCAN)

    assert found.exposures[0].severity is Severity.HIGH
    assert (found.verdict, exit_code(found, Severity.INFO)) == (Overall.CLEAN, 0)


def test_rules_that_match_nothing_of_a_scan_are_listed() -> None:
    used = Rule(1, (("client", "claude-code-*"),), owner="a")
    idle = Rule(2, (("server", "pkg:npm/none"),), owner="a")
    inventory = Inventory(rules=(used, idle))

    assert unused_rules([result(credential(), occurrence())], inventory) == (idle,)
