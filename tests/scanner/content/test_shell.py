from collections.abc import Iterator

import pytest

from detectors.model import Slot
from scanner.configs import Scalar
from scanner.content import shell
from scanner.content.model import Notation, Piece
from scanner.content.shell_lexer import lex
from scanner.syntax import position
from tests import tokens

TOKEN = tokens.opaque()


def _words(source: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in lex(source.encode()).commands]


def _places(source: str, text: str) -> Iterator[tuple[int, int]]:
    raw = source.encode()
    for command in lex(raw).commands:
        for word in command.words:
            if text in word.text:
                yield position(raw, word, word.text.index(text))


def _pieces(source: str) -> list[tuple[Notation, str, str, str]]:
    found = shell.read(source.encode()).pieces
    return [(piece.notation, piece.client, piece.name, piece.text.text) for piece in found]


def _loose(source: str) -> dict[str, str]:
    return {value.name: value.scalar.text for value in shell.read(source.encode()).loose}


def _place(source: str, scalar: Scalar, text: str) -> tuple[int, int]:
    return position(source.encode(), scalar, scalar.text.index(text))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('a \'b c\' "d \\"e\\"" f\\ g', ["a", "b c", 'd "e"', "f g"]),
        ('a \'{"k":"\'"$V"\'"}\'', ["a", '{"k":"$V"}']),
        ("a 'it'\\''s'", ["a", "it's"]),
        ("a $'b\\nc\\'d\\x41'", ["a", "b\nc'dA"]),
        ("a C:\\Users\\me\\x.js", ["a", "C:\\Users\\me\\x.js"]),
        ('a "{""k"":1}"', ["a", '{"k":1}']),
        ("a '{\\\"k\\\":1}'", ["a", '{"k":1}']),
        ('$env:A; b "{`"k`":`"v`"}"', ["b", '{"k":"v"}']),
        ("a https://x.example.com/mcp?k=1&b=2", ["a", "https://x.example.com/mcp?k=1&b=2"]),
        ("a <your key> {{ key }}", ["a", "<your key>", "{{ key }}"]),
        ("a ${{ secrets.KEY }}", ["a", "${{ secrets.KEY }}"]),
        ('a "$(b | c "d")" e', ["a", "$(b | c d)", "e"]),
        ("a $(b | c 'd') %V%", ["a", "$(b | c 'd')", "%V%"]),
        ("a Let's go and don't", ["a", "Let's", "go", "and", "don't"]),
        ("a b#c", ["a", "b#c"]),
    ],
)
def test_words_are_as_their_shell_reads_them(source: str, words: list[str]) -> None:
    assert _words(source)[-1] == words


@pytest.mark.parametrize(
    "joint", ["\\\n", "\\\r\n", "`\n", "`\r\n", "^\n", "^\r\n", "\\  \n", "\\\n> "]
)
def test_a_command_goes_on_over_lines(joint: str) -> None:
    assert _words(f"a {joint}  b c") == [["a", "b", "c"]]


@pytest.mark.parametrize(
    "prompt",
    [
        "$ ",
        "> ",
        "% ",
        "PS> ",
        "PS C:\\work> ",
        "C:\\work> ",
        "me@host:~/x$ ",
        "(venv) me@host $ ",
        "\u276f ",
        "@",
    ],
)
def test_a_prompt_is_no_word(prompt: str) -> None:
    assert _words(f"{prompt}claude mcp list") == [["claude", "mcp", "list"]]


def test_operators_and_lines_part_commands() -> None:
    assert _words("a; b && c || d | e & f\n(g)") == [[letter] for letter in "abcdefg"]


def test_make_writes_a_dollar_twice() -> None:
    assert _words(".PHONY: a\na:\n\t-@b $$K '$$L'")[-1] == ["b", "$K", "$L"]
    assert _words("b 'pa$$word'") == [["b", "pa$$word"]]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("a \\\n  'b' X", (2, 7)),
        ('a "b\\"X"', (1, 7)),
        ("é 'ü'X", (1, 6)),
        ("a 'b'\"c\"X", (1, 9)),
        ("a $'\\n\\tX'", (1, 9)),
        ('$env:A\nb "`"X`""', (2, 6)),
        (".PHONY: a\na:\n\tb $$X", (3, 6)),
    ],
)
def test_a_character_is_where_it_stands_in_the_source(source: str, place: tuple[int, int]) -> None:
    assert list(_places(source, "X")) == [place]


def test_what_a_here_document_writes_is_read_as_its_file() -> None:
    source = f"cat > ~/.codex/config.toml <<'EOF'\n[mcp_servers.x]\nk = \"{TOKEN}\"\nEOF\necho done"
    (piece,) = shell.read(source.encode()).pieces

    assert (piece.notation, piece.client) == (Notation.TOML, "codex")
    assert _place(source, piece.text, TOKEN) == (3, 6)


def test_a_here_document_without_quotes_has_escapes() -> None:
    source = 'cat <<EOF > .mcp.json\n{"mcpServers": {"a": {"command": "\\$X\\\\n"}}}\nEOF\n'
    (piece,) = shell.read(source.encode()).pieces

    assert '"command": "$X\\n"' in piece.text.text
    assert _place(source, piece.text, 'n"}}}') == (2, 40)


def test_commands_behind_a_here_document_are_read() -> None:
    source = 'cat > a.json <<-EOF\n\t{"k": "don\'t"}\n\tEOF\nclaude mcp add x -- npx y'

    assert len(shell.read(source.encode()).stated) == 1


