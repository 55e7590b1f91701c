import json
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.syntax import Format, Limits, parse, position
from tests.scanner.syntax.structures import TEXTS, Data, Plain, data, pairs, plain, reasons, scalars


def read(source: str) -> Plain:
    return plain(parse(source.encode(), Format.JSON).root)


def depth(node: Node) -> int:
    """Return how many containers lie in one another, first in first."""
    levels = 0
    below: Node | None = node
    while below is not None and not isinstance(below, Scalar):
        levels += 1
        inner = below.items if isinstance(below, Sequence) else [v for _, v in below.entries]
        below = next(iter(inner), None)
    return levels


def as_text(value: Data) -> Plain:
    """Return what the tree of `value` reads as: everything but text in JSON's own notation."""
    match value:
        case str():
            return value
        case dict():
            return {key: as_text(inner) for key, inner in value.items()}
        case list():
            return [as_text(inner) for inner in value]
        case _:
            return json.dumps(value)


@given(document=data(TEXTS), ascii_only=st.booleans(), indent=st.sampled_from([None, 2, "\t"]))
def test_a_valid_document_reads_as_json_reads_it(
    *, document: dict[str, Data], ascii_only: bool, indent: int | str | None
) -> None:
    source = json.dumps(document, ensure_ascii=ascii_only, indent=indent)

    tree = parse(source.encode(), Format.JSON)

    assert plain(tree.root) == as_text(document)
    assert tree.faults == ()


@given(data(TEXTS))
def test_a_damaged_document_reads_as_the_whole_one_up_to_the_damage(
    document: dict[str, Data],
) -> None:
    source = json.dumps(document, ensure_ascii=False, indent=1)

    assert read(source.removesuffix("}")) == as_text(document)


@given(data(TEXTS))
def test_every_character_stands_where_its_position_says(document: dict[str, Data]) -> None:
    source = json.dumps(document, ensure_ascii=False, indent=2).encode()
    lines = source.decode().split("\n")

    for scalar in scalars(parse(source, Format.JSON).root):
        for index, character in enumerate(scalar.text):
            line, column = position(source, scalar, index)
            escaped = character in '"\\' or character < " "
            assert lines[line - 1][column - 1] == ("\\" if escaped else character)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", {}),
        (" \n\t", {}),
        ("null", "null"),
        ('"text"', "text"),
        ('{"a": 1,}', {"a": "1"}),
        ('{"a": [1, 2,],}', {"a": ["1", "2"]}),
        ('// one\n{"a": /* two */ "b"}', {"a": "b"}),
        ("{'a': 'b\"c', bare: 1, \"x\": .5}", {"a": 'b"c', "bare": "1", "x": ".5"}),
        ("{'it\\'s': \"'\"}", {"it's": "'"}),
        ('{"a": "x\ny", "b": "z"}', {"a": "x\ny", "b": "z"}),
        (r'{"a": "A\u0042\n\/\ud83d\ude00"}', {"a": "AB\n/\U0001f600"}),
        (r'{"a": "\ud800x"}', {"a": "\ud800x"}),
        (r'{"a": "C:\Users"}', {"a": r"C:\Users"}),
        ('{"a": "x\\\ny"}', {"a": "xy"}),
        ('{"a": 1} {"b": 2}', [{"a": "1"}, {"b": "2"}]),
        ('"s": {"command": "x"},', {"s": {"command": "x"}}),
    ],
)
def test_the_notations_of_the_family_are_read(source: str, expected: Plain) -> None:
    assert read(source) == expected


@pytest.mark.parametrize(
    ("source", "expected", "faults"),
    [
        ('{"a": "1"\n"b": "2"}', {"a": "1", "b": "2"}, ["missing comma"]),
        ('{"a" {"b": 1}}', {"a": {"b": "1"}}, ["missing colon"]),
        ('{"a": 1,,,, "b": 2}', {"a": "1", "b": "2"}, ["unexpected token"]),
        ('{"a": [1, {"b": 2]}', {"a": ["1", {"b": "2"}]}, ["unexpected closing bracket"]),
        ('{"a": "b"}}', {"a": "b"}, ["unexpected token"]),
        ('{"a": oops}', {"a": "oops"}, ["text without quotes"]),
        ('{"a": , "b": 1}', {"a": "", "b": "1"}, ["key without a value"]),
        ('{"stray", "b": 1}', {"": "stray", "b": "1"}, ["key without a value"]),
        (
            '{"a": "open\n "b": "c"}',
            {"a": "open", "b": "c"},
            ["unclosed string", "missing comma"],
        ),
        (
            '{"a": {"b": {"command": "x", "env": {"K": "v',
            {"a": {"b": {"command": "x", "env": {"K": "v"}}}},
            ["unclosed string", "file ends inside an object"],
        ),
        ('["a", ["b"', ["a", ["b"]], ["file ends inside an array"]),
    ],
)
def test_damage_is_named_and_the_rest_is_read(
    source: str, expected: Plain, faults: list[str]
) -> None:
    tree = parse(source.encode(), Format.JSON)

    assert plain(tree.root) == expected
    assert reasons(tree) == faults


