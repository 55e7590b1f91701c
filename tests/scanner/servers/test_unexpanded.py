import json

import pytest

from detectors.judge import judge
from detectors.secret import Field, FingerprintKey
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.servers.unexpanded import unresolved
from scanner.syntax import Format, parse

KEY = FingerprintKey(b"a key for tests", ephemeral=False)


def names(server: dict[str, object], wanted: str = "claude-desktop") -> tuple[str, ...]:
    (client,) = (known for known in clients() if known.id == wanted)
    text = json.dumps({"mcpServers": {"tickets": server}})
    (declared,) = extract(parse(text.encode(), Format.JSON), client).servers
    fields = [
        (value, Field(value.reads_as or value.slot, value.name, value.scalar.text))
        for value in declared.values
    ]
    return unresolved(declared, client, [(value, judge(field, KEY)) for value, field in fields])


def test_an_environment_variable_of_a_client_that_expands_nothing_stays_as_it_is() -> None:
    server: dict[str, object] = {"command": "npx", "env": {"TOKEN": "${TOKEN}", "MODE": "fast"}}

    assert names(server) == ("TOKEN",)
    assert names(server, "claude-code-project") == ()


def test_a_header_and_a_url_are_looked_at() -> None:
    server: dict[str, object] = {
        "url": "https://${HOST}/mcp",
        "headers": {"Authorization": "Bearer ${TOKEN}"},
    }

    assert names(server) == ("Authorization", "url")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({"command": "npx", "args": ["mcp-remote@1", "https://a.io", "--header", "A:${T}"]}, ()),
        ({"command": "npx", "args": ["tickets-mcp", "--token", "${T}"]}, ("--token",)),
        ({"command": "cmd", "args": ["/c", "npx", "tickets-mcp", "--token", "%T%"]}, ()),
        ({"command": "sh", "args": ["-c", "tickets-mcp --token $T"]}, ()),
        ({"command": "docker", "args": ["run", "-e", "TOKEN=${T}", "mcp/a"]}, ("TOKEN",)),
        ({"command": "npx", "args": ["envmcp", "tickets-mcp", "$TOKEN"]}, ()),
        ({"command": "npx", "args": ["tickets-mcp", "$TOKEN"]}, ("/mcpServers/tickets/args/1",)),
    ],
)  # fmt: skip
def test_what_the_program_itself_resolves_is_resolved(
    server: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert names(server) == expected


def test_nothing_is_said_of_a_client_that_nothing_is_known_of() -> None:
    server: dict[str, object] = {"command": "npx", "args": ["x"], "env": {"TOKEN": "${TOKEN}"}}

    assert names(server, "kimi") == ()
    assert names(server, "generic-json") == ()
    assert names(server, "any-json") == ()
