import pytest

from scanner.discovery.catalogue import Client, clients, matches
from scanner.discovery.prefilter import may_declare
from scanner.discovery.shape import servers
from scanner.syntax import Format, parse


@pytest.mark.parametrize(
    "client", [c for c in clients() if c.servers], ids=lambda client: client.id
)
def test_no_sample_is_left_out(client: Client) -> None:
    assert may_declare(client.sample.encode(), client)


def test_a_file_about_something_else_is_not_parsed() -> None:
    (client,) = (one for one in matches("src/config.json") if one.id == "common-json")

    assert not may_declare(b'{"rules": [{"url": "https://x.example"}]}', client)


def test_a_key_that_hides_behind_escapes_is_found() -> None:
    (client,) = (one for one in matches("src/config.json") if one.id == "common-json")
    source = b'{"\\u006dcpServers": {"a": {"command": "npx", "args": ["x"]}}}'

    assert may_declare(source, client)
    assert [found.key for found in servers(parse(source, Format.JSON).root, client)] == ["a"]


def test_a_condition_is_looked_for_before_anything_is_parsed() -> None:
    (client,) = (one for one in matches("docker-compose.yml") if one.id == "compose-gateway")

    assert not may_declare(b"services: {web: {image: nginx}}", client)
    assert may_declare(b"services: {files: {image: MCP/files}}", client)
    assert may_declare(b'{"services": {"files": {"image": "mcp\\/files"}}}', client)
