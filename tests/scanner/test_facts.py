"""The facts beside credentials, through a whole scan of real repositories."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.model import Slot
from detectors.secret import FingerprintKey
from scanner.facts import ApprovalId, FileFact, Pin, ReferenceKind, TraitId
from scanner.model import State, UnitResult
from scanner.records.packing import pack_result, unpack_result
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.repositories import GitRepo
from tests.tokens import github

_SETTINGS = Settings(FingerprintKey(b"k" * 32, ephemeral=False))
_SERVER = {
    "command": "npx",
    "args": ["-y", "@acme/tickets@1.2.3", "--token", "${TOKEN}", "--read-only"],
    "env": {"VAULT_TOKEN": "op://Prod/tickets/token"},
    "alwaysAllow": ["list"],
}


def scanned(path: Path, settings: Settings = _SETTINGS) -> UnitResult:
    (unit,) = (found for found in units((str(path),)) if isinstance(found, Unit))
    return scan(unit, settings)


def config(**servers: object) -> str:
    return json.dumps({"mcpServers": servers})


def test_a_declaration_carries_its_references_launch_and_traits(git_repo: GitRepo) -> None:
    git_repo.commit({".mcp.json": config(tickets=_SERVER)})

    result = scanned(git_repo.path)

    (declared,) = result.declarations
    assert {(one.kind, one.slot, one.shown) for one in declared.by_reference} == {
        (ReferenceKind.VARIABLE, Slot.ARGUMENT, True),
        (ReferenceKind.STORE, Slot.ENV, False),
    }
    assert declared.launch
    assert (declared.launch.pin, declared.launch.installs) == (Pin.EXACT, True)
    assert {one.id for one in declared.traits} == {TraitId.NARROW_SCOPE, TraitId.AUTO_APPROVED}
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own
    assert unpack_result(pack_result(result)) == result


def test_equal_addresses_in_two_servers_are_one_secret(git_repo: GitRepo) -> None:
    server = {"url": "https://a.example/mcp", "headers": {"X-Token": "op://prod/Tickets/token"}}
    git_repo.commit({".mcp.json": config(tickets=_SERVER, other=server)})

    references = [
        one for found in scanned(git_repo.path).declarations for one in found.by_reference
    ]

    identities = {one.identity for one in references if one.kind is ReferenceKind.STORE}
    assert len(identities) == 1


@pytest.mark.parametrize("by_content", [True, False])
def test_settings_that_declare_no_server_are_read_for_approvals(
    git_repo: GitRepo, by_content: bool
) -> None:
    path = ".claude/settings.local.json"
    allowed = {"permissions": {"allow": ["Bash(ls)", "mcp__tickets"]}}
    git_repo.commit({path: json.dumps(allowed | {"enableAllProjectMcpServers": True})})
    git_repo.commit({path: json.dumps(allowed)})

    result = scanned(git_repo.path, replace(_SETTINGS, by_content=by_content))

    one, gone = sorted(result.approvals, key=lambda found: found.lifetime.state, reverse=True)
    assert (one.id, one.server, one.path) == (ApprovalId.SERVER_ALLOWED, "tickets", path)
    assert (one.lifetime.state, one.lifetime.refs) == (State.LIVE, ("refs/heads/main",))
    assert (gone.id, gone.lifetime.state) == (ApprovalId.ALL_SERVERS, State.HISTORY)
    assert not result.declarations


def test_a_secret_is_taken_out_of_every_fact(git_repo: GitRepo) -> None:
    secret = github()
    server = {
        "command": "npx",
        "args": ["-y", f"tickets@{secret}", "--tools", secret],
        "env": {"TOKEN": secret, "MORE": f"${{{secret}}}"},
        "alwaysAllow": [secret],
    }
    settings = {"permissions": {"allow": [f"mcp__{secret}__{secret}"]}}
    git_repo.commit(
        {".mcp.json": config(tickets=server), ".claude/settings.json": json.dumps(settings)}
    )

    result = scanned(git_repo.path)

    assert result.credentials
    assert result.approvals
    assert secret not in repr(result)


def fact(result: UnitResult, path: str) -> FileFact:
    return next(one for one in result.files if one.path == path)


def test_a_file_is_told_with_its_mode_and_what_git_does_with_it(git_repo: GitRepo) -> None:
    tracked, untracked = ".mcp.json", "local/.claude/settings.local.json"
    git_repo.commit({tracked: config(tickets=_SERVER), ".gitignore": "*.local.json\n"})
    git_repo.write(untracked, config(tickets=_SERVER))
    (git_repo.path / tracked).chmod(0o600)
    (git_repo.path / untracked).chmod(0o644)
    (git_repo.path / untracked).parent.chmod(0o777)

    result = scanned(git_repo.path)

    one, other = fact(result, tracked), fact(result, untracked)
    assert (one.tracked, one.ignored, one.mode) == (True, False, 0o600)
    assert (one.open_directory, one.local_only) == (False, "")
    assert (other.tracked, other.ignored, other.mode) == (False, True, 0o644)
    assert (other.open_directory, other.local_only) == (True, "local settings")


@pytest.mark.parametrize(
    ("file", "rules", "ignored"),
    [
        (".gitignore", "deploy/\n", True),
        (".gitignore", "deploy/*\n!deploy/.mcp.json\n", False),
        ("deploy/.gitignore", "/.mcp.json\n", True),
        ("other/.gitignore", "*\n", False),
        (".git/info/exclude", ".mcp.json\n", True),
    ],
)
def test_the_rules_of_the_repository_are_read_as_git_reads_them(
    git_repo: GitRepo, file: str, rules: str, ignored: bool
) -> None:
    git_repo.commit({"README.md": "none"})
    git_repo.write("deploy/.mcp.json", config(tickets=_SERVER))
    git_repo.write(file, rules)

    assert fact(scanned(git_repo.path), "deploy/.mcp.json").ignored is ignored


def test_the_settings_of_a_hostile_repository_do_not_tell_what_is_ignored(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.write_text("*\n")
    git_repo.commit({".mcp.json": config(tickets=_SERVER)})
    git_repo.git("config", "core.excludesFile", str(rules))

    assert fact(scanned(git_repo.path), ".mcp.json").ignored is False


def test_without_git_nothing_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / ".mcp.json").write_text(config(tickets=_SERVER))

    one = fact(scanned(tmp_path), ".mcp.json")

    assert (one.tracked, one.ignored, one.unknown) == (None, None, "there is no git")
    assert one.mode is not None


@pytest.mark.parametrize(
    ("path", "local_only"),
    [
        (".claude/settings.local.json", "local settings"),
        ("claude_desktop_config.json", "Claude Desktop: one user's file"),
        (".mcp.json", ""),
    ],
)
def test_the_name_of_a_file_may_say_that_it_is_never_to_be_committed(
    git_repo: GitRepo, path: str, local_only: str
) -> None:
    git_repo.commit({path: config(tickets=_SERVER)})

    assert fact(scanned(git_repo.path), path).local_only == local_only
