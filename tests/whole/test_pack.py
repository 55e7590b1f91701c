"""A pack from a real scan: written by the command, verified by it, and free of the secret."""

import base64
from pathlib import Path
from urllib.parse import quote

from tests.conftest import Run
from tests.repositories import GitRepo
from tests.tokens import github


def test_a_scan_writes_a_pack_that_verifies(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    secret = github()
    git_repo.commit({".mcp.json": _config(secret)})
    git_repo.commit({".mcp.json": _config("${TOKEN}")})
    directory = tmp_path / "pack"

    scanned = run_cli("scan", git_repo.path, "--report", f"all={directory}")
    verified = run_cli("verify", directory)

    assert scanned.code == 1, scanned.err
    assert verified.code == 0, verified.err
    digest = verified.out.splitlines()[1].rpartition(" ")[2]
    assert f"manifest.json has SHA-256 {digest}" in scanned.err
    forms = (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("="))
    for file in directory.iterdir():
        text = file.read_text("utf-8")
        assert not [form for form in forms if form in text], file.name


def test_a_changed_pack_is_exit_code_1(git_repo: GitRepo, run_cli: Run, tmp_path: Path) -> None:
    git_repo.commit({".mcp.json": _config("${TOKEN}")})
    directory = tmp_path / "pack"
    run_cli("scan", git_repo.path, "--report", f"all={directory}", "--quiet")
    with (directory / "report.md").open("a") as file:
        file.write("All is well.\n")

    verified = run_cli("verify", directory)

    assert verified.code == 1
    assert "report.md is changed" in verified.err
    assert "not to be relied on" in verified.err
    assert not verified.out


def test_what_is_no_directory_is_a_wrong_call(run_cli: Run, tmp_path: Path) -> None:
    assert run_cli("verify", tmp_path / "nothing").code == 2
    assert run_cli("verify").code == 2


def test_a_directory_of_others_is_refused_before_the_scan(run_cli: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("x")

    refused = run_cli("scan", tmp_path / "nothing-there", "--report", f"all={mine}")

    assert refused.code == 4
    assert "thesis.txt" in refused.err
    assert (mine / "thesis.txt").read_text() == "x"
    assert run_cli("scan", ".", "--report", "all=-").code == 2


def _config(value: str) -> str:
    return (
        '{"mcpServers": {"github": {"command": "npx", "args": ["-y", "server-github"], '
        f'"env": {{"GITHUB_TOKEN": "{value}"}}}}}}}}\n'
    )
