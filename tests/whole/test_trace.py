import base64
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github, opaque

_SCHEMA = json.loads((Path(__file__).parents[2] / "reports" / "report.schema.json").read_text())


def _report(run_cli: Run, *arguments: object) -> dict[str, Any]:
    ran = run_cli("scan", *arguments, "--report", "json=-", "--quiet")
    report: dict[str, Any] = json.loads(ran.out)
    jsonschema.validate(report, _SCHEMA)
    assert ran.code == 1
    return report


@pytest.fixture
def two(tmp_path: Path) -> list[GitRepo]:
    """Two repositories: what one configures, the other's history has in a file of variables."""
    one, other = new_repository(tmp_path / "one"), new_repository(tmp_path / "other")
    one.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github(1))})
    other.commit({"service/.env": f"TOKEN={github(1)}\n"})
    other.commit({"service/.env": "TOKEN=\n"})
    return [one, other]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_secret_in_two_repositories_is_one_credential_with_both_places(
    two: list[GitRepo], run_cli: Run, workers: int
) -> None:
    paths = [repo.path for repo in two]

    report = _report(run_cli, *paths, "--trace", "--workers", workers)

    (credential,) = report["credentials"]
    assert credential["kind"] == "github-pat"
    places = [
        (place["repository"], place["path"], place["state"], place["form"])
        for place in credential["occurrences"]
    ]
    assert places == [
        ("one", ".mcp.json", "live", ""),
        ("other", "service/.env", "history", "raw"),
    ]
    assert credential["servers"] == ["pkg:npm/%40acme/server-github"]
    assert report["coverage"]["traced"] == 3
    outside = [row for row in report["exposures"] if not row["server"]]
    assert [row["credentials"] for row in outside] == [[credential["fingerprint"]]]


def test_without_the_option_nothing_is_looked_for_elsewhere(
    two: list[GitRepo], run_cli: Run
) -> None:
    report = _report(run_cli, *(repo.path for repo in two))

    assert [place["path"] for place in report["credentials"][0]["occurrences"]] == [".mcp.json"]
    assert (report["coverage"]["traced"], report["coverage"]["untraced"]) == (0, [])


def test_two_runs_and_one_process_or_two_tell_the_same(two: list[GitRepo], run_cli: Run) -> None:
    paths = [repo.path for repo in two]

    first = _report(run_cli, *paths, "--trace", "--workers", 1)
    second = _report(run_cli, *reversed(paths), "--trace", "--workers", 2)

    for report in (first, second):
        del report["scan"]
    assert first == second


def test_people_are_told_in_which_form_a_value_stands(
    git_repo: GitRepo, run_cli: Run, tmp_path: Path
) -> None:
    secret = opaque(1)
    encoded = base64.b64encode(secret.encode()).decode()
    git_repo.commit({".mcp.json": mcp_json(API_KEY=secret, OTHER_PASSWORD="hunter2")})
    git_repo.commit({"k8s.yaml": f"kind: Secret\ndata:\n  key: {encoded}\n"})
    page = tmp_path / "report.html"

    ran = run_cli("scan", git_repo.path, "--trace", "--report", f"html={page}")

    assert "k8s.yaml:3:8  the same value, in base64" in ran.out
    assert "Looked for each value in 2 contents." in ran.out
    assert "it has fewer than 8 characters" in ran.out
    assert "the same value, in base64" in page.read_text("utf-8")
    assert "2 contents searched for each value" in page.read_text("utf-8")


def test_a_trace_is_recorded_and_what_is_known_is_traced_again(
    two: list[GitRepo], run_cli: Run, tmp_path: Path
) -> None:
    paths, state = [repo.path for repo in two], f"--state=sqlite:///{tmp_path / 'state.db'}"
    first = _report(run_cli, *paths, "--trace", state)
    two[1].commit({"notes": f"it is {github(1)}\n"})

    again = _report(run_cli, *paths, "--trace", state)

    fresh = _report(run_cli, *paths, "--trace")
    recorded = json.loads(run_cli("report", state, "--report", "json=-", "--quiet").out)
    for report in (first, again, fresh, recorded):
        del report["scan"]
    assert again == fresh
    assert recorded == fresh
    places = [len(report["credentials"][0]["occurrences"]) for report in (first, again)]
    assert places == [2, 3]
