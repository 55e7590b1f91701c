import re
from importlib.resources import files

import pytest

from scanner.configs import Scalar
from scanner.discovery.catalogue import Client, clients, matches, read_clients
from scanner.discovery.fields import dialects
from scanner.discovery.globs import expand
from scanner.discovery.selectors import select
from scanner.discovery.shape import servers
from scanner.discovery.tables import Table
from scanner.syntax import Format, parse

GLOBS = [(client, glob) for client in clients() for path in client.paths for glob in expand(path)]
A_TOKEN = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")


def ids(path: str) -> list[str]:
    return [client.id for client in matches(path)]


def by_id(client: Client) -> str:
    return client.id


def one(wanted: str) -> Client:
    (client,) = (client for client in clients() if client.id == wanted)
    return client


def test_ids_are_unique_and_in_kebab_case() -> None:
    found = [client.id for client in clients()]

    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", client) for client in found)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"format": "xml"}, "'format' is not one of json, toml, yaml"),
        ({"loose": [{"select": "env.*", "slot": "pocket"}]}, "'slot' is not a slot"),
        ({"loose": [{"path": "env.*", "slot": "env"}]}, "unknown key 'path'"),
        ({"references": ["dollars"]}, "'references' is not known: dollars"),
        ({"servers": ["a...b"]}, "selector 'a...b'"),
        ({"paths": []}, "'paths' is not a list of globs, or content = true without any"),
        ({"content": True}, "'paths' is not a list of globs, or content = true without any"),
        ({"fields": {"uri": []}}, "unknown key 'uri'"),
        ({"globs": []}, "unknown key 'globs'"),
        ({"replace": {"with": "$X"}}, "unknown key 'with'"),
        ({"replace": {"syntax": "percent"}}, "'syntax' is not one of the client's references"),
        ({"replace": {"where": ["env"], "source": ""}}, "'where' is not a list of"),
        ({"replace": {"instead": "No."}}, "'source' is not a text"),
        ({"sample": None}, "'sample' is not a text"),
    ],
)
def test_a_wrong_description_is_an_error_that_names_its_file(
    entry: dict[str, object], message: str
) -> None:
    texts = {"id": "a", "name": "A", "format": "json", "source": "", "sample": "", "paths": ["a"]}

    with pytest.raises(ValueError, match=f"a\\.toml: {re.escape(message)}"):
        list(read_clients(Table("a.toml", {"client": [texts | entry]})))


def test_every_file_of_the_folder_holds_a_client() -> None:
    texts = [file.read_text() for file in (files("scanner.discovery") / "clients").iterdir()]

    assert all("[[client]]" in text for text in texts)
    assert sum(text.count("[[client]]") for text in texts) == len(clients())


@pytest.mark.parametrize("client", clients(), ids=by_id)
def test_a_client_says_where_its_facts_are_from(client: Client) -> None:
    assert client.name
    assert client.servers or client.loose
    assert client.source.startswith("https://")


@pytest.mark.parametrize("client", clients(), ids=by_id)
def test_a_sample_parses_without_a_fault_and_holds_a_server(client: Client) -> None:
    tree = parse(client.sample.encode(), Format(client.format))
    found = list(servers(tree.root, client))

    assert tree.faults == ()
    assert found or not client.servers


def test_a_client_that_only_content_tells_is_never_found_by_a_path() -> None:
    told = [client.id for client in clients() if client.content]

    assert {"any-json", "any-yaml", "any-toml", "code", "shell", "dockerfile", "dotenv"} <= {*told}
    assert not {client.id for client, _ in GLOBS} & {*told}


@pytest.mark.parametrize("client", [client for client in clients() if client.loose], ids=by_id)
def test_loose_values_do_not_stand_within_servers(client: Client) -> None:
    root = parse(client.sample.encode(), Format(client.format)).root
    within = [at.pointer for at in servers(root, client)]
    loose = [at.pointer for rule in client.loose for at in select(root, rule.select)]

    assert not [at for at in loose if any(at.startswith(f"{server}/") for server in within)]


