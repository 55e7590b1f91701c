import pytest

from scanner.configs import Mapping, Scalar
from scanner.discovery.catalogue import Client, clients
from scanner.discovery.shape import is_server, servers
from tests.scanner.discovery.trees import Plain, tree


def client(wanted: str) -> Client:
    (found,) = (known for known in clients() if known.id == wanted)
    return found


def pointers(plain: Plain, wanted: str) -> list[str]:
    return [found.pointer for found in servers(tree(plain), client(wanted))]


@pytest.mark.parametrize(
    "plain",
    [
        {"command": "npx"},
        {"command": "npx -y files-mcp --root /srv"},
        {"command": ["npx", "-y", "files-mcp"]},
        {"command": {"path": "files-mcp", "args": [], "env": {}}},
        {"cmd": "uvx", "type": "stdio"},
        {"command": "npx", "type": "anything"},
        {"command": "npx", "args": "-y files-mcp"},
        {"url": "https://example.com/mcp"},
        {"url": "${MCP_URL}"},
        {"url": "<your url>"},
        {"url": "localhost:3000/sse"},
        {"url": "unix:///run/mcp.sock"},
        {"serverUrl": "https://example.com/mcp", "disabled": True},
        {"httpUrl": "https://example.com/mcp", "type": None},
        {"type": "streamable-http", "url": "https://example.com/mcp"},
        {"transportType": "streamableHttp", "url": "https://example.com/mcp"},
        {"transport": {"type": "sse", "url": "https://example.com/sse"}},
        {"transport": {"type": "stdio", "command": "files-mcp"}},
    ],
)
def test_what_starts_or_reaches_a_server_is_one(plain: Plain) -> None:
    assert is_server(tree(plain))


@pytest.mark.parametrize(
    "plain",
    [
        "npx",
        ["npx"],
        {},
        {"enabled": False},
        {"disabled": True, "autoApprove": []},
        {"command": ""},
        {"command": " "},
        {"command": None},
        {"command": 3},
        {"command": []},
        {"command": {"type": "string", "description": "The program"}},
        {"url": None},
        {"url": ""},
        {"url": "URL"},
        {"url": {"type": "string"}},
        {"type": "git", "url": "https://github.com/example/files-mcp"},
        {"name": "read", "description": "Reads", "inputSchema": {"type": "object"}},
        {"command": "Command", "args": "Arguments", "env": "Variables"},
        {"title": "Server", "description": "The server's address"},
        {"use": True},
    ],
)
def test_a_near_miss_is_no_server(plain: Plain) -> None:
    assert not is_server(tree(plain))


def test_a_plain_yaml_null_or_number_is_no_command() -> None:
    for text in ("null", "~", "true", "8080", "1.5e3", ""):
        node = Mapping(((Scalar("command", ()), Scalar(text, (), quoted=False)),))
        assert not is_server(node)


def test_a_quoted_number_is_a_command() -> None:
    assert is_server(Mapping(((Scalar("command", ()), Scalar("7", ())),)))


SERVER: dict[str, Plain] = {"command": "npx", "args": ["-y", "files-mcp"]}
REMOTE: dict[str, Plain] = {"url": "https://example.com/mcp"}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ({"mcpServers": {"a": SERVER, "b": REMOTE}}, ["/mcpServers/a", "/mcpServers/b"]),
        ({"servers": {"a": SERVER}, "inputs": []}, ["/servers/a"]),
        ({"mcp": {"servers": {"a": SERVER}}}, ["/mcp/servers/a"]),
        ({"mcp": {"a": SERVER}}, ["/mcp/a"]),
        ({"mcpServers": [{"name": "a", **SERVER}]}, ["/mcpServers/0"]),
        ({"servers": [{"type": "sse", **REMOTE}, REMOTE]}, ["/servers/0"]),
        ({"a": SERVER, "b": {"enabled": False}}, ["/a"]),
        ({"$schema": "https://example.com", "_note": "x", "a": SERVER}, ["/a"]),
        (SERVER, [""]),
        ({"shop": {"mcpServers": {"a": SERVER}}}, ["/shop/mcpServers/a"]),
    ],
)
def test_any_file_is_mcp_by_its_shape(plain: Plain, expected: list[str]) -> None:
    assert pointers(plain, "generic-json") == expected


