import json

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from scanner.configs import Mapping
from scanner.syntax import Format, Limits, parse, position
from tests.scanner.syntax.structures import TEXTS, Data, Plain, data, pairs, plain, reasons, scalars


def read(source: str) -> Plain:
    return plain(parse(source.encode(), Format.TOML).root)


def written(value: Data) -> str:
    """Return `value` as an inline TOML value."""
    match value:
        case dict():
            inner = (f"{written(key)} = {written(below)}" for key, below in value.items())
            return "{" + ", ".join(inner) + "}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return json.dumps(value)


def document_of(tables: dict[str, Data]) -> str:
    lines = [f"{written(key)} = {written(v)}" for key, v in tables.items() if type(v) is not dict]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines.append(f"[{written(name)}] # {len(table)} keys")
            lines += [f"{written(key)} = {written(v)}" for key, v in table.items()]
    return "\n".join(lines)


def as_text(value: object) -> Plain:
    match value:
        case str():
            return value
        case dict():
            return {key: as_text(inner) for key, inner in value.items()}
        case list():
            return [as_text(inner) for inner in value]
        case _:
            return json.dumps(value)


@given(data(TEXTS))
def test_a_valid_document_reads_as_tomli_reads_it(tables: dict[str, Data]) -> None:
    source = document_of(tables)

    tree = parse(source.encode(), Format.TOML)

    assert plain(tree.root) == as_text(tomli.loads(source))
    assert tree.faults == ()


@given(data(TEXTS))
def test_a_damaged_document_still_has_its_tables(tables: dict[str, Data]) -> None:
    source = "=\n" + document_of(tables)

    assert read(source) == as_text(tomli.loads(document_of(tables)))


@given(data(TEXTS))
def test_every_character_stands_where_its_position_says(tables: dict[str, Data]) -> None:
    source = document_of(tables).encode()
    lines = source.decode().split("\n")

    for scalar in scalars(parse(source, Format.TOML).root):
        for index, character in enumerate(scalar.text):
            line, column = position(source, scalar, index)
            escaped = character in '"\\\x7f' or character < " "
            assert lines[line - 1][column - 1] == ("\\" if escaped else character)


@pytest.mark.parametrize(
    "source",
    [
        "a.b.c = 'x'\na.b.d = 'y'\n\"a\".'e f' = 'z'",
        "[a.b]\nc = 'x'\n[a]\nd = 'y'",
        "[[a]]\nb = '1'\n[[a.c]]\nd = '2'\n[[a.c]]\n[a.e]\nf = '3'\n[[a]]\nb = '4'",
        "a = { b.c = 'x', 'd e' = [ 'y', { f = 'z' } ] }",
        "a = [\n  'x', # one\n  'y',\n]",
        'a = """\nfirst\n  second \\\n     third "" \\u00e9\\U0001F600\\t"""',
        "a = '''\nC:\\path ''quoted''\n'''",
        'a = """x\r\ny"""\r\nb = \'z\'\r\n',
        'a = "\\b\\t\\n\\f\\r\\"\\\\"',
        "",
        "# nothing\n",
    ],
)
def test_every_notation_reads_as_tomli_reads_it(source: str) -> None:
    assert read(source) == as_text(tomli.loads(source))


def test_numbers_and_dates_are_kept_as_written() -> None:
    assert read("a = 1_000\nb = 0x1F\nc = 1979-05-27T07:32:00Z\nd = -inf") == {
        "a": "1_000",
        "b": "0x1F",
        "c": "1979-05-27T07:32:00Z",
        "d": "-inf",
    }


def test_a_table_named_twice_has_the_pairs_of_both() -> None:
    root = parse(b"[a]\nx = 1\n[b]\n[a]\nx = 2\n", Format.TOML).root

    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["a", "b"]
    assert pairs(root.entries[0][1]) == [("x", "1"), ("x", "2")]


