import tomllib
from importlib.resources import files
from typing import Any

import pytest

from scanner.configs import ServerDeclaration
from scanner.content import shell
from scanner.content.model import Notation
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.syntax import position
from tests import tokens

CLIENTS = {client.id: client for client in clients()}
TOKEN = tokens.opaque()
TABLE = tomllib.loads((files("scanner.content") / "commands.toml").read_text("utf-8"))


def _servers(source: str) -> list[tuple[str, ServerDeclaration]]:
    return [
        (stated.client, server)
        for stated in shell.read(source.encode()).stated
        for server in extract(stated.tree, CLIENTS[stated.client]).servers
    ]


def _told(source: str) -> dict[str, str]:
    ((_, server),) = _servers(source)
    return {value.name: value.scalar.text for value in server.values}


@pytest.mark.parametrize("entry", TABLE["command"], ids=lambda entry: f"{entry['programs'][0]}")
def test_every_command_is_for_a_known_client_and_has_a_source(entry: dict[str, Any]) -> None:
    assert entry["client"] in CLIENTS
    assert entry["source"].startswith("https://")


@pytest.mark.parametrize(
    "entry",
    [
        entry
        for entry in TABLE["command"]
        if "target" in entry.get("operands", ()) and entry["programs"] != ["*"]
    ],
    ids=lambda entry: f"{entry['programs'][0]}",
)
def test_every_command_that_takes_a_target_states_a_server_of_its_client(
    entry: dict[str, Any],
) -> None:
    name = "given" if "name" in entry["operands"] else ""
    verb = entry.get("verbs", [""])[0]
    found = _servers(f"{entry['programs'][0]} {verb} {name} https://x.example.com/mcp")

    assert [client for client, _ in found] == [entry["client"]]
    assert [url.text for url in found[0][1].urls] == ["https://x.example.com/mcp"]


@pytest.mark.parametrize(
    "source",
    [
        "claude mcp add -e KEY=val gh -- npx -y gh-mcp",
        "claude mcp add gh --env=KEY=val -s user -- npx -y gh-mcp",
        "claude mcp add gh -eKEY=val -- npx -y gh-mcp",
        "claude mcp add -e A=1 KEY=val gh -- npx -y gh-mcp",
        "claude mcp add gh -- npx -y gh-mcp -e KEY=val",
        "claude mcp add gh npx -y gh-mcp -e KEY=val",
        'claude mcp add gh --env "KEY=val" npx -y gh-mcp',
        "sudo -E claude.exe --debug mcp add gh -e KEY=val -- npx -y gh-mcp",
        "npx -y @anthropic-ai/claude-code@latest mcp add gh -e KEY=val -- npx -y gh-mcp",
        '"$CLAUDE_BIN" mcp add gh -e KEY=val -- npx -y gh-mcp',
        "- run: claude mcp add gh -e KEY=val -- npx -y gh-mcp",
        "if ! a; then claude mcp add gh -e KEY=val -- npx -y gh-mcp; fi",
        "REM claude mcp add gh -e KEY=val -- npx -y gh-mcp",
    ],
)
def test_a_variable_reaches_its_server_wherever_it_stands(source: str) -> None:
    ((client, server),) = _servers(source)

    assert (client, server.name) == ("claude-code-project", "gh")
    assert [word.text for word in server.command][:3] == ["npx", "-y", "gh-mcp"]
    assert ("KEY", "val") in {(value.name, value.scalar.text) for value in server.values}


@pytest.mark.parametrize(
    "source",
    [
        'claude mcp add -t http x https://x.example.com/mcp --header "Authorization: Bearer val"',
        'claude mcp add x https://x.example.com/mcp -H "A: b" "Authorization: Bearer val"',
        'gemini mcp add -t sse -H "Authorization: Bearer val" x https://x.example.com/mcp',
        'amp mcp add x --header "Authorization=Bearer val" https://x.example.com/mcp',
        'mcp add x --type http --url https://x.example.com/mcp --header Authorization "Bearer val"',
        "mcp-proxy --headers Authorization 'Bearer val' https://x.example.com/sse",
        'mcpm new x --url https://x.example.com/mcp --headers "A=b,Authorization=Bearer val"',
        'uvx mcpo --header \'{"Authorization": "Bearer val"}\' -- https://x.example.com/mcp',
        'npx -y supergateway --sse https://x.example.com/sse --header "Authorization: Bearer val"',
        'npx mcp-remote https://x.example.com/mcp --header "Authorization: Bearer val"',
        'curl -X POST -H "Authorization: Bearer val" https://x.example.com/mcp',
        'add_mcp_server x x https://x.example.com/mcp --header "Authorization: Bearer val"',
    ],
)
def test_a_header_flag_keeps_its_name(source: str) -> None:
    assert _told(source)["Authorization"] == "Bearer val"