@pytest.mark.parametrize(
    "plain",
    [
        {"openapi": "3.1.0", "servers": [{"url": "https://api.example.com"}], "paths": {}},
        {"asyncapi": "2.6.0", "servers": {"live": {"url": "https://api.example.com"}}},
        {"servers": [{"url": "https://api.example.com", "description": "live"}]},
        {"name": "files-mcp", "repository": {"type": "git", "url": "https://example.com/r"}},
        {"name": "files-mcp", "bugs": {"url": "https://example.com/bugs"}, "scripts": {"a": "b"}},
        {"name": "files-mcp", "url": "https://example.com", "version": "1.0.0"},
        {"tools": [{"name": "read", "inputSchema": {"properties": {"url": {"type": "string"}}}}]},
        {"mcp": {"servers": {"title": "Servers", "url": "URL", "command": "Command"}}},
        {"mcpServers": {"title": "Servers", "empty": "No servers yet"}},
        {"properties": {"mcpServers": {"additionalProperties": {"type": "object"}}}},
        [{"question": "What is MCP?", "url": "https://example.com/answer"}],
        {"mcpServers": {}},
        {"mcpServers": {"a": {"enabled": False}}},
        {"a": {"disabled": True}},
        "mcpServers",
        None,
    ],
)
def test_a_near_miss_named_after_mcp_is_no_configuration(plain: Plain) -> None:
    assert pointers(plain, "generic-json") == []


def test_where_the_path_is_proof_an_environment_alone_completes_a_server() -> None:
    plain: Plain = {"mcp": {"servers": {"chat": {"env": {"CHAT_TOKEN": "x"}}, "b": {"env": {}}}}}

    assert pointers(plain, "mcp-agent-secrets") == ["/mcp/servers/chat"]
    assert pointers(plain, "generic-yaml") == []


def test_builtin_extensions_are_no_servers() -> None:
    plain: Plain = {"extensions": {"developer": {"type": "builtin", "enabled": True}, "a": SERVER}}

    assert pointers(plain, "goose") == ["/extensions/a"]


def test_switches_of_the_user_interface_are_no_servers() -> None:
    plain: Plain = {"interface": {"mcpServers": {"use": True}}, "mcpServers": {"a": REMOTE}}

    assert pointers(plain, "librechat") == ["/mcpServers/a"]


def test_a_flat_map_with_one_other_thing_in_it_is_none() -> None:
    plain: Plain = {"a": SERVER, "about": {"title": "Files"}}

    assert pointers(plain, "claude-code-project") == []


def test_each_dialect_of_the_same_file_name_is_read_by_its_own_client() -> None:
    plain: Plain = {"inputs": [{"id": "key"}], "servers": {"a": SERVER}}

    assert pointers(plain, "visual-studio") == ["/servers/a"]
    assert pointers(plain, "claude-code-project") == []


def test_a_server_in_a_very_deep_tree_is_still_found() -> None:
    deep = tree("end")
    for _ in range(50_000):
        deep = Mapping(((Scalar("a", ()), deep),))
    root = Mapping(((Scalar("noise", ()), deep), (Scalar("mcpServers", ()), tree({"a": SERVER}))))

    assert [at.pointer for at in servers(root, client("cursor"))] == ["/mcpServers/a"]


def names(plain: Plain, wanted: str) -> list[str]:
    return [found.key for found in servers(tree(plain), client(wanted))]


def resource(kind: str, name: str, **spec: Plain) -> Plain:
    return {"kind": kind, "metadata": {"name": name}, "spec": {**spec}}


def test_resources_of_kubernetes_are_told_by_their_kind() -> None:
    documents: list[Plain] = [
        resource("MCPServer", "a", image="mcp/a"),
        resource("RemoteMCPServer", "b", url="https://example.com/mcp"),
        resource("MCPRemoteProxy", "c", remoteUrl="https://example.com/mcp"),
        resource("ToolServer", "d", config={"stdio": {"command": "d"}}),
        resource("Ingress", "e", url="https://example.com/mcp", image="mcp/e"),
        resource("VirtualMCPServer", "f", groupRef={"name": "tools"}),
    ]

    assert sorted(names(documents, "kubernetes")) == ["a", "b", "c", "d"]
    assert sorted(names({"kind": "List", "items": documents}, "kubernetes")) == ["a", "b", "c", "d"]
    assert [names(document, "kubernetes") for document in documents[:4]] == [
        ["a"],
        ["b"],
        ["c"],
        ["d"],
    ]
    assert [names(document, "kubernetes") for document in documents[4:]] == [[], []]


