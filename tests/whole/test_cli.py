import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scanner import __version__
from tests.conftest import KEY, Run
from tests.repositories import GitRepo, mcp_json
from tests.tokens import github, opaque

_BIN = Path(sys.executable).parent


def test_the_installed_command_and_the_module_say_their_version(run_cli: Run) -> None:
    installed = subprocess.run(
        [_BIN / "mcp-exposure", "--version"], capture_output=True, text=True, check=True
    )

    assert installed.stdout == run_cli("--version").out == f"mcp-exposure {__version__}\n"


def test_the_summary_names_the_worst_first_and_what_was_seen(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    git_repo.commit({".mcp.json": mcp_json(WEATHER_API_KEY=opaque())})

    ran = run_cli("scan", git_repo.path)

    assert ran.code == 1
    assert ran.err == ""
    assert re.sub(r"[\d,]+ days at", "N days at", ran.out) == (
        "EXPOSED  2 credentials in 1 server; 1 live, 1 only in history.\n"
        "\n"
        "critical GitHub personal access token (classic) ghp_… (40)  "
        "only in history, 14 Nov 2023 to 15 Nov 2023\n"
        "         introduced by c0022d4b4fc8; removed by c0022d4b4fc8; "
        "1 day until its removal, which is not revocation\n"
        "         .mcp.json:10:26  GITHUB_TOKEN  github = pkg:npm/%40acme/server-github\n"
        "high     Credential of unknown format … (40-79)  live in 1 ref, since 15 Nov 2023\n"
        "         introduced by c0022d4b4fc8; N days at the time of the scan\n"
        "         .mcp.json:10:29  WEATHER_API_KEY  github = pkg:npm/%40acme/server-github\n"
        "\n"
        "Readiness of 1 row: 0 ready by attestation, 1 not ready, 0 with insufficient evidence.\n"
        "\n"
        "Scanned 1 repository, 1 ref, 2 commits, 2 configurations.\n"
    )


def test_a_clean_repository_is_said_to_be_clean_as_far_as_it_was_scanned(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json(TOKEN="${TOKEN}")})

    ran = run_cli("scan", git_repo.path)

    assert ran.code == 0
    assert ran.out.startswith("CLEAN  No hard-coded credential was found.\nClean holds for what")


def test_the_report_goes_to_standard_output_alone_and_the_summary_beside_it(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})

    ran = run_cli("scan", git_repo.path, "--report", "html=-")

    assert ran.out.startswith("<!doctype html>")
    assert ran.out.rstrip().endswith("</html>")
    assert ran.err.startswith("CLEAN")


def test_reports_without_a_path_are_written_where_the_command_runs(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})

    run_cli("scan", git_repo.path, "--report", "html", "--report", "json", "--quiet")

    written = sorted(file.name for file in (tmp_path / "where-it-runs").iterdir())
    assert written == ["exposure-report.html", "exposure-report.json"]


