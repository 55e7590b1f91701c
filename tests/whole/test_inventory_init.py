"""`inventory init` as a user runs it: on whole organisations, on hostile names, onto files."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from reports.inventory_file import load
from tests import organisation, showcase
from tests.conftest import Run
from tests.drafts import CODE, agreed
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github, opaque


def _rows(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text)["exposures"]
    return rows


def _places(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["server"], row["tenant"], row["environment"]) for row in rows]


@pytest.fixture(params=["organisation", "showcase"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Many repositories, or one with ten clients' files."""
    if request.param == "organisation":
        return organisation.build(tmp_path / "target")
    return showcase.build(tmp_path / "target").repo.path


def test_a_draft_is_read_as_it_is_and_agreed_to_it_declares_what_was_inferred(
    target: Path, tmp_path: Path, run_cli: Run
) -> None:
    file = tmp_path / "inventory.toml"

    ran = run_cli("inventory", "init", target, "--quiet", "--output", file)

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(file)[0].rules == ()
    plain = _rows(run_cli("scan", target, "--report=json=-").out)
    unchanged = run_cli("scan", target, "--report=json=-", "--inventory", file)
    assert _rows(unchanged.out) == plain
    file.write_text(agreed(file.read_text()))
    declared = _rows(run_cli("scan", target, "--report=json=-", "--inventory", file).out)
    assert _places(declared) == _places(plain)
    for row in declared:
        for key in ("tenant", "environment"):
            told = "none" if row[key] == "unassigned" else "declared"
            assert row[f"{key}_basis"]["confidence"] == told
        states = {check["id"]: check["state"] for check in row["checks"]}
        assert states["MX-23"] in {"PASS", "N/A"}


def test_equal_scans_make_equal_drafts_and_a_state_tells_the_same(
    tmp_path: Path, run_cli: Run
) -> None:
    target = organisation.build(tmp_path / "target")
    state = f"--state=sqlite:///{tmp_path / 'state.db'}"
    run_cli("scan", target, state, "--quiet")

    first = run_cli("inventory", "init", target)
    again = run_cli("inventory", "init", target)
    recorded = run_cli("inventory", "init", state)
    both = run_cli("inventory", "init", target, state)

    assert first.out == again.out == recorded.out
    assert first.out.startswith("# Inventory, drafted by mcp-exposure")
    assert recorded.code == 0
    assert both.code == 2


def test_a_removed_credential_is_asked_for_by_its_fingerprint_if_the_key_lasts(
    git_repo: GitRepo, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN=github())})
    git_repo.commit({".mcp.json": mcp_json(GITHUB_TOKEN="${GITHUB_TOKEN}")})
    report = json.loads(run_cli("scan", git_repo.path, "--report=json=-").out)

    ran = run_cli("inventory", "init", git_repo.path)
    keyless = run_cli("inventory", "init", git_repo.path, MCP_EXPOSURE_KEY="")

    fingerprint = report["credentials"][0]["fingerprint"]
    assert f'#subject.fingerprint = "{fingerprint}"' in ran.out
    assert github() not in ran.out
    assert "#[[attestations]]" not in keyless.out
    assert "with --key-file for the attestations of 1 credential" in keyless.out


def test_hostile_names_of_files_servers_and_directories_are_inert(
    tmp_path: Path, run_cli: Run
) -> None:
    name = '\x1b[2J"]\n[[servers]]\nid="e\u202e\\*[a-z]?##vso[task]'
    repo = new_repository(tmp_path / "ho\u202e\"'[x]*")
    text = mcp_json(API_KEY=opaque()).replace('"github"', json.dumps(name))
    repo.commit({f"prod/{name}/.mcp.json": text})
    file = tmp_path / "inventory.toml"

    ran = run_cli("inventory", "init", repo.path, "--output", file)

    assert ran.code == 0
    written = file.read_text()
    assert all(char.isprintable() or char == "\n" for char in written)
    assert load(file)[0].servers == ()
    file.write_text(agreed(written))
    assert len(load(file)[0].servers) == 1
    row = _rows(run_cli("scan", repo.path, "--report=json=-", "--inventory", file).out)[0]
    assert row["environment_basis"]["confidence"] == "declared"


def test_a_secret_in_a_name_of_another_repository_makes_no_draft(
    tmp_path: Path, run_cli: Run
) -> None:
    secret = opaque(3)
    one = new_repository(tmp_path / "r" / "one")
    one.commit({".mcp.json": mcp_json(API_KEY=secret)})
    two = new_repository(tmp_path / "r" / "two")
    two.commit({f"{secret}/.mcp.json": mcp_json(API_KEY=github(1))})
    file = tmp_path / "inventory.toml"

    written = run_cli("inventory", "init", tmp_path / "r", "--output", file)
    printed = run_cli("inventory", "init", tmp_path / "r")

    assert (written.code, printed.code) == (4, 4)
    assert "nothing was written" in written.err
    assert secret not in written.err + printed.err + printed.out
    assert not file.exists()


def test_a_file_that_is_there_is_replaced_only_if_asked_for(
    git_repo: GitRepo, tmp_path: Path, run_cli: Run
) -> None:
    git_repo.commit({".mcp.json": mcp_json()})
    file = tmp_path / "inventory.toml"
    file.write_text("mine")
    file.chmod(0o644)

    kept = run_cli("inventory", "init", git_repo.path, "--output", file)
    assert (kept.code, file.read_text()) == (2, "mine")
    assert "or replace it by --force" in kept.err
    replaced = run_cli("inventory", "init", git_repo.path, "--output", file, "--force")
    assert (replaced.code, replaced.err) == (0, "")
    assert file.read_text().startswith("# Inventory, drafted")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    nowhere = run_cli("inventory", "init", git_repo.path, "--output", tmp_path / "no" / "f")
    assert nowhere.code == 4
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "inventory.toml", "repo", "where-it-runs",
    ]  # fmt: skip


def test_what_was_not_read_is_said_and_makes_three(tmp_path: Path, run_cli: Run) -> None:
    ran = run_cli("inventory", "init", tmp_path / "missing")

    assert ran.code == 3
    assert "# Not seen: " in ran.out
    assert "not everything was read" in ran.err
    assert CODE.sub("", ran.out).count("[[map]]") == 0
