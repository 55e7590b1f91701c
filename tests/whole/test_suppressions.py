"""What a repository asks scanners to ignore, as a user of the command meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Run
from tests.repositories import GitRepo, mcp_json
from tests.tokens import github, opaque


def _toml(name: str, value: str, comment: str = "") -> str:
    return f'[mcp_servers.a]\ncommand = "npx"\nenv = {{ {name} = "{value}" }}{comment}\n'


@pytest.fixture
def marked(git_repo: GitRepo) -> GitRepo:
    """A repository that asks to ignore its one credential, and has files for other scanners."""
    git_repo.commit(
        {
            ".codex/config.toml": _toml("GITHUB_TOKEN", github(), "  # gitleaks:allow"),
            ".gitleaksignore": ".codex/config.toml:github-pat:3\n",
            "deep/down/.secrets.baseline": "{}\n",
        }
    )
    return git_repo


def _json(ran: Ran) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(ran.out)
    return report


def test_by_default_it_is_told_and_counts(marked: GitRepo, run_cli: Run) -> None:
    ran, report = (
        run_cli("scan", marked.path),
        _json(run_cli("scan", marked.path, "--report=json=-")),
    )

    assert ran.code == 1
    assert (
        "           the repository asks scanners to ignore this: gitleaks:allow; "
        "it was not ignored\n"
    ) in ran.out
    assert "2 files may tell scanners what to ignore; not obeyed.\n" in ran.out
    (credential,) = report["credentials"]
    assert [place["suppressed"] for place in credential["occurrences"]] == ["gitleaks:allow"]
    assert report["scan"]["obey_suppressions"] is False
    assert report["suppressed"] == []
    assert report["coverage"]["suppression_files"] == [
        "repo: .gitleaksignore",
        "repo: deep/down/.secrets.baseline",
    ]


def test_where_the_auditor_says_so_it_is_listed_and_does_not_count(
    marked: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    arguments = ("scan", marked.path, "--obey-suppressions")
    page = tmp_path / "page.html"
    ran = run_cli(*arguments, f"--report=html={page}")
    listed = run_cli(*arguments, "--report=json=-")
    report = _json(listed)

    assert (ran.code, listed.code) == (0, 0)
    assert ran.out.startswith("EXPOSED  No hard-coded credential was found that counts.\nLeft out")
    assert "1 place of 1 credential" in ran.out
    assert report["verdict"] == "exposed"
    assert report["scan"]["obey_suppressions"] is True
    assert (report["credentials"], report["slots"]) == ([], [])
    (left,) = report["suppressed"]
    assert (left["repository"], left["path"], left["line"], left["by"]) == (
        "repo", ".codex/config.toml", 3, "gitleaks:allow",
    )  # fmt: skip
    assert left["fingerprint"][:12] in page.read_text("utf-8")


def test_the_newest_version_decides_and_one_unmarked_place_is_enough_to_count(
    git_repo: GitRepo, run_cli: Run
) -> None:
    token = github()
    path = ".codex/config.toml"
    git_repo.commit({path: _toml("A_TOKEN", token, " # nosec")})
    git_repo.commit({path: _toml("A_TOKEN", token)})
    shown = run_cli("scan", git_repo.path, "--obey-suppressions")
    git_repo.commit({path: _toml("A_TOKEN", token, " # nosec")})
    obeyed = run_cli("scan", git_repo.path, "--obey-suppressions")
    git_repo.commit({".mcp.json": mcp_json(A_TOKEN=token)})
    both = run_cli("scan", git_repo.path, "--obey-suppressions", "--report=json=-")

    assert (shown.code, obeyed.code, both.code) == (1, 0, 1)
    report = _json(both)
    assert [one["path"] for one in report["suppressed"]] == [path]
    (credential,) = report["credentials"]
    assert [one["path"] for one in credential["occurrences"]] == [".mcp.json"]


def test_what_is_recorded_does_not_depend_on_the_option(
    marked: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    state = ("--state", f"sqlite:///{tmp_path / 'state.db'}")
    obeyed = run_cli("scan", marked.path, "--obey-suppressions", "--report=json=-", *state)
    plain = run_cli("scan", marked.path, "--report=json=-", *state)
    again = run_cli("report", "--obey-suppressions", "--report=json=-", *state)
    shown = run_cli("report", "--report=json=-", *state)

    assert [ran.code for ran in (obeyed, plain, again, shown)] == [0, 1, 0, 1]
    first, last = _json(obeyed), _json(again)
    del first["scan"], last["scan"]
    assert first == last
    assert _json(plain) == _json(shown)


@pytest.mark.parametrize("options", [(), ("--history=none",), ("--discover=paths",)])
def test_files_are_named_where_they_stand_now(
    marked: GitRepo, run_cli: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    scan = ("scan", marked.path, "--report=json=-", *options)
    state = ("--state", f"sqlite:///{tmp_path / 'state.db'}")

    def files(*more: str) -> list[str]:
        named: list[str] = _json(run_cli(*scan, *more))["coverage"]["suppression_files"]
        return named

    before = files(*state)
    marked.commit({".gitleaksignore": None, "deep/down/.secrets.baseline": None})
    marked.git("branch", "old", "HEAD~1")
    at_a_branch = files(*state)
    marked.git("branch", "-D", "old")
    gone = files(*state)
    marked.write(".kingfisher.yml", "rules: []\n")
    untracked = files(*state)

    both = ["repo: .gitleaksignore", "repo: deep/down/.secrets.baseline"]
    assert (before, at_a_branch, gone) == (both, both, [])
    assert untracked == files() == ["repo: .kingfisher.yml"]


def test_a_directory_without_git_has_such_files_too(run_cli: Run, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / ".mcp.json").write_text(mcp_json(A_TOKEN=opaque()), "utf-8")
    (plain / ".gitguardian.yaml").write_text("version: 2\n", "utf-8")

    report = _json(run_cli("scan", plain, "--report=json=-"))

    assert report["coverage"]["suppression_files"] == ["plain: .gitguardian.yaml"]


def test_a_secret_in_the_name_of_such_a_file_is_taken_out(git_repo: GitRepo, run_cli: Run) -> None:
    token = github()
    git_repo.commit({".mcp.json": mcp_json(A_TOKEN=token), f".kingfisher-{token}": "x\n"})

    ran = run_cli("scan", git_repo.path, "--report=json=-")

    assert token not in ran.out + ran.err
    assert len(_json(ran)["coverage"]["suppression_files"]) == 1