def test_verbose_tells_one_line_a_repository(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({".mcp.json": mcp_json()})

    ran = run_cli("scan", git_repo.path, "--verbose")

    assert re.fullmatch(
        r"repo: 1 commits, 1 refs, 1 candidates, 1 configurations, \d+ values judged, "
        r"0 credentials, 0 skipped\n",
        ran.err,
    )


def test_what_was_judged_safe_is_listed_with_its_reason(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit(
        {".mcp.json": mcp_json(API_KEY="${API_KEY}", TOKEN="YOUR_TOKEN", SECRET_KEY=opaque())}
    )

    ran = run_cli("scan", git_repo.path, "--explain-safe")

    lines = ran.out.splitlines()
    assert "repo: .mcp.json:10:21  env API_KEY  reference: environment variable" in lines
    assert any(line.startswith("repo: .mcp.json:11:19  env TOKEN  placeholder:") for line in lines)
    assert not [line for line in lines if "env SECRET_KEY" in line]
    assert opaque() not in ran.out


def test_names_cannot_reach_the_terminal_as_control_characters(
    git_repo: GitRepo, run_cli: Run
) -> None:
    name = "\x1b[2Jevil\u202e\n::error::x"
    text = mcp_json(API_TOKEN=opaque()).replace("github", name.encode("unicode_escape").decode())
    git_repo.commit({f"{name}/.mcp.json": text.replace("\\x", "\\u00")})

    ran = run_cli("scan", git_repo.path, "--verbose")

    assert ran.code == 1
    assert not [char for char in ran.out + ran.err if ord(char) < 32 and char != "\n"]
    assert "\u202e" not in ran.out
    assert "\n::error" not in ran.out


def test_explain_tells_and_an_unknown_name_is_a_wrong_command_line(run_cli: Run) -> None:
    assert "Hard-coded secret" in run_cli("explain", "MX-01").out
    unknown = run_cli("explain", "MX-99")
    assert unknown.code == 2
    assert "Did you mean" in unknown.err


def test_an_inventory_rule_that_matches_nothing_is_named(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})
    inventory = tmp_path / "inventory.toml"
    inventory.write_text(
        'version = 1\n[[map]]\nmatch = { path = "nowhere/*" }\nset = { tenant = "acme" }\n'
    )

    ran = run_cli("scan", git_repo.path, "--inventory", inventory, "--quiet")

    assert ran.code == 0
    assert 'map[1] { path = "nowhere/*" } matches nothing' in ran.err


def test_two_inventory_rules_that_disagree_are_a_wrong_inventory(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})
    rule = '[[map]]\nmatch = {{ path = "{}" }}\nset = {{ tenant = "{}" }}\n'
    inventory = tmp_path / "inventory.toml"
    inventory.write_text(
        "version = 1\n" + rule.format("*.json", "acme") + rule.format(".mcp*n", "globex")
    )

    ran = run_cli("scan", git_repo.path, "--inventory", inventory)

    assert ran.code == 2
    assert "equally specific" in ran.err


def test_a_reader_that_goes_away_is_no_traceback(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})

    piped = subprocess.run(  # noqa: S602 - a pipe is what is tested
        f"{sys.executable} -m scanner scan {git_repo.path} --report json=- -q | true",
        shell=True,
        env={**os.environ, "MCP_EXPOSURE_KEY": KEY},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in piped.stderr
    assert "Exception" not in piped.stderr


def test_an_exception_accepts_for_a_time_and_the_command_line_outranks_the_policy(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    pinned = mcp_json(API_TOKEN=opaque()).replace('"@acme/server-github"', '"@acme/github@1.0.0"')
    git_repo.commit({".mcp.json": pinned})
    policy = tmp_path / "policy.toml"
    exception = (
        'version = 1\nfail_on = "{}"\n[[exceptions]]\nid = "EX-1"\ncheck = "MX-01"\n'
        'selector = {{ path = ".mcp.json" }}\ndecision = "accept"\njustification = "soon gone"\n'
        'risk_owner = "tools"\napprover = "ciso"\napproved_on = {}\nexpires_on = {}\n'
    )
    today = datetime.now(UTC).date()

    def exit_code(fail_on: str, until: date, *more: str) -> int:
        start = today - timedelta(days=60)
        policy.write_text(exception.format(fail_on, start, until))
        return run_cli("scan", git_repo.path, "--policy", policy, "--quiet", *more).code

    assert exit_code("high", today) == 0
    assert exit_code("high", today - timedelta(days=1)) == 1
    assert exit_code("none", today - timedelta(days=1)) == 0
    assert exit_code("none", today - timedelta(days=1), "--fail-on", "high") == 1
    policy.write_text("version = 1\nfail_onn = 3\n")
    wrong = run_cli("scan", git_repo.path, "--policy", policy)
    assert wrong.code == 2
    assert "did you mean `fail_on`?" in wrong.err


def test_with_a_given_time_a_report_is_the_same_to_the_last_byte(
    git_repo: GitRepo, run_cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764028800")

    first = run_cli("scan", git_repo.path, "--report", "json=-").out

    assert json.loads(first)["scan"]["started_at"] == "2025-11-25T00:00:00Z"
    assert first == run_cli("scan", git_repo.path, "--report", "json=-").out


def test_a_time_that_is_none_is_refused(
    git_repo: GitRepo, run_cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")

    ran = run_cli("scan", git_repo.path)

    assert ran.code == 2
    assert "SOURCE_DATE_EPOCH" in ran.err
