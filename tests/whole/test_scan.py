import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from detectors.secret import FingerprintKey
from tests.conftest import KEY, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.showcase import Showcase, build
from tests.tokens import github, opaque

Json = dict[str, Any]


def _fingerprint(secret: str) -> str:
    return FingerprintKey(KEY.encode(), ephemeral=False).fingerprint(secret)


def _report(run_cli: Run, *arguments: object) -> Json:
    ran = run_cli("scan", *arguments, "--report", "json=-", "--quiet")
    assert not ran.err
    found: Json = json.loads(ran.out)
    return found


def _credential(report: Json, secret: str) -> Json:
    (found,) = [c for c in report["credentials"] if c["fingerprint"] == _fingerprint(secret)]
    return dict(found)


def _showcase(tmp_path: Path) -> Showcase:
    return build(tmp_path / "showcase")


def test_every_secret_of_ten_clients_and_of_all_history_is_one_credential(
    run_cli: Run, tmp_path: Path
) -> None:
    showcase = _showcase(tmp_path)

    report = _report(run_cli, showcase.repo.path)

    expected = {name: _fingerprint(secret) for name, secret in showcase.secrets.items()}
    found = [credential["fingerprint"] for credential in report["credentials"]]
    assert sorted(found) == sorted(expected.values())
    states = {
        name: _credential(report, secret)["state"] for name, secret in showcase.secrets.items()
    }
    assert {name for name, state in states.items() if state == "history"} == {"history", "merge"}


def test_a_bare_clone_tells_the_same_as_its_work_tree(run_cli: Run, tmp_path: Path) -> None:
    showcase = _showcase(tmp_path)
    bare = showcase.repo.bare()

    found = [_report(run_cli, path)["credentials"] for path in (showcase.repo.path, bare)]

    told = [[(c["fingerprint"], c["state"], c["first_seen"]) for c in one] for one in found]
    assert told[0] == told[1]


def test_one_server_in_three_clients_is_one_server(run_cli: Run, tmp_path: Path) -> None:
    report = _report(run_cli, _showcase(tmp_path).repo.path)

    identity = "pkg:docker/github/github-mcp-server?repository_url=ghcr.io"
    (server,) = [server for server in report["servers"] if server["identity"] == identity]

    assert server["names"] == ["gh", "github"]
    assert server["clients"] == ["claude-code-project", "continue-yaml", "cursor"]


def test_a_secret_in_two_environments_is_told_of_both(run_cli: Run, tmp_path: Path) -> None:
    showcase = _showcase(tmp_path)
    report = _report(run_cli, showcase.repo.path)

    shared = _credential(report, showcase.secrets["shared"])

    assert shared["environments"] == ["prod", "staging"]
    assert {place["path"] for place in shared["occurrences"]} == {
        "deploy/prod/librechat.yaml",
        "deploy/staging/librechat.yaml",
    }


def test_the_place_of_a_secret_is_exact(run_cli: Run, tmp_path: Path) -> None:
    showcase = _showcase(tmp_path)
    report = _report(run_cli, showcase.repo.path)
    names = ("tip", "shared", "url", "argument", "password", "default", "header")

    for name in names:
        secret = showcase.secrets[name]
        for place in _credential(report, secret)["occurrences"]:
            lines = (showcase.repo.path / place["path"]).read_text().splitlines()
            assert lines[place["line"] - 1][place["column"] - 1 :].startswith(secret), name


def test_a_life_is_told_with_its_commits(git_repo: GitRepo, run_cli: Run) -> None:
    secret = github()
    came = git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=secret)})
    git_repo.commit({"other": "1"})
    went = git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN="${GITHUB_TOKEN}")})

    credential = _credential(_report(run_cli, git_repo.path), secret)
    (place,) = credential["occurrences"]

    assert credential["state"] == "history"
    assert credential["first_seen"]["commit"] == came
    assert place["first_commit"] == came
    assert place["removed_at"] == git_repo.git(
        "log", "-1", "--format=%cd", "--date=format:%Y-%m-%dT%H:%M:%SZ", went
    )