@pytest.mark.parametrize(
    ("source", "expected", "faults"),
    [
        ("a = \nb = 2\n", {"b": "2"}, ["missing value"]),
        ("[x\nc = 3\n[y]\nd = 4", {"x": {"c": "3"}, "y": {"d": "4"}}, ["unreadable table header"]),
        ('[y]\nd = "open\ne = 4', {"y": {"d": "open", "e": "4"}}, ["unclosed string"]),
        (
            '[a]\nb = ["x", "y"\nc = 3\n[d]\ne = 1',
            {"a": {"b": ["x", "y"], "c": "3"}, "d": {"e": "1"}},
            ["unclosed array or table"],
        ),
        (
            '[s]\nenv = { "A" = "x", B = "y',
            {"s": {"env": {"A": "x", "B": "y"}}},
            ["unclosed string", "file ends inside a value"],
        ),
        ("x = oops oops\ny = 1", {"x": "oops", "y": "1"}, ["unexpected text"]),
        ("hello\ny = 1", {"y": "1"}, ["unexpected text"]),
        ('a = """open\nb = 1', {"a": "open\nb = 1"}, ["unclosed string"]),
    ],
)
def test_damage_is_named_and_the_rest_is_read(
    source: str, expected: Plain, faults: list[str]
) -> None:
    tree = parse(source.encode(), Format.TOML)

    assert plain(tree.root) == expected
    assert reasons(tree) == faults


def test_both_sides_of_a_merge_conflict_are_kept() -> None:
    source = b"<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> x\n[b]\nc = 3\n"

    tree = parse(source, Format.TOML)

    assert pairs(tree.root) == [("a", "1"), ("a", "2"), ("b", {"c": "3"})]
    assert reasons(tree) == ["merge conflict marker"] * 3


def test_servers_before_a_cut_are_still_there_wherever_it_is() -> None:
    servers = {
        name: {"command": "npx", "args": ["-y", f"pkg-é-{name}"], "env": {"K": "v"}}
        for name in "abc"
    }
    source = "\n".join(
        f'[mcp_servers.{name}]\ncommand = "npx"\nargs = ["-y", "pkg-é-{name}"]\n'
        f"[mcp_servers.{name}.env]\nK = 'v'"
        for name in servers
    ).encode()
    ends = [source.index(f"[mcp_servers.{name}]".encode()) for name in "bc"]

    for cut in range(len(source)):
        found = plain(parse(source[:cut], Format.TOML).root)
        for name, end in zip("ab", ends, strict=True):
            if cut >= end:
                assert isinstance(found, dict)
                within = found["mcp_servers"]
                assert isinstance(within, dict)
                assert within[name] == servers[name]


@pytest.mark.parametrize("damage", ["", "\n=\n"])
@pytest.mark.parametrize("source", ["a = " + "[" * 10_000 + "]" * 10_000, "a." * 10_000 + "b = 1"])
def test_ten_thousand_levels_are_read_as_far_as_allowed(source: str, damage: str) -> None:
    tree = parse((source + damage + "\nlast = 'read'").encode(), Format.TOML)

    assert "nested deeper than 200 levels" in reasons(tree)
    assert pairs(tree.root)[-1] == ("last", "read")


def test_reading_stops_at_the_limit_of_nodes() -> None:
    tree = parse(b"a = 1\n" * 50, Format.TOML, Limits(max_nodes=10))

    assert pairs(tree.root) == [("a", "1")] * 10
    assert reasons(tree) == ["more than 10 values, the rest is not read"]


def test_comments_are_kept_without_their_markers() -> None:
    source = b"# one\na = 1 # two\n[t] # three\nb = [ # four\n  2 ]\n"

    for damage in (b"", b"\n= #\n"):
        comments = parse(source + damage, Format.TOML).comments
        assert [comment.text for comment in comments] == ["one", "two", "three", "four"]


@given(
    st.lists(
        st.sampled_from(
            [*"[]{}=,.'\"\\\n\0a1 é#", '"""', "'''", "[[", "]]", "\r\n", "a = ", "=======\n"]
        )
    )
)
def test_no_text_at_all_stops_the_reader(pieces: list[str]) -> None:
    source = "".join(pieces).encode()

    for fault in parse(source, Format.TOML).faults:
        assert 0 <= fault.offset <= len(source)
