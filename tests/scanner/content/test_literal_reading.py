import time

import pytest

from detectors.model import Slot
from scanner.configs import Mapping, Scalar
from scanner.content import literal
from scanner.content.literal_calls import vocabulary
from scanner.content.model import Notation
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.syntax import position
from tests.scanner.syntax.structures import scalars
from tests.tokens import opaque

_CLIENT = next(client for client in clients() if client.id == literal.CLIENT)


def test_a_server_is_extracted_with_its_values_and_pointers() -> None:
    secret = opaque()
    source = f'github = StdioServerParameters(command="npx", env={{"GITHUB_TOKEN": "{secret}"}})'

    (found,) = extract(literal.tree(source.encode()), _CLIENT).servers

    value = next(value for value in found.values if value.slot is Slot.ENV)
    assert (value.name, value.pointer) == ("GITHUB_TOKEN", "/mcpServers/github/env/GITHUB_TOKEN")
    assert value.scalar.text == secret


def test_a_hosted_connector_with_a_token_is_a_server() -> None:
    source = (
        '{"type": "mcp", "server_label": "mail", "connector_id": "mail", "authorization": "abc"}'
    )

    (found,) = extract(literal.tree(source.encode()), _CLIENT).servers

    assert found.name == "mail"
    assert "abc" in {value.scalar.text for value in found.values}


def test_what_is_commented_out_is_a_piece_and_prose_a_comment() -> None:
    source = (
        "mcpServers: {\n"
        "  files: { command: 'npx' },\n"
        "  // search: {\n"
        "  //   command: 'uvx', env: { TOKEN: 'abc' },\n"
        "  // },\n"
        "  /* ask the platform team */\n"
        "}"
    )
    content = literal.read(source.encode())
    (piece,) = content.pieces

    assert piece.notation is Notation.LITERAL
    assert piece.text.text.startswith("search: {\n  command: 'uvx'")
    assert position(source.encode(), piece.text, piece.text.text.index("abc")) == (4, 39)
    assert [one.text.strip() for one in content.stated[0].tree.comments] == [
        "ask the platform team"
    ]


def test_a_text_without_a_server_keeps_its_values() -> None:
    root = literal.tree(b'inputs = { default: "abc", nested: ["x"] }').root

    assert isinstance(root, Mapping)
    assert {one.text for one in scalars(root)} >= {"abc", "x"}


@pytest.mark.parametrize(
    "unit",
    ['{"a":[', 'f("x",', '.a("x")', "- : ", '"a"+', '{"a":"b"},', "a .b", "`${", "){", "? : ",
     "lambda : ", 'f"{a}{{"', "// env:\n", "((((", "'\n", "<<A\n", '\\"', "a<", "x or "],
)  # fmt: skip
def test_nothing_hostile_is_slow_or_raises(unit: str) -> None:
    started = time.process_time()

    literal.read((unit * (100_000 // len(unit))).encode())

    assert time.process_time() - started < 10


def test_what_is_nested_too_deep_is_dropped_and_named() -> None:
    tree = literal.tree(b'{"a":' * 5_000)

    assert [fault.reason for fault in tree.faults] == ["nested deeper than 200 levels"]


def test_bytes_that_are_no_text_are_read() -> None:
    root = literal.tree(b'{"command": "\xff\xfe", "env": {"K": "a\x00b"}}').root

    assert {one.text for one in scalars(root)} >= {"\udcff\udcfe", "a\x00b"}


def test_every_constructor_names_known_parameters_and_its_source() -> None:
    words = vocabulary()
    known = {*words.fields.values(), "mcpServers", "*", ""}

    for constructor in words.constructors.values():
        assert {one.removesuffix("...") for one in constructor.parameters} <= known
        assert constructor.source.startswith("https://")
        assert constructor.language


def test_a_scalar_of_a_literal_does_not_show_its_text() -> None:
    (stated,) = literal.read(b'{"command": "hunter"}').stated

    assert "hunter" not in repr(stated)
    assert "hunter" not in repr(next(iter(scalars(stated.tree.root))))
    assert isinstance(next(iter(scalars(stated.tree.root))), Scalar)