@pytest.mark.parametrize("client", clients(), ids=by_id)
def test_a_sample_holds_nothing_like_a_token(client: Client) -> None:
    assert A_TOKEN.findall(client.sample) == []


@pytest.mark.parametrize(("client", "glob"), GLOBS, ids=lambda value: getattr(value, "id", value))
@pytest.mark.parametrize("folder", ["", "home/User/"])
def test_a_path_made_from_a_glob_leads_to_its_client(
    client: Client, glob: str, folder: str
) -> None:
    path = glob.replace("**/", folder).replace("*", "x").replace("?", "y")

    assert client in matches(path)
    assert client in matches(path.upper())
    assert client not in matches(f"{path}/readme")


@pytest.mark.parametrize("client", clients(), ids=by_id)
def test_every_glob_may_begin_in_any_folder(client: Client) -> None:
    # A long path is cut at its front.
    assert all(glob.startswith("**/") for glob in client.paths)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".mcp.json", ["claude-code-project", "visual-studio", "generic-json"]),
        ("apps/Web/.MCP.json", ["claude-code-project", "visual-studio", "generic-json"]),
        ("home/.warp/.mcp.json", ["warp", "claude-code-project", "visual-studio", "generic-json"]),
        (".cursor/mcp.json", ["cursor", "generic-json"]),
        ("private_dot_cursor/mcp.json", ["cursor", "generic-json"]),
        (".claude/settings.local.json", ["claude-code-settings-local"]),
        ("claude_desktop_config.json", ["claude-desktop", "claude-desktop-copy", "generic-json"]),
        ("team.code-workspace", ["vscode-workspace"]),
        ("deploy/mcp.json.example", ["generic-json"]),
        ("cursor-claude.json", ["generic-json"]),
        ("mcp_agent.secrets.yaml", ["mcp-agent-secrets", "generic-yaml"]),
        (".mcp-auth/mcp-remote-0.1.37/0a1b_tokens.json", ["mcp-remote-tokens"]),
        (".claude/.credentials.json", ["claude-code-credentials"]),
        (".gemini/mcp-oauth-tokens.json", ["gemini-tokens"]),
        ("share/opencode/mcp-auth.json", ["opencode-tokens"]),
        ("worker/wrangler.jsonc", ["cloudflare-json"]),
        ("k8s/tickets.yaml", ["kubernetes-workload"]),
        ("package.json", []),
        ("src/mcp/server.ts", []),
        ("mcp.json/readme.md", []),
        ("xmcp.jsonx", []),
        ("", []),
        ("/", []),
        (".json", []),
    ],
)
def test_a_path_belongs_to_its_clients_the_most_specific_first(
    path: str, expected: list[str]
) -> None:
    assert ids(path)[: len(expected)] == expected
    assert bool(ids(path)) == bool(expected)


def test_clients_that_only_the_shape_tells_come_last() -> None:
    for client, glob in GLOBS:
        found = [c.shape for c in matches(glob.replace("**/", "").replace("*", "mcp"))]
        assert found == sorted(found), client.id


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/" * 2048 + ".cursor/mcp.json", "cursor"),
        ("line\nbreak/.cursor/mcp.json", "cursor"),
        ("\udcff\udcfe/.cursor/mcp.json", "cursor"),
        ("\0/.cursor/mcp.json", "cursor"),
        ("İ/.cursor/mcp.json", "cursor"),
        ("//.cursor/mcp.json", "cursor"),
        ("mcp" * 1365 + ".json", "generic-json"),
        ("-mcp" * 500_000 + ".json", "generic-json"),
        ("github-copilot/" * 300 + "mcp.json", "copilot-ide"),
        ("code/user/" * 500_000 + "settings.json", "vscode-settings"),
    ],
)
def test_a_strange_path_is_matched_all_the_same(path: str, expected: str) -> None:
    assert ids(path)[0] == expected