def test_both_sides_of_a_merge_conflict_are_kept() -> None:
    source = (
        '{"s": {\n<<<<<<< HEAD\n  "K": "ours"\n||||||| base\n  "K": "base"\n=======\n'
        '  "K": "theirs",\n  "L": "new"\n>>>>>>> feature\n}}'
    )

    tree = parse(source.encode(), Format.JSON)

    assert isinstance(tree.root, Mapping)
    assert pairs(tree.root.entries[0][1]) == [
        ("K", "ours"),
        ("K", "base"),
        ("K", "theirs"),
        ("L", "new"),
    ]
    assert reasons(tree) == ["merge conflict marker"] * 4


def test_a_key_written_twice_keeps_both_values() -> None:
    assert pairs(parse(b'{"a": 1, "a": 2}', Format.JSON).root) == [("a", "1"), ("a", "2")]


def test_comments_are_kept_without_their_markers() -> None:
    source = b'// one\n{"a": "b", /* two\n */ "c": "d", # three\n}'

    comments = parse(source, Format.JSON).comments

    assert [comment.text for comment in comments] == ["one", "two", "three"]
    assert [position(source, comment, 0) for comment in comments] == [(1, 4), (2, 15), (3, 17)]


def test_servers_before_a_cut_are_still_there_wherever_it_is() -> None:
    servers = {
        name: {"command": "npx", "args": ["-y", f"pkg-é-{name}"], "env": {"K": 'v"\\'}}
        for name in "abc"
    }
    source = json.dumps({"mcpServers": servers}, indent=1, ensure_ascii=False).encode()
    ends = [source.index(f'"{name}"'.encode()) for name in "bc"]

    for cut in range(len(source)):
        found = plain(parse(source[:cut], Format.JSON).root)
        for name, end in zip("ab", ends, strict=True):
            if cut >= end:
                assert isinstance(found, dict)
                within = found["mcpServers"]
                assert isinstance(within, dict)
                assert within[name] == servers[name]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("closed", [True, False])
def test_ten_thousand_levels_are_read_as_far_as_allowed(opening: str, *, closed: bool) -> None:
    closing = "".join({"[": "]", "{": "}"}[mark] for mark in reversed(opening) if mark in "[{")
    source = opening * 10_000 + (closing * 10_000 if closed else "")

    tree = parse(source.encode(), Format.JSON)

    assert "nested deeper than 200 levels" in reasons(tree)
    assert depth(tree.root) == 200


def test_reading_stops_at_the_limit_of_nodes() -> None:
    tree = parse(b"[" + b"1," * 50 + b"1]", Format.JSON, Limits(max_nodes=10))

    assert plain(tree.root) == ["1"] * 9
    assert reasons(tree) == ["more than 10 values, the rest is not read"]


def test_content_deeper_than_the_limit_is_dropped() -> None:
    tree = parse(b'{"a": {"b": {"c": "d"}}, "e": "f"}', Format.JSON, Limits(max_depth=2))

    assert plain(tree.root) == {"a": {}, "e": "f"}
    assert reasons(tree) == ["nested deeper than 2 levels"]


def test_a_megabyte_is_read_whole() -> None:
    document = {
        f"server-{i}": {"command": "npx", "env": {"TOKEN": "x" * 40}} for i in range(10_000)
    }

    assert read(json.dumps(document)) == document


def test_quotes_that_never_close_are_read_to_the_end() -> None:
    """Each of these asks for the next quote again and again."""
    for piece in ('"\\"\n', '[\\"\n', "'\"\n", '"\n', '"a":\n'):
        assert parse((piece * 20_000).encode(), Format.JSON).faults


@given(st.lists(st.sampled_from([*"{}[]:,\"'\\\n\0x1 é", '"a"', "//", "/*", "<<<<<<< "])))
def test_no_text_at_all_stops_the_reader(pieces: list[str]) -> None:
    source = "".join(pieces).encode()

    for fault in parse(source, Format.JSON).faults:
        assert 0 <= fault.offset <= len(source)


def test_no_fault_repeats_what_the_file_says() -> None:
    token = "x" + secrets.token_hex(10)
    source = f'{{"a": {token} "{token}" , , {token}: "{token}'.encode()

    assert token not in repr(parse(source, Format.JSON))
    assert token not in " ".join(reasons(parse(source, Format.JSON)))
