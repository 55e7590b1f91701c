from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scanner.configs import Mapping, Scalar, Sequence
from scanner.syntax import Format, Limits, parse, position
from tests.scanner.syntax.structures import Data, Plain, data, pairs, plain, reasons, scalars

# Line breaks of YAML 1.1 that 1.2 took back; PyYAML still folds them.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=12
)


def read(source: str) -> Plain:
    return plain(parse(source.encode(), Format.YAML).root)


def by_pyyaml(source: str) -> Plain:
    """Return the document with every scalar as text."""
    loaded: Plain = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - builds only text
    return loaded


@given(
    document=data(TEXTS),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.sampled_from([True, False, None]),
    unicode=st.booleans(),
    width=st.sampled_from([20, 1_000]),
)
def test_a_valid_document_reads_as_pyyaml_reads_it(
    *, document: dict[str, Data], style: str | None, flow: bool | None, unicode: bool, width: int
) -> None:
    source = yaml.safe_dump(
        document,
        default_style=style,
        default_flow_style=flow,
        allow_unicode=unicode,
        width=width,
        sort_keys=False,
    )

    tree = parse(source.encode(), Format.YAML)

    assert plain(tree.root) == by_pyyaml(source)


@given(document=data(TEXTS), style=st.sampled_from([None, "'"]), flow=st.booleans())
def test_every_character_stands_where_its_position_says(
    *, document: dict[str, Data], style: str | None, flow: bool
) -> None:
    source = yaml.safe_dump(
        document, default_style=style, default_flow_style=flow, allow_unicode=True
    ).encode()
    lines = source.decode().split("\n")

    for scalar in scalars(parse(source, Format.YAML).root):
        for index, character in enumerate(scalar.text):
            line, column = position(source, scalar, index)
            if not character.isspace():
                there = lines[line - 1][column - 1]
                assert there in {character, "\\"}


@pytest.mark.parametrize(
    "source",
    [
        "a: b\nc:\n- d\n- e: f\n  g: h\n-\n  - i\n",
        "a: plain text\n  goes on\n\n  and on\nb: c\n",
        "a: \"x\n  y \\\n  z\n\n  w\\u0041\\x41\\t\\e\"\nb: 'it''s\n  two'\n",
        "a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\n\nc: |+\n  x\n\nd: e\n",
        "a: >\n  x\n  y\n   z\n  w\n\n\n  v\n\nb: >-\n\n  x\n  y\nc: >+\n  x\n\n\nd: e\n",
        "a: |2\n   x\n  y\nb:\n  - |1-\n    x\n",
        "- |\n x\n- >\n y\n z\n",
        "--- |\n  x\n",
        "{a: [b, c d, {e: f}], 'g': \"h\"}\n",
        "? a\n: b\n? c\n: - d\n",
        "a: !secret b\nc: !!str 1\nd: !x [e]\n!y f: g\n",
        "a: &x b\nc: *x\nd: &y {e: f}\ng: [*y, *y]\n",
        "url: https://host:1/p?q=r#s\nat: a@b\n",
        "a: b\r\nc: |\r\n  d\r\n  e\r\nf: 'g\r\n  h'\r\n",
        "# c\na: b # d\n# e\n",
        "[a: b]\n",
    ],
)
def test_every_notation_reads_as_pyyaml_reads_it(source: str) -> None:
    tree = parse(source.encode(), Format.YAML)

    assert plain(tree.root) == by_pyyaml(source)
    assert tree.faults == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", {}),
        (" \n\n", {}),
        ("# only\n", {}),
        ("text", "text"),
        ("a:\nb: ~\n", {"a": "", "b": "~"}),
        ("{a, b: c}", {"a": "", "b": "c"}),
        ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
        ("? [a, b]\n: c\n", {"[a, b]": "c"}),
        ("--- a\n---\nb: c\n...\n---\n- d\n", ["a", {"b": "c"}, ["d"]]),
        ("%YAML 1.2\n---\na: b\n", {"a": "b"}),
    ],
)
def test_what_is_no_text_has_a_place_in_the_tree(source: str, expected: Plain) -> None:
    assert read(source) == expected


