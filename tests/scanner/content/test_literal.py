import pytest

from scanner.content import literal
from scanner.syntax import position
from tests.scanner.syntax.structures import Plain, plain, scalars


def servers(source: str) -> Plain:
    """Return the servers of a literal by name."""
    root = plain(literal.tree(source.encode()).root)
    assert isinstance(root, dict)
    return root.get("mcpServers", {})


def server(source: str) -> Plain:
    """Return the one server of a literal."""
    found = servers(source)
    assert isinstance(found, dict)
    assert len(found) == 1
    return next(iter(found.values()))


def place(source: str, text: str) -> tuple[int, int]:
    """Return line and column of the scalar that reads `text`."""
    found = [one for one in scalars(literal.tree(source.encode()).root) if one.text == text]
    assert len(found) == 1
    return position(source.encode(), found[0], 0)


_IN_EVERY_LANGUAGE = r"""
files = StdioServerParameters(command="npx", args=["-y", "files-mcp"], env={"TOKEN": "abc"})
----
files = new StdioClientTransport({
  command: 'npx', args: ['-y', `files-mcp`], env: { TOKEN: 'abc' } })
----
files = MCPServerStdio("npx", ["-y", "files-mcp"], {"TOKEN": "abc"})
----
files = MCPServerStdio(params={
    "command": "npx", "args": ["-y", "files-mcp"], "env": {"TOKEN": "abc"}})
----
var files = ServerParameters.builder("npx")
    .args("-y", "files-mcp")
    .env(Map.of("TOKEN", "abc")).build();
----
val files = ServerParameters.builder("npx").args(listOf("-y", "files-mcp"))
    .env(mapOf("TOKEN" to "abc")).build()
----
files := StdioConfig{
	Command: "npx", Args: []string{"-y", "files-mcp"}, Env: map[string]string{"TOKEN": "abc"}}
----
var files = new StdioClientTransportOptions
{
  Command = "npx",
  Arguments = ["-y", "files-mcp"],
  EnvironmentVariables = new Dictionary<string, string?> { ["TOKEN"] = "abc" },
};
----
let files = McpServerStdio {
    command: "npx".to_string(), args: vec!["-y".into(), "files-mcp".into()],
    env: HashMap::from([("TOKEN".to_string(), "abc".to_string())]) };
----
'mcpServers' => ['files' => [
    'command' => 'npx', 'args' => array('-y', 'files-mcp'), 'env' => ['TOKEN' => 'abc']]]
----
files = MCPClient.stdio_config(
  command: 'npx', args: ['-y', 'files-mcp'], env: { 'TOKEN' => 'abc' })
----
mcpServers = {
  files = { command = "npx", args = { "-y", "files-mcp" }, env = { ["TOKEN"] = "abc" } } }
----
mcpServers.files = {
  command = "npx";
  args = [ "-y" "files-mcp" ];
  env.TOKEN = "abc";
};
----
mcp_servers = {
  files = {
    command = "npx"
    args = ["-y", "files-mcp"]
    env = { TOKEN = "abc" }
  }
}
----
mcpServers: %{"files" => %{
  command: "npx", args: ["-y", "files-mcp"], env: %{"TOKEN" => "abc"}}}
----
["mcpServers": ["files": [
    "command": "npx", "args": ["-y", "files-mcp"], "env": ["TOKEN": "abc"]]]]
----
mcp-hub-servers
 `(("files" . (:command "npx" :args ("-y" "files-mcp") :env (:TOKEN "abc"))))
----
(setq mcp-hub-servers (list (cons "files"
  '(:command "npx" :args ("-y" "files-mcp") :env (:TOKEN "abc")))))
----
"files": {"command": "npx" "args": ["-y", "files-mcp",], "env": {"TOKEN": "abc"
""".strip()
_FILES = {"command": "npx", "args": ["-y", "files-mcp"], "env": {"TOKEN": "abc"}}


