import pytest

from scanner.configs import ServerDeclaration
from scanner.content import dockerfile
from scanner.content.model import Notation
from scanner.discovery.catalogue import clients
from scanner.servers.extract import extract
from scanner.syntax import position
from tests import tokens

CLIENT = next(client for client in clients() if client.id == "dockerfile")
TOKEN = tokens.opaque()


def _servers(source: str) -> list[ServerDeclaration]:
    found = dockerfile.read(source.encode()).stated
    return [server for stated in found for server in extract(stated.tree, CLIENT).servers]


def _values(source: str) -> dict[str, str]:
    (server,) = _servers(source)
    return {value.name: value.scalar.text for value in server.values}


@pytest.mark.parametrize(
    "line",
    [
        "ENV KEY=val",
        'ENV A=1 KEY="val" B=2',
        "ENV KEY val",
        "ENV A=1 \\\n    KEY=val",
        "ENV A=1 \\\n# note\n    KEY='val'",
        "ARG KEY=val",
        "env KEY=val",
        "ENV A=1 \\\r\n    KEY=val\r",
    ],
)
def test_a_variable_belongs_to_the_server(line: str) -> None:
    assert _values(f'FROM node\n{line}\nCMD ["node", "x.js"]')["KEY"] == "val"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("it\\ is", "it is"),
        ('"a \\"b\\""', 'a "b"'),
        ("'a \"b\"'", 'a "b"'),
        ("https://h.example.com/d?a=1&b=2;c#d", "https://h.example.com/d?a=1&b=2;c#d"),
        ("a'b c'd", "ab cd"),
        ("${OTHER:-x}", "${OTHER:-x}"),
    ],
)
def test_quotes_and_escapes_of_a_variable_are_undone(written: str, value: str) -> None:
    assert _values(f"FROM node\nENV KEY={written} B=1\nCMD x-mcp")["KEY"] == value


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('CMD ["node", "a\\"b"]', ["node", 'a"b']),
        ('ENTRYPOINT ["node", \\\n  "x.js"]\nCMD ["--flag"]', ["node", "x.js", "--flag"]),
        ("CMD node x.js 'a b'", ["node", "x.js", "a b"]),
        ("CMD cd /app && node x.js", ["node", "x.js"]),
        ('CMD ["a"]\nENTRYPOINT ["b"]', ["b"]),
    ],
)
def test_a_command_is_read_in_both_forms(lines: str, words: list[str]) -> None:
    (server,) = _servers(f"FROM node\n{lines}")

    assert [word.text for word in server.command] == words


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (
            'LABEL io.modelcontextprotocol.server.name="io.example/x"\nCMD ["node", "x.js"]',
            "io.example/x",
        ),
        ('CMD ["node", "dist/search.js"]', "search"),
        ('CMD ["npx", "-y", "search-mcp@1"]', "search-mcp"),
        ('ENTRYPOINT ["search-mcp"]', "search-mcp"),
        ("ENV K=V", "dockerfile"),
    ],
)
def test_a_server_is_named_by_its_label_or_what_it_runs(lines: str, name: str) -> None:
    assert [server.name for server in _servers(f"FROM node\n{lines}")] == [name]


def test_each_stage_that_runs_something_is_a_server() -> None:
    source = 'FROM a AS one\nENV A=1\nCMD ["x"]\nFROM b AS two\nENV B=2\nCMD ["y"]\n'

    assert [
        {value.name for value in server.values if value.name} for server in _servers(source)
    ] == [{"A"}, {"B"}]


def test_a_stage_has_the_variables_of_the_stage_it_builds_on() -> None:
    source = "FROM node AS base\nENV KEY=val\nFROM base\nCMD node x.js"

    assert _values(source)["KEY"] == "val"
    assert dockerfile.read(source.encode()).loose == ()


def test_variables_of_other_stages_are_loose() -> None:
    source = "ARG V=1\nFROM a AS build\nARG KEY=val\nFROM b\nCMD node x.js"
    loose = dockerfile.read(source.encode()).loose

    assert [(value.name, value.scalar.text) for value in loose] == [("V", "1"), ("KEY", "val")]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("ENV A=1 \\\n  KEY={}", (3, 7)),
        ('ENV A="\\"é" KEY="{}"', (2, 18)),
        ("ENV KEY {}", (2, 9)),
        ("CMD node x.js \\\n --key '{}'", (3, 9)),
        ('CMD ["node", \\\n  "\\"{}"]', (3, 6)),
    ],
)
def test_a_value_is_where_it_stands(line: str, place: tuple[int, int]) -> None:
    source = f"FROM node\n{line.format(TOKEN)}"
    (server,) = _servers(source)
    value = next(value for value in server.values if TOKEN in value.scalar.text)

    assert position(source.encode(), value.scalar, value.scalar.text.index(TOKEN)) == place


@pytest.mark.parametrize(
    ("lines", "notation", "client"),
    [
        (
            "RUN --mount=type=cache,target=/x a && \\\n  # note\n  claude mcp add {} -- npx y",
            Notation.SHELL,
            "",
        ),
        ("RUN <<EOF\nclaude mcp add {} -- npx y\nEOF", Notation.SHELL, ""),
        ("RUN cat > .mcp.json <<'EOF'\n{}\nEOF", Notation.SHELL, ""),
        ('COPY <<EOF /root/.cursor/mcp.json\n{{"k": "{}"}}\nEOF', Notation.JSON, "cursor"),
        ('ENV CONFIG=\'{{"mcpServers": "{}"}}\'', Notation.JSON, ""),
        ("# ENV KEY={}", Notation.SHELL, ""),
    ],
)
def test_what_an_instruction_holds_is_a_piece(lines: str, notation: Notation, client: str) -> None:
    source = f"FROM node\n{lines.format(TOKEN)}\nCMD node x.js"
    (piece,) = dockerfile.read(source.encode()).pieces
    line, column = position(source.encode(), piece.text, piece.text.text.index(TOKEN))

    assert (piece.notation, piece.client) == (notation, client)
    assert source.split("\n")[line - 1][column - 1 :].startswith(TOKEN)


def test_lines_go_on_with_a_backtick_if_the_file_says_so() -> None:
    assert _values("# escape=`\nFROM a\nENV A=1 `\n  KEY=val\nCMD x y")["KEY"] == "val"


@pytest.mark.parametrize(
    "source",
    [
        b"FROM a AS b\n" * 5_000,
        b'ENV A="' * 9_000,
        b"ENV A=1 \\\n" * 9_000,
        b'CMD ["\\' * 9_000,
        b"RUN <<EOF\n" * 5_000,
        b"\xff\x00" * 9_000,
        b"RUN " + b"<<E " * 9_000,
        b"#\n" * 9_000,
        b"ONBUILD " * 9_000,
    ],
)
def test_hostile_files_are_read_without_complaint(source: bytes) -> None:
    assert dockerfile.read(source).stated is not None