def test_merged_entries_come_last_and_never_override() -> None:
    source = (
        b"a: &a {x: 1, y: 2}\nb: &b {x: 3, z: 4}\n"
        b"one:\n  <<: *a\n  x: own\nmany:\n  <<: [*b, *a]\n  w: own\n"
    )

    root = parse(source, Format.YAML).root

    assert isinstance(root, Mapping)
    assert pairs(root.entries[2][1]) == [("x", "own"), ("y", "2")]
    assert pairs(root.entries[3][1]) == [("w", "own"), ("x", "3"), ("z", "4"), ("y", "2")]


def test_an_alias_is_the_very_node_it_names() -> None:
    root = parse(b"- &a {x: y}\n- *a\n", Format.YAML).root

    assert isinstance(root, Sequence)
    assert root.items[0] is root.items[1]


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 60)]

    root = parse("\n".join(lines).encode(), Format.YAML).root

    assert isinstance(root, Mapping)
    assert len({id(value) for _, value in root.entries}) == 60


def test_aliases_cannot_build_what_is_deeper_than_allowed() -> None:
    lines = ["- &l0 [x]"] + [f"- &l{i} [*l{i - 1}]" for i in range(1, 1_000)]

    tree = parse("\n".join(lines).encode(), Format.YAML)

    assert reasons(tree) == ["nested deeper than 200 levels"]
    assert isinstance(tree.root, Sequence)


def test_merge_keys_are_bounded() -> None:
    lines = ["m0: &m0 {k0: v}"]
    lines += [f"m{i}: &m{i} {{k{i}: v, <<: *m{i - 1}}}" for i in range(1, 2_000)]

    tree = parse("\n".join(lines).encode(), Format.YAML, Limits(max_nodes=10_000))

    assert reasons(tree) == ["more than 10000 values, the rest is not read"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a: &x [*x]\n", "alias of a node that holds it"),
        ("a: *nowhere\n", "alias without an anchor"),
    ],
)
def test_an_alias_of_nothing_is_a_fault(source: str, reason: str) -> None:
    assert reasons(parse(source.encode(), Format.YAML)) == [reason]


@pytest.mark.parametrize(
    ("source", "expected", "faults"),
    [
        (
            'mcp:\n  a:\n    command: x\n    env:\n      K: "open',
            {"mcp": {"a": {"command": "x", "env": {"K": "open"}}}},
            ["unclosed string"],
        ),
        (
            "mcp:\n  a:\n    args: [-y, 'b c', {d: e",
            {"mcp": {"a": {"args": ["-y", "b c", {"d": "e"}]}}},
            ["file ends inside a flow collection"],
        ),
        (
            "a: [b,\nc: d\ne: [f]\n",
            {"a": ["b"], "c": "d", "e": ["f"]},
            ["unclosed flow collection"],
        ),
        (
            "a: b\n\tc: d\ne: f\n",
            {"a": "b", "c": "d", "e": "f"},
            ["tab in the indentation", "unexpected indentation"],
        ),
        ("a: b: c\nd: e\n", {"a": "b: c", "d": "e"}, ["unexpected token"]),
        ("a: @b\nc: `d`\n", {"a": "@b", "c": "`d`"}, ["unexpected token"]),
        ("a: {{ x }}/y\nb: c\n", {"a": "{{ x }}/y", "b": "c"}, ["unexpected token"]),
    ],
)
def test_damage_is_named_and_the_rest_is_read(
    source: str, expected: Plain, faults: list[str]
) -> None:
    tree = parse(source.encode(), Format.YAML)

    assert plain(tree.root) == expected
    assert reasons(tree) == faults


def test_a_damaged_document_reads_as_the_whole_one_up_to_the_damage() -> None:
    source = (
        "# top\nservers:\n  one: # first\n    command: npx\n    args:\n    - -y\n    - 'a b'\n"
        '    - {k: "v", l: [m, n o]}\n    url: https://host:1/p#q\n    text: |\n      x\n       y\n'
        "    fold: >-\n      x\n      y\n    long: plain\n      goes on\n    tagged: !s &a b\n"
        '  "two":\n  - - deep\n    - er\n  - k: v\n    l: w\n'
    )

    tree = parse(f"{source}broken: @\n".encode(), Format.YAML)

    expected = by_pyyaml(source)
    assert isinstance(expected, dict)
    assert plain(tree.root) == expected | {"broken": "@"}
    assert [comment.text for comment in tree.comments] == ["top", "first"]


