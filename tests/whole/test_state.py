"""Scans that record what they find, as a user runs them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEY, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github, opaque


@pytest.fixture
def state(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.db'}"


def _report(text: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(text)
    del report["scan"]
    return report


def test_a_second_scan_and_a_report_from_the_state_tell_the_same(
    git_repo: GitRepo, run_cli: Run, state: str
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    git_repo.commit({".mcp.json": mcp_json(WEATHER_API_KEY=opaque())})
    plain = run_cli("scan", git_repo.path, "--report=json=-")
    first = run_cli("scan", git_repo.path, "--report=json=-", "--state", state)
    second = run_cli("scan", git_repo.path, "--report=json=-", "--state", state)
    again = run_cli("report", "--report=json=-", "--state", state)

    assert [ran.code for ran in (plain, first, second, again)] == [1, 1, 1, 1]
    assert _report(plain.out) == _report(first.out) == _report(second.out) == _report(again.out)
    assert json.loads(again.out)["scan"] == json.loads(second.out)["scan"]


def test_a_trace_is_recorded_with_the_scan(
    git_repo: GitRepo, run_cli: Run, state: str, tmp_path: Path
) -> None:
    other = new_repository(tmp_path / "other")
    other.commit({"deploy.log": f"using {opaque()}\n"})
    git_repo.commit({".mcp.json": mcp_json(WEATHER_API_KEY=opaque()), "a.txt": opaque()})
    targets = git_repo.path, other.path
    options = "--trace", "--report=json=-"
    plain = run_cli("scan", *targets, *options)
    scans = [run_cli("scan", *targets, *options, "--state", state) for _ in range(2)]
    again = run_cli("report", "--report=json=-", "--state", state)

    paths = {one["path"] for one in _report(plain.out)["credentials"][0]["occurrences"]}
    assert paths == {".mcp.json", "a.txt", "deploy.log"}
    for ran in (*scans, again):
        assert _report(ran.out) == _report(plain.out)


def test_a_state_needs_a_key_that_lasts(git_repo: GitRepo, run_cli: Run, state: str) -> None:
    git_repo.commit({".mcp.json": mcp_json()})

    ran = run_cli("scan", git_repo.path, "--state", state, MCP_EXPOSURE_KEY="")

    assert ran.code == 2
    assert "--state needs a key that lasts" in ran.err


def test_another_key_has_all_read_again(git_repo: GitRepo, run_cli: Run, state: str) -> None:
    git_repo.commit({".mcp.json": mcp_json(WEATHER_API_KEY=opaque())})
    run_cli("scan", git_repo.path, "--state", state)

    ran = run_cli(
        "scan", git_repo.path, "--report=json=-", "--state", state, MCP_EXPOSURE_KEY="o" * 40
    )
    plain = run_cli("scan", git_repo.path, "--report=json=-", MCP_EXPOSURE_KEY="o" * 40)

    assert _report(ran.out) == _report(plain.out)


def test_a_report_without_a_scan_says_what_to_do(run_cli: Run, state: str) -> None:
    ran = run_cli("report", "--state", state)

    assert ran.code == 2
    assert "cannot be used: no such file" in ran.err


def test_what_could_not_be_scanned_is_in_the_recorded_report(
    git_repo: GitRepo, run_cli: Run, state: str
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})
    run_cli("scan", git_repo.path, "nowhere", "--state", state)

    ran = run_cli("report", "--state", state)

    assert ran.code == 3
    assert "nowhere: there is no such file or directory" in ran.out


def test_the_state_holds_no_plaintext(git_repo: GitRepo, run_cli: Run, tmp_path: Path) -> None:
    secret = opaque(77)
    server = {"command": "npx", "args": ["--api-key", secret], "env": {"TENANT_ID": secret}}
    text = json.dumps({"mcpServers": {f"server-{secret}": server, "other": server}})
    git_repo.commit({".mcp.json": text, f"{secret}/.mcp.json": text})
    git_repo.git("checkout", "--quiet", "-b", f"branch-{secret}")
    git_repo.git("commit", "--quiet", "--allow-empty", "-m", f"mcpServers {secret}")
    file = tmp_path / "state.db"

    for _ in range(2):
        run_cli("scan", git_repo.path, "--state", f"sqlite:///{file}")
        git_repo.commit({"b.txt": secret})

    kept = [file.read_bytes(), *_unpacked(file)]
    assert len(kept) > 3
    assert not [text for text in kept if secret.encode() in text]


def _unpacked(file: Path) -> list[bytes]:
    """Return all that the tables keep compressed, and what is compressed within that."""
    with sqlite3.connect(file) as connection:
        found = list(connection.execute("SELECT knowledge FROM segment"))
        found += connection.execute("SELECT result FROM repository")
    connection.close()
    texts = [zlib.decompress(packed) for (packed,) in found]
    for text in list(texts):
        at = text.find(b"x\x01")
        while at >= 0:
            texts.append(zlib.decompressobj().decompress(text[at:]))
            at = text.find(b"x\x01", at + 2)
    return texts


def test_a_scan_that_is_killed_loses_nothing_that_was_recorded(
    tmp_path: Path, run_cli: Run, state: str
) -> None:
    for number in range(12):
        repo = new_repository(tmp_path / "all" / f"repo{number}")
        repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(number))})
    whole = run_cli("scan", tmp_path / "all", "--report=json=-")

    killed = _killed_after_two(tmp_path / "all", state)
    partly = run_cli("report", "--state", state, "--report=json=-")
    after = run_cli("scan", tmp_path / "all", "--report=json=-", "--state", state)

    assert killed
    assert partly.code in (1, 3)
    assert "the scan was stopped before its end" in partly.out
    assert _report(after.out) == _report(whole.out)


def _killed_after_two(target: Path, state: str) -> bool:
    """Start a scan and kill it as soon as two repositories are recorded."""
    command = [
        sys.executable,
        "-m",
        "scanner",
        "scan",
        str(target),
        "--workers=1",
        "--state",
        state,
    ]
    environment = {**os.environ, "MCP_EXPOSURE_KEY": KEY}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if _recorded(Path(state.removeprefix("sqlite:///"))) >= 2:
                process.send_signal(signal.SIGKILL)
                return process.wait() == -signal.SIGKILL
            time.sleep(0.001)
    return False


def _recorded(file: Path) -> int:
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            (count,) = connection.execute("SELECT count(*) FROM outcome").fetchone()
            return int(count)
        finally:
            connection.close()
    except sqlite3.Error:
        return 0
