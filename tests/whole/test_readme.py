"""The commands of the README's section on reviews, run as they are written there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.repositories import mcp_json, new_repository
from tests.tokens import github, opaque

_README = Path(__file__).parents[2] / "README.md"


def _section(title: str) -> str:
    text = _README.read_text("utf-8")
    return text[text.index(f"## {title}\n") :].split("\n## ", 1)[0]


def _commands(section: str) -> list[list[str]]:
    (console,) = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    return [shlex.split(line.removeprefix("$ ")) for line in console.splitlines()]


def test_the_commands_of_a_review_do_what_is_said(tmp_path: Path) -> None:
    section = _section("Review")
    repo = new_repository(tmp_path / "repositories" / "tools")
    repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github(), WEATHER_API_KEY=opaque())})
    (tmp_path / "exposure.key").write_text("a key for tests, and for tests only")
    (policy,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    (tmp_path / "policy.toml").write_text(policy)
    environment = {**os.environ, "PYTHONPATH": str(_README.parent), "NO_COLOR": "1"}
    environment.pop("MCP_EXPOSURE_KEY", None)
    ended = []
    for name, *words in _commands(section):
        assert name == "mcp-exposure"
        if words[-1] == "all=second":
            repo.commit(
                {".mcp.json": mcp_json(GITHUB_TOKEN="${GITHUB_TOKEN}", OTHER_KEY=opaque(5))}
            )
        done = subprocess.run(
            [sys.executable, "-m", "scanner", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        ended.append((words[0], done.returncode))

    assert ended == [("inventory", 0), ("scan", 1), ("verify", 0), ("scan", 1), ("diff", 1)]
    assert "new: 1 credential, 1 exposure; resolved: 2 credentials" in done.stdout
