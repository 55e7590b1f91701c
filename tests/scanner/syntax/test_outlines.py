"""An outline is what reading a file comes to, without the places."""

import json
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.content.outlined import holds_nothing
from scanner.discovery.catalogue import by_id
from scanner.syntax import Format, parse
from scanner.syntax.outlines import outline
from tests.properties.writing_toml import TomlStyle, toml_text

if TYPE_CHECKING:
    from tests.properties.planting import Node as Written

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def _told(node: Node) -> object:
    match node:
        case Scalar(text, _, quoted):
            return text, quoted
        case Mapping(entries):
            return [(key.text, _told(value)) for key, value in entries]
        case Sequence(items):
            return [_told(item) for item in items]


def _entries(node: Node) -> list[str]:
    """Return the entries of a mapping in no order: tables may be written before other pairs."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return sorted(repr((key.text, _told(value))) for key, value in entries)


@given(_VALUES)
def test_an_outline_of_json_is_its_tree_without_places(value: object) -> None:
    source = json.dumps(value).encode()
    root = outline(source, Format.JSON)

    assert root is not None
    assert _told(root) == _told(parse(source, Format.JSON).root)


def test_keys_that_are_written_twice_are_there_twice() -> None:
    source = b'{"a": 1, "a": {"b": 2.50, "b": []}}'
    root = outline(source, Format.JSON)

    assert root is not None
    assert _told(root) == _told(parse(source, Format.JSON).root)


@pytest.mark.parametrize("seed", range(40))
def test_an_outline_of_toml_is_its_tree_without_places(seed: int) -> None:
    chance = Random(seed)
    style = TomlStyle(*(chance.random() < 1 / 2 for _ in range(7)))
    value: Written = {
        "a": "b",
        "c": {"d": ["x", "y"], "e": {"f": "g"}},
        "h": [{"i": "j"}, {"k": "l"}],
    }
    written = toml_text(value, style, chance)
    source = "".join(one for one in written if isinstance(one, str)).encode()
    root = outline(source, Format.TOML)

    assert root is not None
    assert _entries(root) == _entries(parse(source, Format.TOML).root)


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (b"{'a': 1}", Format.JSON),
        (b'{"a": 1,}', Format.JSON),
        (b'{"a": 1} // b', Format.JSON),
        (b"[" * 100_000, Format.JSON),
        (b"a = 0xff", Format.TOML),
        (b"a = 1979-05-27T07:32:00Z", Format.TOML),
        (b"a = ", Format.TOML),
        (b"a: b", Format.YAML),
    ],
)
def test_what_is_damaged_or_odd_has_no_outline(source: bytes, format: Format) -> None:  # noqa: A002
    assert outline(source, format) is None


@pytest.mark.parametrize(
    "source",
    [
        b'{"mcpServers": {"a": {"command": "npx"}}}',
        b'{"a": "{\\"mcpServers\\": {\\"a\\": {\\"command\\": \\"npx\\"}}}"}',
        b'{"a": {"url": "https://a.b/mcp"}}',
    ],
)
def test_a_server_anywhere_is_something(source: bytes) -> None:
    assert not holds_nothing(source, Format.JSON, by_id()["any-json"])
    assert holds_nothing(b'{"name": "mcp", "version": "1"}', Format.JSON, by_id()["any-json"])


def test_a_server_that_is_commented_out_is_something() -> None:
    client = by_id()["any-toml"]
    remark = b'a = "b"\n# [mcp_servers.a]\n# command = "npx"\n'

    assert not holds_nothing(remark, Format.TOML, client)
    assert holds_nothing(b'a = "b"\n# [a.b]\n# c = "d"\n', Format.TOML, client)
