import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import opaque

Json = dict[str, Any]


def _report(run_cli: Run, *targets: object, **more: str) -> tuple[Ran, Json]:
    ran = run_cli("scan", *targets, "--report", "json=-", "--fail-on", "none", **more)
    assert "Traceback" not in ran.err
    report: Json = json.loads(ran.out)
    return ran, report


def _reasons(report: Json) -> str:
    return "\n".join(f"{s['subject']}: {s['reason']}" for s in report["skipped"])


def _with_secret(repo: GitRepo) -> None:
    repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})


def test_a_path_that_does_not_exist_is_named_and_the_other_is_scanned(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    _with_secret(git_repo)

    ran, report = _report(run_cli, tmp_path / "nowhere", git_repo.path)

    assert ran.code == 3
    assert "nowhere: there is no such file or directory" in _reasons(report)
    assert len(report["credentials"]) == 1
    assert "not scanned: nowhere" in ran.err


def test_an_empty_directory_is_incomplete(run_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    ran, report = _report(run_cli, tmp_path / "empty")

    assert (ran.code, report["verdict"]) == (3, "incomplete")
    assert "the directory is empty" in _reasons(report)


def test_a_repository_without_a_commit_is_scanned(git_repo: GitRepo, run_cli: Run) -> None:
    ran, report = _report(run_cli, git_repo.path)

    assert (ran.code, report["verdict"]) == (0, "clean")


def test_a_shallow_clone_is_incomplete_and_says_so(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    _with_secret(git_repo)
    git_repo.commit({".mcp.json": mcp_json()})
    shallow = tmp_path / "shallow"
    git_repo.git("clone", "--quiet", "--depth=1", f"file://{git_repo.path}", str(shallow))

    ran, report = _report(run_cli, shallow)

    assert (ran.code, report["verdict"]) == (3, "incomplete")
    assert report["coverage"]["shallow"] == ["shallow"]


def test_a_partial_clone_misses_blobs_and_names_them(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    git_repo.git("config", "uploadpack.allowFilter", "true")
    _with_secret(git_repo)
    partial = tmp_path / "partial.git"
    git_repo.git(
        "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{git_repo.path}", str(partial)
    )

    ran, report = _report(run_cli, partial)

    assert ran.code == 3
    assert report["coverage"]["missing_objects"] == 1
    assert report["coverage"]["partial"]
    assert "not in the object store" in _reasons(report)


@pytest.mark.parametrize("damaged", ["HEAD~1", "HEAD~1^{tree}", "HEAD~2:.mcp.json"])
@pytest.mark.parametrize("how", ["removed", "garbled"])
def test_a_damaged_object_is_named_and_everything_else_is_reported(
    git_repo: GitRepo, run_cli: Run, damaged: str, how: str
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(1)), "other": "1"})
    git_repo.commit({"other": "2"})
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(2))})
    file = git_repo.object_file(damaged)
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(b"garbage")

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 3
    assert len(report["credentials"]) >= 1
    assert report["coverage"]["missing_objects"] >= 1


def test_what_is_no_regular_file_is_not_opened(git_repo: GitRepo, run_cli: Run) -> None:
    _with_secret(git_repo)
    os.mkfifo(git_repo.path / "mcp.json")
    loop = git_repo.path / "loop.mcp.json"
    loop.symlink_to(loop)

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 0
    assert len(report["credentials"]) == 1


def test_a_configuration_of_50_mb_is_named_not_read(git_repo: GitRepo, run_cli: Run) -> None:
    _with_secret(git_repo)
    large = '{"mcpServers": {"a": {"command": "x", "env": {"K": "' + "a" * 50_000_000 + '"}}}}'
    git_repo.commit({"large/.mcp.json": large})

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 3
    assert "is over the limit of 10,485,760" in _reasons(report)
    assert len(report["credentials"]) == 1