def test_a_here_document_inside_quotes_is_a_payload() -> None:
    source = f'claude mcp add-json x "$(cat <<\'EOF\'\n{{"command": "{TOKEN}"}}\nEOF\n)"'
    (piece,) = shell.read(source.encode()).pieces

    assert (piece.notation, piece.client, piece.name) == (Notation.JSON, "claude-code-project", "x")
    assert _place(source, piece.text, TOKEN) == (2, 14)


_SERVERS = '{"mcpServers":{"a":{"command":"npx"}}}'


@pytest.mark.parametrize(
    ("source", "client"),
    [
        (f"echo '{_SERVERS}' > .cursor/mcp.json", "cursor"),
        (f"echo '{_SERVERS}' | sudo tee $HOME/.cursor/mcp.json", "cursor"),
        (f"Set-Content -Path .vscode\\mcp.json -Value '{_SERVERS}'", "vscode"),
        (f"$c = @'\n{_SERVERS}\n'@", ""),
        (f"@'\n{_SERVERS}\n'@ | Set-Content .cursor/mcp.json", "cursor"),
        (f"export MCP_CONFIG='{_SERVERS}'", ""),
        (f"run --config={_SERVERS}", ""),
        (_SERVERS, ""),
    ],
)
def test_a_structure_is_a_piece_meant_for_the_file_it_is_written_to(
    source: str, client: str
) -> None:
    assert _pieces(source) == [(Notation.JSON, client, "", _SERVERS)]


def test_printf_decodes_its_escapes() -> None:
    (piece,) = shell.read(f'printf \'{{\\n "mcpServers": "{TOKEN}"}}\\n\''.encode()).pieces

    assert piece.text.text.startswith('{\n "mcpServers"')


def test_a_table_of_powershell_is_a_literal() -> None:
    source = '$c = @{\n  mcpServers = @{ a = @{ command = "npx"; args = @("-y", "x") } }\n}'

    assert [found[0] for found in _pieces(source)] == [Notation.LITERAL]


def test_a_filter_of_jq_names_the_server_that_it_sets() -> None:
    source = 'jq \'.mcpServers.gh = {"command": "npx", "env": {}}\' a.json > .mcp.json'

    assert _pieces(source) == [
        (Notation.JSON, "claude-code-project", "gh", '{"command": "npx", "env": {}}')
    ]


@pytest.mark.parametrize(
    "script", ['bash -c "{}"', "ssh host '{}'", "X=$({})", 'echo "Run: {}"', "# {}"]
)
def test_a_script_within_a_script_is_a_piece(script: str) -> None:
    line = "claude mcp add x -e K=V -- npx y"
    found = _pieces(script.format(line))

    assert [notation for notation, *_ in found] == [Notation.SHELL]
    assert line in found[0][3]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_neighbouring_comments_are_one_script(end: str) -> None:
    source = f"a{end}# claude mcp add x \\{end}#   -e K={TOKEN} -- npx y{end}b"
    (piece,) = shell.read(source.encode()).pieces

    assert _place(source, piece.text, TOKEN) == (3, 10)
    assert len(shell.read(piece.text.text.encode()).stated) == 1


def test_a_file_that_only_pretends_to_be_a_script_is_read_as_what_it_is() -> None:
    assert [p[0] for p in _pieces('[mcp_servers.x]\ncommand = "npx"\n')] == [Notation.TOML]


@pytest.mark.parametrize(
    "source",
    [
        "export KEY=val",
        "KEY=val run",
        "set -gx KEY val",
        "setx KEY val /M",
        "set KEY=val",
        '$env:KEY = "val"',
        '$env:KEY="val"',
        "KEY := val",
        "export KEY ?= val",
        "env KEY=val run",
        "a --set=KEY=val",
        "a --set-env-vars KEY=val,B=2",
        "a --env A=1,KEY=val",
        '[Environment]::SetEnvironmentVariable("KEY", "val", "User")',
        "gh secret set KEY --body val",
        "jq --arg KEY val .",
        'set "KEY=val" & a',
        "launchctl setenv KEY val",
        "declare -x KEY=val",
    ],
)
def test_a_variable_is_a_value_however_it_is_set(source: str) -> None:
    assert _loose(source)["KEY"] == "val"


def test_a_variable_has_its_slot_and_place() -> None:
    source = f'set -e\nexport A=1 KEY="{TOKEN}"'
    value = next(v for v in shell.read(source.encode()).loose if v.name == "KEY")

    assert (value.slot, value.pointer) == (Slot.ENV, "/KEY")
    assert position(source.encode(), value.scalar, 0) == (2, 17)


@pytest.mark.parametrize(
    "source",
    [
        b"'" * 50_000,
        b'"\\' * 25_000,
        b"$(" * 25_000,
        b'{"a":' * 10_000,
        b"cat <<E\n" * 5_000,
        b'"$(cat <<E\n' * 5_000,
        b"@'\n" * 9_000,
        b"a#" * 25_000,
        b'`"' * 25_000,
        b"claude mcp add " * 3_000,
        b"\xff\xfe\x00" * 9_000,
        b"codex -c mcp_servers" + b".a" * 20_000 + b"=1",
    ],
)
def test_hostile_text_is_read_without_complaint(source: bytes) -> None:
    assert shell.read(source).stated is not None


def test_nothing_shows_what_was_read() -> None:
    source = f"export K={TOKEN}\nclaude mcp add x -e K={TOKEN} -- npx y\necho 'mcp {TOKEN} npx'"
    found = shell.read(source.encode())

    assert TOKEN not in repr(found) + repr(lex(source.encode())) + repr(found.pieces)
    assert all(isinstance(piece, Piece) for piece in found.pieces)
