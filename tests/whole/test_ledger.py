"""One credential with all its places, over commits, files and repositories."""

import json
from pathlib import Path
from typing import Any

import pytest

from detectors.secret import FingerprintKey
from tests.conftest import KEY, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github

Json = dict[str, Any]
_TOKEN, _NEW = github(1), github(2)
_FILES = (".mcp.json", ".cursor/mcp.json", "deploy/prod/.mcp.json", "deploy/dev/.mcp.json")


def _fifty_commits(repo: GitRepo) -> None:
    """Write the token into four files by and by; the last ones only touch what holds it."""
    for number in range(50):
        path = _FILES[min(number // 5, 3)]
        repo.commit({path: mcp_json(GITHUB_TOKEN=_TOKEN) + "\n" * number})


def _scan(run_cli: Run, *targets: Path, more: tuple[str, ...] = ()) -> Json:
    ran = run_cli("scan", *targets, "--report", "json=-", "--quiet", *more)
    assert not ran.err
    assert _TOKEN not in ran.out
    found: Json = json.loads(ran.out)
    return found


@pytest.fixture
def two(tmp_path: Path) -> tuple[GitRepo, GitRepo]:
    """Two repositories that hold the same token; the second replaced it."""
    one, other = (new_repository(tmp_path / name) for name in ("one", "other"))
    _fifty_commits(one)
    other.commit(
        {".vscode/mcp.json": mcp_json(GITHUB_TOKEN=_TOKEN).replace("mcpServers", "servers")}
    )
    other.commit({".vscode/mcp.json": mcp_json(GITHUB_TOKEN=_NEW).replace("mcpServers", "servers")})
    return one, other


def test_one_credential_of_fifty_commits_four_files_and_two_repositories_is_one_record(
    two: tuple[GitRepo, GitRepo], run_cli: Run
) -> None:
    report = _scan(run_cli, *(repo.path for repo in two))

    fingerprint = FingerprintKey(KEY.encode(), ephemeral=False).fingerprint(_TOKEN)
    (record,) = [one for one in report["credentials"] if one["fingerprint"] == fingerprint]
    places = [(Path(one["repository"]).name, one["path"]) for one in record["occurrences"]]
    assert sorted(places) == [
        ("one", ".cursor/mcp.json"),
        ("one", ".mcp.json"),
        ("one", "deploy/dev/.mcp.json"),
        ("one", "deploy/prod/.mcp.json"),
        ("other", ".vscode/mcp.json"),
    ]
    assert [one["state"] for one in record["occurrences"]] == [*["live"] * 4, "history"]
    assert record["first_seen"]["at"] == record["occurrences"][-1]["introduced"]["at"]
    assert record["exposed_days"] is None
    assert record["occurrences"][-1]["exposed_days"] == 1
    rotated = [one for one in report["slots"] if one["rotations"]]
    assert [(one["path"], len(one["values"])) for one in rotated] == [(".vscode/mcp.json", 2)]


def test_what_is_gone_from_all_repositories_was_exposed_until_it_left_the_last(
    two: tuple[GitRepo, GitRepo], run_cli: Run
) -> None:
    one, other = two
    one.commit(dict.fromkeys(_FILES))

    report = _scan(run_cli, one.path, other.path)

    (record,) = [item for item in report["credentials"] if item["state"] == "history"]
    assert record["exposed_days"] == 50
    assert {item["state"] for item in record["occurrences"]} == {"history"}


def test_reports_are_equal_whatever_the_order_and_the_time(
    two: tuple[GitRepo, GitRepo], run_cli: Run
) -> None:
    paths = [repo.path for repo in two]

    found = [_scan(run_cli, *order) for order in (paths, paths[::-1], paths)]
    found += [_scan(run_cli, *paths, more=("--workers", "1"))]

    texts = {json.dumps({**report, "scan": None}) for report in found}
    assert len(texts) == 1


def test_the_terminal_and_the_page_tell_the_life_of_a_credential(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.author = ("Ann & \x1b[31mred", "ann@corp.example")
    git_repo.commit({".cursor/mcp.json": mcp_json(GITHUB_TOKEN=_TOKEN)})
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=_TOKEN), ".cursor/mcp.json": None})
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=_NEW)})
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=_TOKEN)})
    git_repo.commit({".mcp.json": None})

    page = tmp_path / "report.html"
    ran = run_cli("scan", git_repo.path, "--report", f"html={page}", "--authors", "shown")

    told = ran.out
    assert "moved from .cursor/mcp.json" in told
    assert "4 days until its removal, which is not revocation" in told
    assert "brought back 1 time" in told
    assert "2 rotations" in told
    assert "introduced by Ann" in told
    text = page.read_text("utf-8")
    for words in ("moved from .cursor/mcp.json", "brought back", "Rotation", "4 days"):
        assert words in text
    assert "\x1b" not in told + text
    assert "Ann &amp; \\x1b[31mred" in text