def test_a_secret_on_another_branch_only_is_live_there(git_repo: GitRepo, run_cli: Run) -> None:
    secret = opaque()
    git_repo.commit({".mcp.json": mcp_json()})
    git_repo.git("checkout", "--quiet", "-b", "release/1")
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=secret)})
    git_repo.git("checkout", "--quiet", "main")

    credential = _credential(_report(run_cli, git_repo.path), secret)

    assert credential["state"] == "live"
    assert credential["occurrences"][0]["refs"] == ["refs/heads/release/1"]


def test_a_secret_that_only_the_checked_out_file_holds_is_live(
    git_repo: GitRepo, run_cli: Run
) -> None:
    secret = opaque()
    git_repo.commit({".mcp.json": mcp_json()})
    git_repo.write(".mcp.json", mcp_json(API_TOKEN=secret))

    credential = _credential(_report(run_cli, git_repo.path), secret)

    assert credential["state"] == "live"
    assert credential["first_seen"] is None


def test_history_none_looks_only_at_tips_and_the_work_tree(git_repo: GitRepo, run_cli: Run) -> None:
    old, new = opaque(1), opaque(2)
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=old)})
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=new)})

    report = _report(run_cli, git_repo.bare(), "--history", "none")

    assert [c["fingerprint"] for c in report["credentials"]] == [_fingerprint(new)]
    assert report["coverage"]["commits"] == 0


@pytest.mark.parametrize("target", [None, ".", "../repo", "sub/../"])
def test_a_target_may_be_relative(
    git_repo: GitRepo, monkeypatch: pytest.MonkeyPatch, target: str | None
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque()), "sub/file": ""})
    monkeypatch.setenv("MCP_EXPOSURE_KEY", KEY)

    ran = subprocess.run(
        [sys.executable, "-m", "scanner", "scan", *([target] if target else []), "--report=json=-"],
        cwd=git_repo.path,
        capture_output=True,
        check=False,
    )

    report = json.loads(ran.stdout)
    (place,) = report["credentials"][0]["occurrences"]
    assert report["skipped"] == []
    assert (report["coverage"]["commits"], report["coverage"]["repositories"]) == (1, 1)
    assert (place["repository"], place["refs"]) == ("repo", ["refs/heads/main"])


def test_a_directory_of_repositories_is_scanned_as_those(run_cli: Run, tmp_path: Path) -> None:
    secret = opaque()
    for name in ("one", "deep/two"):
        repo = new_repository(tmp_path / "all" / name)
        repo.commit({".mcp.json": mcp_json(name.rpartition("/")[2], API_TOKEN=secret)})

    report = _report(run_cli, tmp_path / "all")

    credential = _credential(report, secret)
    assert report["coverage"]["repositories"] == 2
    assert {place["repository"] for place in credential["occurrences"]} == {
        "all/one",
        "all/deep/two",
    }


def test_a_directory_without_git_is_scanned_as_files(run_cli: Run, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / ".mcp.json").write_text(mcp_json(API_TOKEN=opaque()))

    report = _report(run_cli, plain)

    assert len(report["credentials"]) == 1
    assert report["coverage"]["without_history"] == 1


def test_an_inventory_decides_over_what_was_inferred(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.commit({"deploy/staging/.mcp.json": mcp_json(API_TOKEN=opaque())})
    inventory = tmp_path / "inventory.toml"
    inventory.write_text(
        'version = 1\n[[map]]\nmatch = { path = "deploy/**" }\n'
        'set = { tenant = "acme", environment = "prod" }\n'
    )

    (exposure,) = _report(run_cli, git_repo.path, "--inventory", inventory)["exposures"]

    assert (exposure["tenant"], exposure["environment"]) == ("acme", "prod")


def test_the_same_input_and_key_give_the_same_bytes(run_cli: Run, tmp_path: Path) -> None:
    repo = _showcase(tmp_path).repo.path

    first, second = _report(run_cli, repo), _report(run_cli, repo)
    first.pop("scan")
    second.pop("scan")

    assert json.dumps(first) == json.dumps(second)


def test_without_a_key_the_report_says_that_it_cannot_be_compared(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})

    first, second = (
        json.loads(
            run_cli("scan", git_repo.path, "--report", "json=-", "-q", MCP_EXPOSURE_KEY="").out
        )
        for _ in range(2)
    )

    assert first["scan"]["key_ephemeral"]
    assert first["credentials"][0]["fingerprint"] != second["credentials"][0]["fingerprint"]
