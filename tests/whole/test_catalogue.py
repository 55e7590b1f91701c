import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.repositories import GitRepo
from tests.tokens import alphanumeric

_PAGE = (Path(str(files("scanner"))).parent / "docs" / "catalogue.md").read_text("utf-8")
_CATALOGUE = _PAGE.split("```toml\n")[1].split("```\n")[0]


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """The catalogue that the documentation shows."""
    file = tmp_path / "acme.toml"
    file.write_text(_CATALOGUE)
    return file


def test_the_catalogue_of_the_documentation_is_well(run_cli: Run, catalogue: Path) -> None:
    ran = run_cli("catalogue", "check", catalogue)

    assert ran.code == 0, ran.out
    assert "all is well" in ran.out


def test_a_scan_goes_by_the_auditors_clients_and_kinds(
    run_cli: Run, catalogue: Path, git_repo: GitRepo
) -> None:
    secret = "ac" + "me_" + alphanumeric(32).lower()
    tools = {"gh": {"command": "npx", "args": ["-y", "gh-mcp", secret]}}
    git_repo.commit({".acme/assistant.json": json.dumps({"assistant": {"tools": tools}})})
    options = ("--report", "json=-", "-q", "--fail-on", "none", "--discover", "paths")

    ours = json.loads(run_cli("scan", git_repo.path, *options).out)
    theirs = json.loads(run_cli("scan", git_repo.path, *options, "--catalogue", catalogue).out)

    assert ours["credentials"] == []
    (credential,) = theirs["credentials"]
    assert (credential["kind"], credential["issuer"]) == ("acme-token", "ACME")
    assert credential["occurrences"][0]["client"] == "acme-assistant"
    assert ours["scan"]["rules_digest"] != theirs["scan"]["rules_digest"]


def test_what_is_wrong_with_a_catalogue_is_named_one_line_each(
    run_cli: Run, catalogue: Path
) -> None:
    text = _CATALOGUE.replace("acme_[a-z0-9]{32}", "acme_(?:[a-z0-9]+)+x").replace(
        "servers", "server"
    )
    catalogue.write_text(text)

    ran = run_cli("catalogue", "check", catalogue)

    assert ran.code == 2
    lines = [line.removeprefix(f"{catalogue}: ") for line in ran.out.splitlines()]
    assert any(re.match(r"client acme-assistant.*servers", line) for line in lines), lines
    assert any(re.match(r"kind acme-token, pattern: takes too long", line) for line in lines), lines


def test_a_scan_with_a_wrong_catalogue_is_refused(
    run_cli: Run, catalogue: Path, git_repo: GitRepo
) -> None:
    catalogue.write_text("[[client]]\nid = 3\n")

    ran = run_cli("scan", git_repo.path, "--catalogue", catalogue)

    assert ran.code == 2
    assert "catalogue check" in ran.err


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_catalogue_that_cannot_be_read_is_a_usage_error(
    run_cli: Run, tmp_path: Path, name: str
) -> None:
    ran = run_cli("catalogue", "check", tmp_path / name)

    assert ran.code == 2
    assert "cannot be read" in ran.err