def test_both_sides_of_a_merge_conflict_are_kept() -> None:
    source = b"s:\n<<<<<<< HEAD\n  k: ours\n=======\n  k: theirs\n>>>>>>> x\n  l: m\n"

    tree = parse(source, Format.YAML)

    assert isinstance(tree.root, Mapping)
    assert pairs(tree.root.entries[0][1]) == [("k", "ours"), ("k", "theirs"), ("l", "m")]
    assert reasons(tree) == ["merge conflict marker"] * 3


def test_a_key_written_twice_keeps_both_values() -> None:
    assert pairs(parse(b"a: 1\na: 2\n", Format.YAML).root) == [("a", "1"), ("a", "2")]


def test_plain_scalars_are_not_quoted() -> None:
    root = parse(b"a: b\n'c': \"d\"\n", Format.YAML).root

    assert [scalar.quoted for scalar in scalars(root)] == [False, False, True, True]


def test_servers_before_a_cut_are_still_there_wherever_it_is() -> None:
    servers = {
        name: {"command": "npx", "args": ["-y", f"pkg-é-{name}"], "env": {"K": "v\nw\n"}}
        for name in "abc"
    }
    source = yaml.safe_dump({"mcpServers": servers}, allow_unicode=True).encode()
    ends = [source.index(f"\n  {name}:".encode()) for name in "bc"]

    for cut in range(len(source)):
        found = plain(parse(source[:cut], Format.YAML).root)
        for name, end in zip("ab", ends, strict=True):
            if cut > end:
                assert isinstance(found, dict)
                within = found["mcpServers"]
                assert isinstance(within, dict)
                assert within[name] == servers[name]


def _steps(depth: int) -> str:
    return "".join(f"{' ' * level}a:\n" for level in range(depth))


@pytest.mark.parametrize(
    "deep",
    [
        lambda depth: "[" * depth + "]" * depth,
        lambda depth: "{a: " * depth,
        lambda depth: "- " * depth + "x",
        lambda depth: "? " * depth + "x",
        lambda depth: ": " * depth + "x",
        lambda depth: "--- " + "- " * depth,
        lambda depth: "a:\n - - @ " + "- " * depth,
        lambda depth: "- !t " * depth,
        lambda depth: "a: " * depth,
    ],
)
def test_ten_thousand_levels_never_crash_the_process(deep: Callable[[int], str]) -> None:
    tree = parse(deep(10_000).encode(), Format.YAML)

    assert isinstance(tree.root, Mapping | Sequence | Scalar)


def test_block_collections_deeper_than_the_scanner_can_bear_are_read() -> None:
    tree = parse((_steps(1_000) + "last: read\n").encode(), Format.YAML)

    assert isinstance(tree.root, Mapping)
    assert pairs(tree.root)[-1] == ("last", "read")
    assert reasons(tree) == [
        "too many indentations, read without aliases",
        "nested deeper than 200 levels",
    ]
    assert isinstance(parse(_steps(150).encode(), Format.YAML).root, Mapping)


def test_a_long_line_of_pairs_is_not_taken_for_steep() -> None:
    pairs_of_line = ", ".join(f"k{number}: v" for number in range(2_000))

    tree = parse(f"x: &x {{{pairs_of_line}}}\ny: *x\n".encode(), Format.YAML)

    assert isinstance(tree.root, Mapping)
    assert tree.root.entries[0][1] is tree.root.entries[1][1]
    assert tree.faults == ()


def test_reading_stops_at_the_limit_of_nodes() -> None:
    tree = parse(b"- a\n" * 50, Format.YAML, Limits(max_nodes=10))

    assert plain(tree.root) == ["a"] * 9
    assert reasons(tree) == ["more than 10 values, the rest is not read"]


@given(
    st.lists(
        st.sampled_from(
            [
                *"ab\"'[]{}|>@%\t\n\0\\é",
                ": ",
                "- ",
                "? ",
                ", ",
                "\n  ",
                "\n    ",
                "&a ",
                "*a",
                "<<: ",
                "!t ",
                "#c",
                "---\n",
                "...\n",
                "\r\n",
                ">+2\n",
            ]
        )
    )
)
def test_no_text_at_all_stops_the_reader(pieces: list[str]) -> None:
    source = "".join(pieces).encode()

    for fault in parse(source, Format.YAML).faults:
        assert 0 <= fault.offset <= len(source)
