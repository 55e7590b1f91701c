"""`mcp-exposure fix` as its users run it."""

import json

import pytest

from reports.leakproof import LeakError
from scanner.cli import fixing
from tests import tokens
from tests.conftest import Run
from tests.repositories import GitRepo, mcp_json
from tests.scanner.fixing.fixing import apply


def test_a_file_is_patched_and_a_second_run_finds_nothing_to_do(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=tokens.github())})

    done = run_cli("fix", git_repo.path)

    assert (done.code, done.err) == (0, "")
    assert apply(git_repo.path, done.out) == ""
    assert (git_repo.path / ".mcp.json").read_text() == mcp_json(GITHUB_TOKEN="${GITHUB_TOKEN}")
    git_repo.commit()
    assert "Nothing: none of them stands" in run_cli("fix", git_repo.path).out


@pytest.mark.parametrize("workers", [1, 2])
def test_the_credential_appears_nowhere_whatever_is_done_with_it(
    git_repo: GitRepo, run_cli: Run, workers: int
) -> None:
    server = {"command": "x", "env": {"X_TOKEN": tokens.github()}}
    git_repo.commit(
        {
            ".mcp.json": mcp_json(GITHUB_TOKEN=tokens.github()),
            ".zed/settings.json": json.dumps({"context_servers": {"x": server}}),
            "README.md": f"claude mcp add x -e X_TOKEN={tokens.github()} -- npx -y x\n",
        }
    )

    done = run_cli("fix", git_repo.path, "--workers", workers)

    assert done.code == 1
    assert tokens.github() not in done.out + done.err
    assert done.out.count("GIT binary patch") == 1


def test_nothing_is_printed_if_a_credential_would_be(
    git_repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=tokens.github())})
    monkeypatch.setattr("reports.fixing.render", lambda *_: f"# {tokens.github()}\n")

    with pytest.raises(LeakError):
        fixing.fix([str(git_repo.path)])

    assert capsysbinary.readouterr().out == b""


def test_what_is_no_target_is_named_and_has_its_own_exit_code(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})

    missing = run_cli("fix", git_repo.path, git_repo.path / "nowhere")

    assert missing.code == 3
    assert "nowhere: there is no such file or directory" in missing.out
    assert run_cli("fix", git_repo.path, "--ref", "nowhere").code == 3
    assert run_cli("fix", git_repo.path, "--ref=--output=x").code == 2
    assert run_cli("fix", "https://git.example.com/a.git").code == 2
