import pytest

from scanner.configs import Mapping, Scalar
from scanner.syntax import Format, line_column, parse, position


def value(source: bytes, format_: Format) -> Scalar:
    root = parse(source, format_).root
    assert isinstance(root, Mapping)
    found = root.entries[0][1]
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(0, (1, 1)), (2, (1, 2)), (3, (1, 3)), (4, (2, 1)), (6, (3, 1)), (8, (3, 3))],
)
def test_columns_count_characters_and_lines_end_with_their_break(
    offset: int, expected: tuple[int, int]
) -> None:
    assert line_column("é \nx\nyz".encode(), offset) == expected


def test_a_character_after_an_escape_is_found() -> None:
    source = r'{"é": "a\u00e9\ud83d\ude00é!"}'.encode()
    scalar = value(source, Format.JSON)

    assert scalar.text == "aé\U0001f600é!"
    assert [position(source, scalar, index) for index in range(6)] == [
        (1, 8),
        (1, 9),
        (1, 15),
        (1, 27),
        (1, 28),
        (1, 29),
    ]


def test_a_character_of_a_literal_block_is_found() -> None:
    source = "a: |\r\n  é1\r\n   2\r\n".encode()
    scalar = value(source, Format.YAML)

    assert scalar.text == "é1\n 2\n"
    assert position(source, scalar, scalar.text.index("1")) == (2, 4)
    assert position(source, scalar, scalar.text.index("2")) == (3, 4)


def test_a_character_of_a_multi_line_string_is_found() -> None:
    source = b'a = """\nx \\\n   y\nz"""'
    scalar = value(source, Format.TOML)

    assert scalar.text == "x y\nz"
    assert [position(source, scalar, scalar.text.index(c)) for c in "xyz"] == [
        (2, 1),
        (3, 4),
        (4, 1),
    ]


def test_an_empty_text_is_where_its_quotes_are() -> None:
    source = b'{"a": ""}'

    assert position(source, value(source, Format.JSON), 0) == (1, 8)
