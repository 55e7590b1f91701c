import json

import pytest

from scanner.content import notebook
from scanner.content.model import Notation
from tests.scanner.content.reading_along import leads_to
from tests.tokens import opaque

SECRET = opaque()


def cell(kind: str, source: object, **fields: object) -> bytes:
    cells = [{"cell_type": kind, "source": source, **fields}]
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1).encode()


def test_the_lines_of_a_cell_are_one_text_led_to_its_places() -> None:
    source = cell("code", ["mcp = MCPServerStdio(\n", f"  env={{'é\"': '{SECRET}'}})"])
    (piece,) = notebook.read(source).pieces

    assert piece.notation is Notation.CODE
    assert piece.text.text == f"mcp = MCPServerStdio(\n  env={{'é\"': '{SECRET}'}})"
    assert leads_to(source, piece.text, SECRET)


@pytest.mark.parametrize(
    ("source", "notation", "text"),
    [
        ("%%bash\nclaude mcp add gh", Notation.SHELL, "claude mcp add gh"),
        ("%%writefile .mcp.json\n{}", Notation.JSON, "{}"),
        ("%%writefile notes\n[mcp_servers.a]\n", Notation.TOML, "[mcp_servers.a]\n"),
        ("%%html\n<pre>{}</pre>", Notation.DOCUMENT, "<pre>{}</pre>"),
        ("#!pwsh\nclaude mcp add gh", Notation.SHELL, "claude mcp add gh"),
    ],
)
def test_a_magic_says_what_its_cell_is(source: str, notation: Notation, text: str) -> None:
    (piece,) = notebook.read(cell("code", source)).pieces

    assert (piece.notation, piece.text.text) == (notation, text)


def test_commands_and_variables_among_code_are_pieces_beside_it() -> None:
    source = cell("code", "x = 1\n!claude mcp add gh \\\n  -- npx gh\n%env A_TOKEN=b\n")
    found = [(piece.notation, piece.text.text) for piece in notebook.read(source).pieces[1:]]

    assert found == [
        (Notation.SHELL, "claude mcp add gh \\\n  -- npx gh"),
        (Notation.SETTINGS, "A_TOKEN=b"),
    ]


def test_a_cell_of_text_is_a_document() -> None:
    (piece,) = notebook.read(cell("markdown", "# MCP")).pieces

    assert piece.notation is Notation.DOCUMENT


def test_what_a_cell_printed_is_read() -> None:
    printed = [
        {"output_type": "stream", "text": [f"TOKEN={SECRET}\n"]},
        {"output_type": "display_data", "data": {"text/plain": [f"'{SECRET}'"]}},
        {"output_type": "error", "evalue": f"refused {SECRET}"},
    ]
    source = cell("code", "", outputs=printed)
    pieces = notebook.read(source).pieces

    assert [piece.notation for piece in pieces] == [
        Notation.SETTINGS,
        Notation.DOCUMENT,
        Notation.DOCUMENT,
    ]
    assert all(leads_to(source, piece.text, SECRET) for piece in pieces)


def test_structured_output_is_a_configuration_as_it_stands() -> None:
    data = {"application/json": {"mcpServers": {"gh": {"command": "npx"}}}}
    (stated,) = notebook.read(cell("code", "", outputs=[{"data": data}])).stated

    assert stated.client == "any-json"


def test_cells_of_the_old_format_stand_in_worksheets() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["mcp = 1"]}]}]}
    (piece,) = notebook.read(json.dumps(old).encode()).pieces

    assert piece.text.text == "mcp = 1"


@pytest.mark.parametrize("source", [b"", b"\xff\x00", b"[]", b'{"cells": 1}', b'{"cells": [[1]]}'])
def test_what_is_no_notebook_holds_nothing(source: bytes) -> None:
    assert notebook.read(source).pieces == ()
