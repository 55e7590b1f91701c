"""Two scans of real repositories, and what became of what the first one found."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import Ran, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github, opaque

_SCHEMA = Path(__file__).parents[2] / "reports" / "report.schema.json"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    directory = tmp_path / "pack"
    directory.mkdir()
    return directory / "exposure-report.json"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new.json"


def _scan(run_cli: Run, to: Path, *targets: object, **environment: str) -> dict[str, Any]:
    ran = run_cli("scan", *targets, "--quiet", f"--report=json={to}", **environment)
    assert ran.code in {0, 1, 3}, ran.err
    report: dict[str, Any] = json.loads(to.read_text())
    return report


def _diff(run_cli: Run, old: Path, new: Path, *options: str) -> tuple[Ran, dict[str, Any]]:
    ran = run_cli("diff", old, new, "--format=json", *options)
    return ran, json.loads(ran.out)


def _changes(delta: dict[str, Any], of: str = "credentials") -> list[tuple[str, str]]:
    return [(item["change"], item["why"]) for item in delta[of]]


def test_nothing_changed(git_repo: GitRepo, run_cli: Run, old: Path, new: Path) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    _scan(run_cli, old, git_repo.path)
    _scan(run_cli, new, git_repo.path)

    ran, delta = _diff(run_cli, old.parent, new)

    assert ran.code == 0
    assert _changes(delta) == _changes(delta, "exposures") == [("unchanged", "")]
    assert delta["counts"]["unchanged"] == {"credentials": 1, "exposures": 1}
    assert delta["differences"] == []
    assert delta["overdue"] == 2, "the commit is years old"
    assert " open past the limit\n" in run_cli("diff", old, new).out


def test_a_new_credential_fails_and_one_that_was_removed_is_resolved_by_its_commit(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    _scan(run_cli, old, git_repo.path)
    git_repo.when = "2038-01-01T00:00:00Z"
    commit = git_repo.commit({".mcp.json": mcp_json(), "b/.mcp.json": mcp_json("b", KEY=opaque())})
    _scan(run_cli, new, git_repo.path)

    ran, delta = _diff(run_cli, old, new)

    assert ran.code == 1
    assert _changes(delta) == [
        ("new", "first seen on 1 Jan 2038, after the baseline"),
        ("resolved", f"removed by commit {commit[:12]} on 1 Jan 2038; removal is not revocation"),
    ]
    assert [item["change"] for item in delta["exposures"]] == ["new", "resolved"]
    assert "commits: 1 before, 2 now" in delta["differences"]
    assert run_cli("diff", old, new, "--fail-on", "none").code == 0
    assert run_cli("diff", new, old).code == 1, "backwards the other one is back"


def test_what_was_removed_and_brought_back_has_reappeared(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    text = mcp_json(GITHUB_TOKEN=github())
    git_repo.commit({".mcp.json": text})
    git_repo.commit({".mcp.json": mcp_json()})
    _scan(run_cli, old, git_repo.path)
    git_repo.commit({".mcp.json": text})
    _scan(run_cli, new, git_repo.path)

    ran, delta = _diff(run_cli, old, new)

    assert ran.code == 1
    assert _changes(delta) == _changes(delta, "exposures")
    assert _changes(delta) == [("reappeared", "it is at a tip again")]


def test_what_a_smaller_scan_does_not_show_is_not_resolved(
    tmp_path: Path, run_cli: Run, old: Path, new: Path
) -> None:
    one, two = (new_repository(tmp_path / "r" / name) for name in ("one", "two"))
    one.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    one.commit({".mcp.json": mcp_json()})
    two.commit({".mcp.json": mcp_json("b", KEY=opaque())})
    _scan(run_cli, old, one.path, two.path)

    _scan(run_cli, new, one.path, "--history=none")
    ran, delta = _diff(run_cli, old, new)

    assert ran.code == 0
    assert sorted(_changes(delta)) == [
        ("not seen", "gone with its repository: nothing of two is shown"),
        ("not seen", "the later scan looked otherwise (--history none, fewer refs)"),
    ]
    assert {"--history: all before, none now", "repositories: 2 before, 1 now"} <= {
        *delta["differences"]
    }


def test_what_was_rewritten_away_is_resolved_with_a_caveat(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    _scan(run_cli, old, git_repo.path)
    shutil.rmtree(git_repo.path)
    fresh = new_repository(git_repo.path)
    fresh.commit({".mcp.json": mcp_json()})
    _scan(run_cli, new, fresh.path)

    _, delta = _diff(run_cli, old, new)

    assert _changes(delta) == [
        ("resolved", "in no object of its repository as it is now; other copies may still have it")
    ]
    assert (delta["verdict_before"], delta["verdict"]) == ("exposed", "clean")


def test_what_a_larger_scan_shows_is_new_but_was_there(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    git_repo.commit({".mcp.json": mcp_json()})
    _scan(run_cli, old, git_repo.path, "--history=none")
    _scan(run_cli, new, git_repo.path)

    _, delta = _diff(run_cli, old, new)

    why = "it was there when the baseline was made, which does not show it"
    assert _changes(delta) == [("new", why)]


def test_a_scan_with_a_baseline_says_what_changed_and_fails_only_for_that_if_asked(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    _scan(run_cli, old, git_repo.path)
    wanted = "scan", git_repo.path, f"--baseline={old.parent}", f"--report=json={new}"

    same = run_cli(*wanted, "--fail-on-new")
    whole = run_cli(*wanted)
    git_repo.commit({"b/.mcp.json": mcp_json("b", KEY=opaque())})
    more = run_cli(*wanted, "--fail-on-new")

    assert (same.code, whole.code, more.code) == (0, 1, 1)
    assert "unchanged: 1 credential, 1 exposure" in same.out
    assert "new: 1 credential, 1 exposure; unchanged: 1 credential, 1 exposure" in more.out
    report = json.loads(new.read_text())
    jsonschema.validate(report, json.loads(_SCHEMA.read_text()))
    assert report["baseline"]["counts"]["new"] == {"credentials": 1, "exposures": 1}


def test_reports_with_different_keys_are_not_compared(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    _scan(run_cli, old, git_repo.path)
    _scan(run_cli, new, git_repo.path, MCP_EXPOSURE_KEY="")

    for ran in (
        run_cli("diff", old, new),
        run_cli("scan", git_repo.path, f"--baseline={old}", MCP_EXPOSURE_KEY=""),
    ):
        assert ran.code == 2
        assert "their fingerprints cannot be compared. Scan both times with the same" in ran.err
        assert not ran.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON, or damaged"),
        ('{"x": ' + "[" * 100_000, "is not JSON, or damaged"),
        ("\ud800", "is not JSON, or damaged"),
        ("[]", "is no report of mcp-exposure"),
        ('{"schema": "another/1"}', "is no report of mcp-exposure at `$.schema`"),
        ('{"schema": "mcp-exposure/report/1"}', "is no report of mcp-exposure"),
    ],
    ids=["cut", "deep", "surrogate", "list", "foreign", "empty"],
)
def test_what_is_no_report_is_an_error_that_repeats_none_of_it(
    tmp_path: Path, run_cli: Run, content: str, said: str
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))

    ran = run_cli("diff", file, file)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "another" not in ran.err
    assert "Traceback" not in ran.err


def test_hostile_texts_of_a_report_are_shown_as_texts(
    git_repo: GitRepo, run_cli: Run, old: Path, new: Path
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})
    _scan(run_cli, old, git_repo.path)
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    report = _scan(run_cli, new, git_repo.path)
    report["credentials"][0]["kind_name"] = "\x1b[2J\u202e<img src=x>[a](b)"
    report["exposures"][0]["server"] = "\n::error::<script>"
    new.write_text(json.dumps(report))

    text = run_cli("diff", old, new).out
    markdown = run_cli("diff", old, new, "--format=markdown").out

    assert not {"\x1b", "\u202e"} & {*text, *markdown}
    assert "<" not in markdown.replace("&#60;", "")
    assert "\n::error" not in text + markdown