@pytest.mark.parametrize(
    "path",
    [
        "a/" * 2_000_000,
        "*" * 4096,
        "mcp" * 100_000 + ".jso",
        "github-copilot/" * 100_000 + "x.json",
    ],
)
def test_a_strange_path_of_no_client_is_of_no_client(path: str) -> None:
    assert ids(path) == []


def test_a_clients_own_fields_come_before_the_shared_ones() -> None:
    zed = one("zed").fields

    assert zed.secrets[0].text == "settings.*"
    assert zed.secrets[1:] == dialects().fields.secrets
    assert zed.command == dialects().fields.command


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("zed", "command", "older-mcp"),
        ("zed", "secrets", "<api key>"),
        ("cline", "url", "https://search.example.com/mcp"),
        ("cursor", "secrets", "${env:DESIGN_SECRET}"),
        ("codex", "names_only", "DOCS_TOKEN"),
        ("codex", "names_only", "DATABASE_URL"),
        ("gemini-cli", "url", "https://events.example.com/sse"),
        ("mcporter", "url", "https://search.example.com/mcp"),
        ("goose", "names_only", "FILES_TOKEN"),
        ("continue-yaml", "server_name", "Search"),
        ("librechat", "secrets", "${SEARCH_CLIENT_SECRET}"),
        ("mcp-proxy", "secrets", "${MAPS_TOKEN}"),
        ("litellm", "secrets", "os.environ/SEARCH_TOKEN"),
        ("mistral-vibe", "names_only", "SEARCH_KEY"),
        ("kubernetes", "command", "ghcr.io/example/tickets-mcp"),
        ("kubernetes", "command", "mcp/files"),
        ("kubernetes", "url", "https://search.example.com/mcp"),
        ("kubernetes", "server_name", "tickets"),
        ("docker-catalog", "command", "mcp/tickets"),
        ("docker-catalog", "url", "https://search.example.com/mcp"),
        ("docker-registry", "names_only", "TICKETS_TOKEN"),
        ("compose-gateway", "command", "docker/mcp-gateway"),
        ("n8n", "url", "https://search.example.com/mcp"),
        ("n8n", "server_name", "Search"),
        ("langflow", "url", "https://search.example.com/mcp"),
        ("langflow", "server_name", "search"),
        ("server-json", "command", "tickets-mcp"),
        ("server-json", "url", "https://tickets.example.com/mcp"),
        ("copilot-plugin", "url", "https://tickets.example.com/mcp"),
        ("teams-manifest", "server_name", "tickets"),
        ("open-webui", "secrets", "<api key>"),
        ("open-webui", "server_name", "Search"),
        ("contextforge", "secrets", "<token>"),
        ("mcpjungle", "secrets", "<token>"),
        ("toolhive", "command", "ghcr.io/example/tickets-mcp"),
        ("cloudflare-toml", "server_name", "tickets-mcp"),
        ("agentcore-yaml", "url", "https://tickets.example.com/mcp"),
        ("kubernetes-workload", "command", "ghcr.io/example/tickets-mcp:1"),
        ("gh-aw", "command", "mcp/tickets"),
        ("anthropic-messages", "secrets", "<token>"),
        ("openai-responses", "server_name", "search"),
        ("copilot-agent", "command", "npx"),
        ("claude-code-agent", "command", "npx"),
    ],
)
def test_fields_reach_the_parts_of_a_samples_servers(name: str, field: str, text: str) -> None:
    client = one(name)
    root = parse(client.sample.encode(), Format(client.format)).root

    found = [
        at.node.text
        for server in servers(root, client)
        for path in getattr(client.fields, field)
        for at in select(server.node, path)
        if isinstance(at.node, Scalar)
    ]

    assert text in found


def test_references_are_named_from_one_list() -> None:
    used = {name for client in clients() for name in client.references}

    assert used == set(dialects().references)


def test_only_clients_that_read_a_single_colon_as_a_default_say_so() -> None:
    found = [client.id for client in clients() if "single-colon-default" in client.references]

    assert found == ["fast-agent", "fast-agent-secrets", "quarkus", "spring-ai"]
