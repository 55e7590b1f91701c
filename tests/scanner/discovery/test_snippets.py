import pytest

from scanner.discovery.catalogue import clients
from scanner.discovery.shape import servers
from tests.scanner.discovery.trees import Plain, tree


def pointers(plain: Plain, wanted: str) -> list[str]:
    (client,) = (known for known in clients() if known.id == wanted)
    return [found.pointer for found in servers(tree(plain), client)]


SNIPPET: Plain = {"command": "npx", "args": ["-y", "files-mcp"]}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ({"mcpServers": {"a": SNIPPET}}, ["/mcpServers/a"]),
        ({"x": [{"y": {"mcpServers": {"a": SNIPPET}}}]}, ["/x/0/y/mcpServers/a"]),
        ({"x": {"mcp_servers": [SNIPPET]}}, ["/x/mcp_servers/0"]),
        ({"x": {"mcp": {"servers": {"a": SNIPPET}}}}, ["/x/mcp/servers/a"]),
        ({"x": {"context_servers": {"a": SNIPPET}}}, ["/x/context_servers/a"]),
        ({"body": {"tools": [{"type": "mcp", "server_url": "https://a.io"}]}}, ["/body/tools/0"]),
        ({"servers": {"a": {"url": "https://a.io/mcp"}}}, ["/servers/a"]),
        ({"a": SNIPPET, "b": SNIPPET}, ["/a", "/b"]),
        (SNIPPET, [""]),
        ([SNIPPET], ["/0"]),
        ({"mcpServers": {"a": {"enabled": False}}}, []),
        ({"scripts": {"start": {"command": "npm"}}, "name": "x"}, []),
        ({"openapi": "3.0", "servers": [{"url": "https://a.io"}]}, []),
        ([{"url": "https://a.io"}, {"url": "https://b.io"}], []),
    ],
)
def test_a_snippet_is_read_wherever_its_container_stands(plain: Plain, expected: list[str]) -> None:
    assert pointers(plain, "any-json") == expected
    assert [at for at in pointers(plain, "any-yaml") if at not in expected] == []


def test_a_server_that_several_selectors_reach_is_one() -> None:
    nested: Plain = {"mcp": {"servers": {"a": SNIPPET}, "mcpServers": {"b": SNIPPET}}}

    assert pointers(nested, "any-json") == ["/mcp/mcpServers/b", "/mcp/servers/a"]