@pytest.mark.parametrize("source", _IN_EVERY_LANGUAGE.split("\n----\n"))
def test_a_server_reads_the_same_in_every_language(source: str) -> None:
    assert servers(source) == {"files": _FILES}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            'client.NewStdioMCPClient("npx", []string{"TOKEN=abc"}, "-y", "files-mcp")',
            {"command": "npx", "env": ["TOKEN=abc"], "args": ["-y", "files-mcp"]},
        ),
        (
            'mcp.CommandTransport{Command: exec.Command("npx", "-y", "files-mcp")}',
            {"command": "npx", "args": ["-y", "files-mcp"]},
        ),
        (
            (
                'TokioChildProcess::new(Command::new("npx")\n'
                '    .configure(|cmd| { cmd.arg("-y").env("TOKEN", "abc"); }))?'
            ),
            {"command": "npx", "args": ["-y"], "env": {"TOKEN": "abc"}},
        ),
        (
            (
                "MCPToolset(connection_params=StdioConnectionParams(\n"
                '    server_params=StdioServerParameters(command="npx")))'
            ),
            {"command": "npx"},
        ),
        (
            'MCPClient(lambda: stdio_client(StdioServerParameters("uvx", args=["files-mcp"])))',
            {"command": "uvx", "args": ["files-mcp"]},
        ),
        (
            'MCPTools("npx -y files-mcp", env={"TOKEN": "abc"})',
            {"command": "npx -y files-mcp", "env": {"TOKEN": "abc"}},
        ),
        (
            (
                'new StreamableHTTPClientTransport(new URL("https://example.com/mcp"), '
                '{ requestInit: { headers: { "X-Key": "abc" } } })'
            ),
            {"url": "https://example.com/mcp", "headers": {"X-Key": "abc"}},
        ),
        (
            (
                "createMCPClient({ transport: {\n"
                '  type: "sse", url: "https://example.com/sse", headers: { K: "abc" } } })'
            ),
            {"type": "sse", "url": "https://example.com/sse", "headers": {"K": "abc"}},
        ),
        (
            'sse_client("https://example.com/sse", {"K": "abc"})',
            {"url": "https://example.com/sse", "headers": {"K": "abc"}},
        ),
        (
            (
                'NewSSEMCPClient("https://example.com/sse",\n'
                '\ttransport.WithHeaders(map[string]string{"K": "abc"}))'
            ),
            {"url": "https://example.com/sse", "headers": {"K": "abc"}},
        ),
        (
            (
                'StreamableHttpMcpTransport.builder().url("https://example.com/mcp")\n'
                '    .customHeaders(Map.of("K", "abc")).build()'
            ),
            {"url": "https://example.com/mcp", "headers": {"K": "abc"}},
        ),
    ],
)
def test_constructors_say_what_their_arguments_mean(source: str, expected: Plain) -> None:
    assert server(source) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('os.getenv("TOKEN")', "${TOKEN}"),
        ('os.environ["TOKEN"]', "${os.environ.TOKEN}"),
        ("settings.api_key", "${settings.api_key}"),
        ('os.environ.get("TOKEN", "abc")', "abc"),
        ('process.env.TOKEN ?? "abc"', "abc"),
        ('process.env.TOKEN || "abc"', "abc"),
        ("getenv('TOKEN') ?: 'abc'", "abc"),
        ('env::var("TOKEN").unwrap_or_else(|_| "abc".to_string())', "abc"),
        ('token if token else "abc"', "abc"),
        ('mode === "prod" ? "live" : "test"', ["live", "test"]),
        ('"Bearer " + token', "Bearer ${token}"),
        ('f"Bearer {token}"', "Bearer ${token}"),
        ("`Bearer ${token}`", "Bearer ${token}"),
        ('"Bearer %s" % token', "Bearer ${value}"),
        ('"Bearer {}".format(token)', "Bearer ${value}"),
        ('format!("Bearer {}", token)', "Bearer ${value}"),
        ('fmt.Sprintf("Bearer %s", token)', "Bearer ${value}"),
        ('$"Bearer {token}"', "Bearer ${token}"),
        ('"Bearer #{token}"', "Bearer ${token}"),
        ('"Bearer \\(token)"', "Bearer ${token}"),
        ('"Bearer $token"', "Bearer ${token}"),
        ('("ab"\n  "cd")', "abcd"),
        ('SecretStr("abc")', "abc"),
        ("r'a\\b'", "a\\b"),
        ('"a\\u0062c"', "abc"),
        ("None", "None"),
    ],
)
def test_a_variable_is_a_reference_and_a_literal_beside_it_stays(
    value: str, expected: Plain
) -> None:
    found = server(f'{{"command": "npx", "env": {{"K": {value}}}}}')

    assert isinstance(found, dict)
    assert found["env"] == {"K": expected}


def test_the_environment_that_is_spread_leaves_what_is_added() -> None:
    assert server('{"command": "npx", "env": {**os.environ, "TOKEN": "abc"}}') == {
        "command": "npx",
        "env": {"TOKEN": "abc"},
    }
    assert server("{command: 'npx', env: Object.assign({}, process.env, {TOKEN: 'abc'})}") == {
        "command": "npx",
        "env": {"TOKEN": "abc"},
    }


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('search = sse_client("https://example.com/sse")', "search"),
        ('MCPServerStdio(name="Search", params={"command": "npx"})', "Search"),
        (
            '{"type": "mcp", "server_label": "search", "server_url": "https://example.com"}',
            "search",
        ),
        (
            'params = {"command": "npx", "args": ["-y", "@example/search-mcp"]}',
            "@example/search-mcp",
        ),
        ('MCPTools("uvx search-mcp")', "search-mcp"),
        ('sse_client("https://example.com/sse")', "example.com"),
        ('config["mcpServers"]["search"] = {"command": "npx"}', "search"),
        ("$config['mcpServers']['search']['env']['TOKEN'] = 'abc';", "search"),
        ('mcpServers.search = { command: "npx" }', "search"),
        ('mcp: { servers: { search: { command: "npx" } } }', "search"),
        ('mcps=["https://example.com/mcp?key=abc"]', "example.com"),
    ],
)
def test_a_server_goes_by_its_key_its_own_name_its_package_or_its_host(
    source: str, name: str
) -> None:
    found = servers(source)

    assert isinstance(found, dict)
    assert list(found) == [name]


def test_every_value_stands_where_its_position_says() -> None:
    source = (
        "files = StdioServerParameters(\n"
        '    command="npx",\n'
        "    env={\n"
        '        "A": f"Bearer {x}-tail",\n'
        '        "B": "é" "two",\n'
        '        "C": token,\n'
        "    },\n)"
    )
    root = literal.tree(source.encode()).root
    found = {one.text: one for one in scalars(root)}

    assert place(source, "npx") == (2, 14)
    assert position(source.encode(), found["Bearer ${x}-tail"], 11) == (4, 26)
    assert position(source.encode(), found["étwo"], 1) == (5, 19)
    assert position(source.encode(), found["${token}"], 0) == (6, 14)
