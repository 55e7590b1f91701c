import time

import pytest

from detectors.model import Slot
from scanner.content import settings
from scanner.content.model import Notation
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.syntax import position
from tests.scanner.syntax.structures import plain


def values(source: str) -> dict[str, str]:
    """Return the settings that belong to no server."""
    return {one.name: one.scalar.text for one in settings.read(source.encode()).loose}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("K=abc", "abc"),
        ("export K=abc", "abc"),
        ("set K=abc", "abc"),
        ('K="abc" # production', "abc"),
        ("K='a#b' # remark", "a#b"),
        ("K=abc # remark", "abc"),
        ("K=a#b", "a#b"),
        ("K = abc", "abc"),
        ("K: abc", "abc"),
        ('"K"="abc"', "abc"),
        ("# K=abc", "abc"),
        ("K=`abc`", "abc"),
        ('K="a\\nb"', "a\nb"),
        ('K="a\nb"', "a\nb"),
        ("K=a\\\n  b", "ab"),
        ("K=https\\://example.com", "https://example.com"),
        ('K="abc', "abc"),
        ("K=abc\r\nL=d", "abc"),
        ("\ufeffK=abc", "abc"),
        ("-DK=abc", "abc"),
    ],
)
def test_a_value_is_read_without_its_dress(line: str, value: str) -> None:
    assert values(line)["K"] == value


def test_a_backslash_at_the_end_of_a_path_swallows_no_setting() -> None:
    assert values("FOLDER=C:\\data\\\nTOKEN=abc")["TOKEN"] == "abc"


def test_an_unclosed_quote_costs_one_line() -> None:
    assert values('A="abc\nB=d\nC=e')["C"] == "e"


def test_settings_are_environment_at_their_place() -> None:
    source = b'[mcp]\n\nexport SEARCH_TOKEN="abc"  # for search\n'
    (value,) = settings.read(source).loose

    assert (value.slot, value.name, value.pointer) == (Slot.ENV, "SEARCH_TOKEN", "/SEARCH_TOKEN")
    assert position(source, value.scalar, 0) == (3, 22)


def test_spring_connections_are_servers_in_the_shape_of_spring() -> None:
    source = (
        "spring.ai.mcp.client.stdio.connections.files.command=npx\n"
        "spring.ai.mcp.client.stdio.connections.files.args=-y,files-mcp\n"
        "spring.ai.mcp.client.stdio.connections.files.env.TOKEN=abc\n"
        "spring.ai.mcp.client.stdio.connections.notes.args[0]=-y\n"
        "spring.ai.mcp.client.stdio.connections.notes.args[1]=notes-mcp\n"
        "spring.ai.mcp.client.stdio.connections.notes.command=npx\n"
        "spring.ai.mcp.client.sse.connections.search.url=https\\://example.com\n"
        "spring.ai.openai.api-key=def\n"
    )
    content = settings.read(source.encode())
    (stated,) = content.stated
    client = next(one for one in clients() if one.id == stated.client)
    found = {one.name: one for one in extract(stated.tree, client).servers}

    assert stated.client == "spring-ai"
    assert {name: [w.text for w in one.command] for name, one in found.items()} == {
        "files": ["npx", "-y", "files-mcp"],
        "notes": ["npx", "-y", "notes-mcp"],
        "search": [],
    }
    assert found["search"].urls[0].text == "https://example.com"
    token = next(value for value in found["files"].values if value.slot is Slot.ENV)
    assert position(source.encode(), token.scalar, 0) == (3, 56)
    assert [value.name for value in content.loose] == ["spring.ai.openai.api-key"]


def test_quarkus_clients_are_servers_in_any_profile() -> None:
    source = (
        "%dev.quarkus.langchain4j.mcp.files.transport-type=stdio\n"
        "quarkus.langchain4j.mcp.files.command=npx,-y,files-mcp\n"
        "quarkus.langchain4j.mcp.files.environment.TOKEN=abc\n"
        'quarkus.langchain4j.mcp."my search".url=https://example.com/mcp\n'
        'quarkus.langchain4j.mcp."my search".header.Authorization=Bearer abc\n'
    )
    (stated,) = settings.read(source.encode()).stated
    client = next(one for one in clients() if one.id == stated.client)
    found = {one.name: one for one in extract(stated.tree, client).servers}

    assert stated.client == "quarkus"
    assert [word.text for word in found["files"].command] == ["npx", "-y", "files-mcp"]
    header = next(v for v in found["my search"].values if v.slot is Slot.HEADER)
    assert (header.name, header.scalar.text) == ("Authorization", "Bearer abc")


def test_a_value_that_holds_a_configuration_is_a_piece() -> None:
    source = b"""A=1\nMCP_CONFIG='{"mcpServers": {"files": {"command": "npx"}}}'\n"""
    content = settings.read(source)
    (piece,) = content.pieces

    assert piece.notation is Notation.JSON
    assert position(source, piece.text, 0) == (2, 13)
    assert [value.name for value in content.loose] == ["A"]


def test_a_key_that_is_written_twice_keeps_both_values() -> None:
    prefix = "spring.ai.mcp.client.stdio.connections.files"
    source = f"{prefix}.command=npx\n{prefix}.env.TOKEN=abc\n{prefix}.env.TOKEN=def\n"
    (stated,) = settings.read(source.encode()).stated

    client = next(one for one in clients() if one.id == "spring-ai")
    (server,) = extract(stated.tree, client).servers
    assert [v.scalar.text for v in server.values if v.slot is Slot.ENV] == ["abc", "def"]
    assert plain(stated.tree.root) != {}


@pytest.mark.parametrize(
    "unit", ['A="\n', "A=b\n", "a.", 'A="\\\\', "A=b\\\n", "export ", "A[", "# ", "A='\nB"]
)
def test_nothing_hostile_is_slow_or_raises(unit: str) -> None:
    started = time.process_time()

    settings.read((unit * (1_000_000 // len(unit))).encode())
    settings.read(b"\xff\xfe=" + unit.encode() * 10)

    assert time.process_time() - started < 10