@pytest.mark.parametrize(
    ("source", "client", "name"),
    [
        ("codex mcp add x --env KEY=val -- npx y", "codex", "x"),
        (
            "codex -c 'mcp_servers.x.command=\"npx\"' -c 'mcp_servers.x.env.KEY=\"val\"'",
            "codex",
            "x",
        ),
        ("codex --config mcp_servers.x.env.KEY=val exec hi", "codex", "x"),
        ('droid mcp add x "npx -y y" --env KEY=val', "factory", "x"),
        ("mcp add x --command npx --env KEY val", "crush", "x"),
        ('kiro-cli mcp add --name x --command npx --args "-y,y" --env "A=1,KEY=val"', "kiro", "x"),
        ("thv run -e KEY=val --secret s,target=T --name x image -- --flag", "toolhive", "x"),
        ("fastmcp install cursor server.py --env KEY=val --name x", "cursor", "x"),
        ("uv run mcp install x.py -v KEY=val -f .env", "claude-desktop", "x"),
        ("docker mcp secret set x.KEY=val", "shell", "x"),
        ('goose session --with-extension "KEY=val npx -y x"', "goose", "x"),
        ("npx @modelcontextprotocol/inspector -e KEY=val node x.js --flag", "mcp-inspector", "x"),
        ("mcp-proxy -e KEY val -- uvx x", "shell", "x"),
        ("picoclaw mcp add x --env KEY=val -- npx y", "shell", "x"),
        ('npx -y @smithery/cli install x --client claude --config \'{"KEY":"val"}\'', "shell", "x"),
        ("KEY=val npx -y x-mcp@1.2", "shell", "x-mcp"),
        ("env KEY=val uvx mcp-server-x", "shell", "mcp-server-x"),
        ("docker run -i --rm -e KEY=val mcp/x", "shell", "x"),
        ("docker run -i --name x-mcp -eKEY=val local/image:1", "shell", "x-mcp"),
        ("KEY=val x-mcp-server stdio", "shell", "x-mcp-server"),
        ("KEY=val node /opt/x-mcp/index.js", "shell", "index"),
        ("jq '.mcpServers.x.env.KEY = \"val\"' .mcp.json", "shell", "x"),
    ],
)
def test_every_way_to_give_a_variable_names_client_and_server(
    source: str, client: str, name: str
) -> None:
    ((found, server),) = _servers(source)

    assert (found, server.name) == (client, name)
    assert _told(source)["KEY"] == "val"


@pytest.mark.parametrize(
    ("source", "client", "name"),
    [
        ("claude mcp add-json -s user x '{}'", "claude-code-project", "x"),
        ("claude --mcp-config '{}' -p hi", "claude-code-project", ""),
        ("code --add-mcp '{}'", "vscode", ""),
        ("cursor --add-mcp='{}'", "cursor", ""),
        ("openclaw mcp set x '{}'", "openclaw", "x"),
        ("copilot --additional-mcp-config '{}'", "copilot-cli", ""),
        ("anything mcp add-json x '{}'", "shell", "x"),
    ],
)
def test_a_payload_is_a_piece_for_its_client(source: str, client: str, name: str) -> None:
    payload = '{"command":"npx","env":{"K":"V"}}'
    (piece,) = shell.read(source.replace("{}", payload).encode()).pieces

    assert (piece.notation, piece.client, piece.name) == (Notation.JSON, client, name)
    assert piece.text.text == payload


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("claude mcp add x \\\n  -e K={} -- npx y", (2, 8)),
        ("claude mcp add x -e 'K={}' -- npx y", (1, 24)),
        ('kiro-cli mcp add --name x --command y --env "A=1,K={}"', (1, 52)),
        ("codex -c 'mcp_servers.x.env.K=\"{}\"'", (1, 32)),
        ('uvx mcpo --header \'{{"é": "{}"}}\' -- uvx x', (1, 27)),
        ('claude mcp add x -H "A: {}" https://x.example.com', (1, 25)),
    ],
)
def test_a_value_is_where_it_stands(source: str, place: tuple[int, int]) -> None:
    text = source.format(TOKEN)
    ((_, server),) = _servers(text)
    value = next(value for value in server.values if TOKEN in value.scalar.text)

    assert position(text.encode(), value.scalar, value.scalar.text.index(TOKEN)) == place


def test_a_flag_that_lacks_its_value_takes_no_other() -> None:
    ((_, server),) = _servers("claude mcp add --client-secret --callback-port 1 x -e -- npx y")

    assert server.name == "x"
    assert [word.text for word in server.command] == ["npx", "y"]


@pytest.mark.parametrize(
    "source",
    [
        "npm install -g x-mcp",
        "pip install mcp-server-x",
        "cd x-mcp",
        "git clone https://example.com/x-mcp",
        "docker pull mcp/x",
        "docker build -t x-mcp .",
        "claude mcp list",
        "claude mcp remove x",
        "echo npx x-mcp",
        "cat mcp.json",
        "./setup-mcp.sh --all",
        "curl https://example.com/docs",
        "mkdir mcp-server",
        "npm install mcp-proxy",
    ],
)
def test_what_neither_adds_nor_starts_a_server_states_none(source: str) -> None:
    assert _servers(source) == []