def test_ten_thousand_levels_of_nesting_cost_only_themselves(
    git_repo: GitRepo, run_cli: Run
) -> None:
    _with_secret(git_repo)
    deep = '{"mcpServers":' * 10_000 + "{}" + "}" * 10_000
    arrays = '{"mcpServers": {"a": {"command": "x", "args": ' + "[" * 10_000 + "]" * 10_000 + "}}}"
    git_repo.commit({"deep/.mcp.json": deep, "arrays/.mcp.json": arrays})

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 3
    assert "nested deeper than" in _reasons(report)
    assert len(report["credentials"]) == 1


def test_invalid_utf_8_is_read_as_far_as_it_goes(git_repo: GitRepo, run_cli: Run) -> None:
    text = mcp_json(API_TOKEN=opaque()).replace("github", "caf\u00e9")
    git_repo.commit({".mcp.json": text.encode("latin-1"), "b\udcff/.mcp.json": mcp_json()})

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 0
    assert len(report["credentials"]) == 1


def test_a_file_that_breaks_off_still_yields_its_servers(git_repo: GitRepo, run_cli: Run) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())[:-6]})

    ran, report = _report(run_cli, git_repo.path)

    assert ran.code == 3
    assert len(report["credentials"]) == 1
    assert report["coverage"]["partly_parsed"] == 1
    assert "repo: .mcp.json" in _reasons(report)


def test_both_sides_of_a_merge_conflict_are_read(git_repo: GitRepo, run_cli: Run) -> None:
    ours, theirs = opaque(1), opaque(2)
    text = mcp_json(API_TOKEN="PLACE").replace(
        '        "API_TOKEN": "PLACE"\n',
        f'<<<<<<< HEAD\n        "API_TOKEN": "{ours}"\n=======\n'
        f'        "API_TOKEN": "{theirs}"\n>>>>>>> side\n',
    )
    git_repo.commit({".mcp.json": text})

    _, report = _report(run_cli, git_repo.path)

    assert len(report["credentials"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--report", "docx"], "Known formats: html, json, markdown"),
        (["--inventory", "missing.toml"], "missing.toml"),
        (["--key-file", "missing.key"], "missing.key"),
        (["https://example.com/a.git"], "git clone --mirror"),
        (["--fail-on", "bad"], "bad"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(
    run_cli: Run, arguments: list[str], said: str
) -> None:
    ran = run_cli("scan", *arguments)

    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_short_key_is_refused(run_cli: Run) -> None:
    ran = run_cli("scan", ".", MCP_EXPOSURE_KEY="short")

    assert ran.code == 2
    assert "openssl rand" in ran.err
    assert "short" not in ran.err.replace("shorter", "")


def test_an_output_that_cannot_be_written_is_said_and_leaves_nothing(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    _with_secret(git_repo)
    target = tmp_path / "taken"
    target.mkdir()

    ran = run_cli("scan", git_repo.path, "--report", f"json={target}")

    assert ran.code == 4
    assert "cannot write" in ran.err
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".taken")] == []


@pytest.mark.parametrize(
    ("level", "code"), [("none", 0), ("critical", 0), ("high", 1), ("info", 1)]
)
def test_the_exit_code_follows_the_level(
    git_repo: GitRepo, run_cli: Run, level: str, code: int
) -> None:
    _with_secret(git_repo)

    assert run_cli("scan", git_repo.path, "--fail-on", level).code == code


def test_a_repository_that_cannot_be_scanned_does_not_stop_the_others(
    run_cli: Run, tmp_path: Path
) -> None:
    good = new_repository(tmp_path / "all" / "good")
    _with_secret(good)
    bad = new_repository(tmp_path / "all" / "bad")
    _with_secret(bad)
    for file in (bad.path / ".git" / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"")

    ran, report = _report(run_cli, tmp_path / "all")

    assert ran.code == 3
    assert "all/bad" in _reasons(report)
    assert [c["state"] for c in report["credentials"]] == ["live"]