@pytest.mark.parametrize(("image", "expected"), [("mcp/files", ["files"]), ("postgres:17", [])])
def test_a_container_is_a_server_if_its_image_is_named_after_mcp(
    image: str, expected: list[str]
) -> None:
    containers: Plain = [{"name": "files", "image": image, "env": [{"name": "A", "value": "b"}]}]
    workload = resource("Deployment", "x", template={"spec": {"containers": containers}})

    assert names(workload, "kubernetes") == expected


def test_compose_services_are_servers_by_an_image_or_a_command_of_mcp() -> None:
    services: Plain = {
        "gateway": {"image": "docker/mcp-gateway"},
        "files": {"build": ".", "command": ["uvx", "mcp-server-files"]},
        "web": {"image": "nginx", "command": "serve --mcp"},
        "viewer": {"image": "sqlite-web", "command": ["/data/mcp-analysis.db"]},
    }

    assert names({"services": services}, "compose-gateway") == ["gateway", "files"]


def test_nodes_of_a_workflow_are_told_by_their_type_and_go_by_their_name() -> None:
    url = "https://example.com/mcp?x=1"
    nodes: Plain = [
        {"name": "Fetch", "type": "n8n-nodes-base.httpRequest", "parameters": {"url": url}},
        {"name": "Search", "type": "x.mcpClientTool", "parameters": {"endpointUrl": f"={url}"}},
        {"name": "Other", "type": "x.mcpClientTool", "parameters": {"endpointUrl": ""}},
    ]

    assert names({"nodes": nodes, "connections": {}}, "n8n") == ["Search"]


def test_a_flow_configures_a_server_in_text_or_not_at_all() -> None:
    config: Plain = {"data": {"inputs": {"mcpServerConfig": SERVER}}}
    text: Plain = {"data": {"inputs": {"mcpServerConfig": "{command: 'npx'}"}}}

    assert pointers({"nodes": [text, config]}, "flowise") == [
        "/nodes/1/data/inputs/mcpServerConfig"
    ]


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ({"packages": [{"name": "left-pad", "version": "1.0.0"}]}, "server-json"),
        ({"remotes": [{"type": "git", "url": "https://example.com/r"}]}, "server-json"),
        ({"remotes": [{"name": "origin", "url": "https://example.com/r"}]}, "server-json"),
        ({"name": "App", "icons": [{"src": "/a.png", "type": "image/png"}]}, "teams-manifest"),
        ({"runtimes": [{"type": "OpenApi", "spec": {"url": "openapi.yaml"}}]}, "copilot-plugin"),
        ({"registry": {"url": "https://example.com"}}, "docker-catalog"),
        ({"name": "web", "type": "server", "port": 80}, "docker-registry"),
        ({"image": "nginx", "name": "web"}, "toolhive"),
        ({"server": {"port": 80}, "servers": [{"url": "https://example.com"}]}, "common-json"),
        ({"servers": {"web": {"url": "https://example.com"}}}, "common-yaml"),
        ({"gateways": [{"name": "internet", "address": "10.0.0.1"}]}, "contextforge"),
        ([{"url": "https://example.com", "type": "mcp"}], "open-webui"),
        ({"nodes": [{"type": "mcpClientTool", "parameters": {}}]}, "n8n"),
        ({"tools": [{"type": "function", "url": "https://example.com"}]}, "generic-json"),
    ],
)
def test_a_near_miss_of_a_manifest_is_no_configuration(plain: Plain, wanted: str) -> None:
    assert pointers(plain, wanted) == []


def test_a_tool_of_a_request_is_a_server_if_it_says_so() -> None:
    tools: Plain = [{"type": "mcp", "server_label": "search", "server_url": "https://example.com"}]

    assert names({"model": "small", "tools": tools}, "generic-json") == ["search"]


def test_a_name_is_never_taken_from_a_key() -> None:
    plain: Plain = [{"auth_type": "bearer", "url": "https://example.com/mcp", "key": "secret"}]

    assert names(plain, "open-webui") == ["0"]
