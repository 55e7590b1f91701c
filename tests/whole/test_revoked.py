"""A revocation that somebody vouches for: one answer in every format and in the exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Run
from tests.repositories import GitRepo, mcp_json
from tests.tokens import github

_ATTESTED = """version = 1
[[attestations]]
subject = { fingerprint = "%s" }
claim = "revoked"
on = %s
by = "IAM"
evidence = { ref = "TICKET-7" }
expires = %s
"""
_UNASKED = '{"permissions": {"defaultMode": "bypassPermissions"}}'
_RANKS = ("info", "low", "medium", "high", "critical")


Vouched = Callable[[str, str], tuple[object, ...]]


@pytest.fixture
def vouched(git_repo: GitRepo, run_cli: Run, tmp_path: Path) -> Vouched:
    """How to scan with a revocation that is attested from one day to another.

    It is of a token that is live since the 14th of November 2023.
    """
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    report = _told(run_cli("scan", git_repo.path, "--report=json=-"))
    fingerprint = report["credentials"][0]["fingerprint"]
    inventory = tmp_path / "inventory.toml"

    def scan(on: str, expires: str) -> tuple[object, ...]:
        inventory.write_text(_ATTESTED % (fingerprint, on, expires))
        return "scan", git_repo.path, "--inventory", inventory

    return scan


def _told(ran: Ran) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(ran.out)
    return report


@pytest.mark.parametrize(
    ("days", "severity", "fails"),
    [
        (("2026-01-10", "2099-01-01"), "low", ["low"]),
        (("2026-01-10", "2026-01-11"), "critical", ["low", "medium", "high"]),
        (("2023-11-01", "2099-01-01"), "critical", ["low", "medium", "high"]),
    ],
    ids=["in force", "expired", "contradicted"],
)
def test_formats_and_exit_code_agree(
    run_cli: Run, vouched: Vouched, days: tuple[str, str], severity: str, fails: list[str]
) -> None:
    scan = vouched(*days)

    report = _told(run_cli(*scan, "--report=json=-"))
    sarif = _told(run_cli(*scan, "--report=sarif=-"))

    assert report["credentials"][0]["severity"] == severity
    row = report["exposures"][0]
    checks = {item["id"]: item.get("severity") for item in row["checks"]}
    assert checks["MX-01"] == severity
    assert checks["MX-22"] == "medium", "nobody answers for it, whatever became of the token"
    assert row["severity"] == max(severity, "medium", key=_RANKS.index)
    assert f"MX-01/{severity}" in {item["ruleId"] for item in sarif["runs"][0]["results"]}
    assert f"\n{severity} " in run_cli(*scan).out
    levels = ("low", "medium", "high")
    assert [level for level in levels if run_cli(*scan, "--fail-on", level).code] == fails


def test_a_setting_that_is_wrong_whatever_the_credential_is_not_lowered_with_it(
    git_repo: GitRepo, run_cli: Run, vouched: Vouched
) -> None:
    git_repo.commit({".claude/settings.json": _UNASKED})
    scan = vouched("2026-01-10", "2099-01-01")

    ran = run_cli(*scan, "--report=json=-")

    row = _told(ran)["exposures"][0]
    assert {item["id"]: item.get("severity") for item in row["checks"]}["MX-19"] == "high"
    assert row["severity"] == "high"
    assert ran.code == 0, "no credential is exposed; checks of settings alone make no 1"
