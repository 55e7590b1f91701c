"""Every client of which it is known what to write: a real file, mended, applied, scanned again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scanner.discovery.catalogue import Client, by_id, clients
from scanner.discovery.expansion import syntaxes
from scanner.model import UnitResult
from tests import tokens
from tests.repositories import new_repository
from tests.scanner.fixing.fixing import Fixed, again, apply, fixed, on_disk

WRITING = tuple(c for c in clients() if c.replace and c.replace.syntax)

FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "claude-code-project": (".mcp.json", ("mcpServers",)),
    "claude-code-user": (".claude.json", ("mcpServers",)),
    "claude-code-managed": ("managed-mcp.json", ("mcpServers",)),
    "claude-code-plugin": (".claude-plugin/plugin.json", ("mcpServers",)),
    "cline": ("cline_mcp_settings.json", ("mcpServers",)),
    "continue-yaml": (".continue/config.yaml", ("mcpServers",)),
    "copilot-cli": (".copilot/mcp-config.json", ("mcpServers",)),
    "cursor": (".cursor/mcp.json", ("mcpServers",)),
    "gemini-cli": (".gemini/settings.json", ("mcpServers",)),
    "kiro": (".kiro/settings/mcp.json", ("mcpServers",)),
    "librechat": ("librechat.yaml", ("mcpServers",)),
    "mcphost-json": (".mcphost.json", ("mcpServers",)),
    "mcphost-yaml": (".mcphost.yml", ("mcpServers",)),
    "mcphub": ("mcphub/mcp_settings.json", ("mcpServers",)),
    "opencode": ("opencode.json", ("mcp",)),
    "qwen-code": (".qwen/settings.json", ("mcpServers",)),
    "roo": (".roo/mcp.json", ("mcpServers",)),
    "visual-studio": (".vs/mcp.json", ("servers",)),
    "vscode": (".vscode/mcp.json", ("servers",)),
    "vscode-settings": (".vscode/settings.json", ("mcp", "servers")),
    "vscode-workspace": ("shop.code-workspace", ("settings", "mcp", "servers")),
    "windsurf": (".windsurf/mcp_config.json", ("mcpServers",)),
    "windsurf-user": (".codeium/windsurf/mcp_config.json", ("mcpServers",)),
}


def named(client: Client) -> str:
    return client.id


def servers(client: Client) -> dict[str, Any]:
    """Return two servers with a credential in each place where the client expands references."""
    where = client.replace.where if client.replace else frozenset()
    local: dict[str, Any] = {"command": "npx", "args": ["-y", "@acme/server-shop"]}
    remote: dict[str, Any] = {"url": "https://tools.example.com/mcp"}
    if "env" in where:
        local["env"] = {"SHOP_TOKEN": tokens.github(), "SHOP_MODE": "test"}
    if "arguments" in where:
        local["args"] += ["--api-key", tokens.opaque(1), "--header", f"X-Key: {tokens.opaque(2)}"]
    if "headers" in where:
        remote["headers"] = {"Authorization": f"Bearer {tokens.opaque(3)}"}
    if "url" in where:
        remote["url"] += f"?api_key={tokens.opaque(4)}"
    return {"shop": local, "tools": remote}


def written(client: Client, keys: tuple[str, ...]) -> str:
    content: Any = servers(client)
    if client.id == "continue-yaml":
        content = [{"name": name, **server} for name, server in content.items()]
    for key in reversed(keys):
        content = {key: content}
    # JSON is YAML as well; TOML clients have tests of their own.
    return json.dumps(content, indent=2) + "\n"


def test_each_client_that_writes_references_has_a_file_here() -> None:
    assert set(FILES) == {client.id for client in WRITING}


@pytest.mark.parametrize("client", WRITING, ids=named)
def test_what_is_written_is_a_reference_that_the_client_expands(client: Client) -> None:
    assert client.replace
    found = syntaxes(client.replace.write("shop-token" if client.replace.asks else "SHOP_TOKEN"))

    assert client.replace.syntax in found
    assert client.replace.syntax in client.references
    assert client.replace.source.startswith("https://")


@dataclass(frozen=True, slots=True)
class Mended:
    """One repository with the files of all clients, before and after."""

    before: UnitResult
    done: Fixed
    after: UnitResult


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Mended:
    repo = new_repository(tmp_path_factory.mktemp("clients") / "repo")
    repo.commit({FILES[client.id][0]: written(client, FILES[client.id][1]) for client in WRITING})
    before, done = again(repo.path), fixed(repo.path)
    assert apply(repo.path, done.text) == ""
    repo.commit()
    return Mended(before, done, again(repo.path))


def test_no_credential_is_printed_and_none_is_left(mended: Mended) -> None:
    assert mended.done.fix.by_hand == ()
    assert not [seed for seed in range(5) if tokens.opaque(seed) in mended.done.text]
    assert tokens.github() not in mended.done.text
    assert list(on_disk(mended.after)) == []


@pytest.mark.parametrize("client", WRITING, ids=named)
def test_all_servers_are_there_with_references_that_their_client_expands(
    client: Client, mended: Mended
) -> None:
    path, _ = FILES[client.id]
    before = [one for one in mended.before.declarations if one.path == path]
    live = [one for one in mended.after.declarations if one.path == path and one.lifetime.worktree]
    held = {o.fingerprint for o in mended.before.occurrences if o.path == path}

    assert {one.client for one in live} == {client.id}
    assert sorted(one.name for one in live) == sorted(one.name for one in before)
    assert sum(one.references for one in live) == len(held)
    assert [one.unexpanded for one in live] == [()] * len(live)


@pytest.mark.parametrize("key", ["zed", "claude-desktop", "antigravity"])
def test_where_a_client_expands_nothing_no_patch_is_made_up(key: str, tmp_path: Path) -> None:
    path, keys = {
        "zed": (".zed/settings.json", "context_servers"),
        "claude-desktop": ("claude_desktop_config.json", "mcpServers"),
        "antigravity": (".agents/mcp_config.json", "mcpServers"),
    }[key]
    content = {keys: {"shop": {"command": "shop", "env": {"SHOP_TOKEN": tokens.github()}}}}
    repo = new_repository(tmp_path / "repo")
    repo.commit({path: json.dumps(content)})

    done = fixed(repo.path)

    (place,) = done.fix.by_hand
    replace = by_id()[key].replace
    assert done.fix.patches == ()
    assert replace
    assert place.source == replace.source
    assert replace.instead in place.reason


def test_of_an_unknown_client_it_is_said_that_nothing_is_known(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    content = {"mcpServers": {"shop": {"command": "shop", "env": {"SHOP_TOKEN": tokens.github()}}}}
    repo.commit({".junie/mcp/mcp.json": json.dumps(content)})

    (place,) = fixed(repo.path).fix.by_hand

    assert place.reason.startswith("it is not known whether this client")
