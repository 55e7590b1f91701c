"""Files that would take minutes or hours if any step were quadratic; each ends at once."""

import pytest

from detectors.secret import FingerprintKey
from scanner.configs import Scalar
from scanner.content import document_prose, reading, settings, shell, shell_lexer, shell_sections
from scanner.content.model import Notation
from scanner.examine import Route, examine
from scanner.examiner import Examiner
from scanner.findings import Examined
from scanner.redaction import Redactor
from scanner.servers.arguments import Word, split
from scanner.syntax import offset
from tests.tokens import opaque

KEY = FingerprintKey(b"k" * 32, ephemeral=False)
SECRET = opaque()


def read(source: bytes, notation: Notation) -> Examined:
    return examine(
        source, Route(by_content=True, notation=notation), Examiner("r", KEY, Redactor())
    )


def test_names_of_containers_that_no_object_is_around_are_passed_over() -> None:
    names = b"text {\n" + b'"mcpServers"' * 50_000
    assert not list(document_prose.objects(names, 0, len(names)))


def test_an_object_behind_names_that_lead_nowhere_is_still_found() -> None:
    names = b'"mcpServers" ' * 20_000 + b"-" * 64
    server = (
        b'{"mcpServers": {"a": {"command": "npx", "env": {"A_TOKEN": "%b"}}}}' % SECRET.encode()
    )
    (piece,) = document_prose.objects(names + server, 0, len(names + server))
    assert piece.notation is Notation.JSON
    assert piece.text.text == server.decode()


def test_a_name_as_long_as_a_file_is_read_once_and_not_for_each_value_below_it() -> None:
    name = b"aB_" * 100_000 + b"TOKEN"
    values = b",".join(b'"v%d"' % number for number in range(10_000))
    found = read(
        b'{"mcpServers": {"a": {"command": "npx", "env": {"%b": [%b]}}}}' % (name, values),
        Notation.JSON,
    )
    assert len(found.servers) == 1


def test_each_word_of_a_command_of_escapes_knows_its_place() -> None:
    words = 32_000
    line = Scalar("a " * words, tuple((index, 3 * index) for index in range(2 * words)))
    found = split("/command", line)
    assert len(found) == words
    assert found[-1] == Word("/command", Scalar("a", ((0, 6 * (words - 1)),)))
    assert offset(b"", found[-1].scalar, 0) == 6 * (words - 1)


def test_a_name_longer_than_any_program_s_is_no_program() -> None:
    assert shell.read(b"acme-mcp-server run\n").stated
    assert not shell.read(b"mcpServers" * 200_000 + b'"\n" run\n').stated


@pytest.mark.parametrize(
    ("line", "notation", "what"),
    [
        ("claude mcp add s{} -e A_TOKEN={} -- npx a\n", Notation.SHELL, "servers"),
        ("`claude mcp add s{} -e A_TOKEN={}` or ", Notation.DOCUMENT, "texts within one"),
    ],
)
def test_what_is_not_read_for_its_number_is_named(
    line: str, notation: Notation, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MOST_STATED", 20)
    monkeypatch.setattr(reading, "_MOST_PIECES", 20)
    few = "".join(line.format(number, SECRET) for number in range(20))
    assert not read(few.encode(), notation).fault
    many = read((few + line.format(20, SECRET)).encode(), notation)
    assert len(many.servers) == 20
    assert many.fault == f"more than 20 {what}, the rest is not read"


def test_a_text_that_is_cut_off_before_any_server_is_named_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_MOST_PIECES", 20)
    found = read(b"`mcp --a=b` " * 10 + b"`mcp --c=d` " * 11, Notation.DOCUMENT)
    assert not found.recognised
    assert found.fault == "more than 20 texts within one, the rest is not read"


def test_a_script_is_read_up_to_a_number_of_tokens_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shell_lexer, "_MOST", 1_000)
    # A script of so many bytes has no more tokens, so it may be read in parts.
    monkeypatch.setattr(shell_sections, "_LARGEST", 1_000)
    line = f"claude mcp add s -e A_TOKEN={SECRET} -- npx a\n".encode()
    assert not read(line, Notation.SHELL).fault
    found = read(line + b"''" * 1_000, Notation.SHELL)
    assert len(found.servers) == 1
    assert found.fault == "too long for a script, the rest is not read"


def test_the_line_of_a_command_is_looked_for_no_further_than_near_its_word() -> None:
    text = b"see cursor://a.example/mcp/ and " * 200_000
    assert not list(document_prose.commands(text, 0, len(text)))


def test_blanks_in_a_setting_are_passed_over_once() -> None:
    (value,) = settings.read(b"MCP_A=x" + b" " * 400_000 + b"y\n").loose
    assert value.scalar.text == "x" + " " * 400_000 + "y"
    (value,) = settings.read(b"MCP_A=x" + b" " * 400_000 + b"# y\n").loose
    assert value.scalar.text == "x"
