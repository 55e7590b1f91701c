"""What of a hostile file is read at all: everything that costs something counts."""

import pytest

from scanner.syntax import Format, Limits, parse
from scanner.syntax.toml_tables import path
from tests.scanner.syntax.structures import plain, reasons

_FEW = Limits(max_nodes=1_000)
_CUT = "more than 1000 values, the rest is not read"


@pytest.mark.parametrize("format_", list(Format))
def test_a_comment_counts_as_a_value(format_: Format) -> None:
    tree = parse(b"# a remark\n" * 5_000, format_, _FEW)
    assert len(tree.comments) == 1_000
    assert _CUT in reasons(tree)


@pytest.mark.parametrize("unit", [b",", b":", b"]", b"}", b"a:,"])
def test_stray_marks_of_json_count_as_values(unit: bytes) -> None:
    assert _CUT in reasons(parse(b"[" + unit * 5_000, Format.JSON, _FEW))


@pytest.mark.parametrize("line", [b"no pair\n", b"[a]\n", b"[a\n"])
def test_lines_of_toml_that_hold_no_value_count_as_values(line: bytes) -> None:
    # Not closed at the end: tree-sitter may not take them for tables without pairs.
    assert _CUT in reasons(parse(line * 5_000 + b'a = "', Format.TOML, _FEW))


def test_a_dotted_key_is_kept_no_longer_than_tables_nest() -> None:
    keys, end = path(b"a." * 50_000 + b"b = 1", 0, 100_005)
    assert len(keys) < 2_000
    assert keys[-1][0].text == "b"
    assert end == 100_002


def test_a_large_file_of_toml_is_read_without_a_tree_and_reads_the_same() -> None:
    one = b'[s%d]\na.b = 1 # c\n"q r" = 1979-05-27 07:32:00Z\nt = [{x = "y"}, """\nz"""]\n'
    few = parse(one % 1, Format.TOML)
    many = parse(b"".join(one % number for number in range(20_000)), Format.TOML)
    assert not many.faults
    assert len(many.comments) == 20_000
    tables = plain(many.root)
    assert isinstance(tables, dict)
    assert len(tables) == 20_000
    assert {"s1": tables["s19999"]} == plain(few.root)


def test_yaml_of_nothing_but_brackets_is_read_without_a_tree() -> None:
    tree = parse(b"a: b\nc: " + b"[{d: " * 110_000, Format.YAML)
    assert "too many brackets, read without aliases" in reasons(tree)
    assert plain(tree.root)["a"] == "b"  # type: ignore[index,call-overload]
