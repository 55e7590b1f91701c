import base64
from importlib.resources import files

import pytest
import tomli

from scanner.content.markers import holds, near, tells

_TABLE = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
_TEXTS = [(group, text) for group, texts in _TABLE["groups"].items() for text in texts]


@pytest.mark.parametrize(("group", "text"), _TEXTS)
def test_each_marker_is_found_as_one_of_its_group(group: str, text: str) -> None:
    content = b"before " + text.encode() + b" after"

    assert tells(content)
    assert holds(content, group)
    assert holds(near(b"x" * 9_000 + content + b"x" * 9_000), group)


def test_a_text_without_a_marker_has_none() -> None:
    content = b'{"servers": [{"url": "https://api.example.com"}]}' * 1000

    assert not tells(content)
    assert not near(content)
    assert not any(holds(content, group) for group in _TABLE["groups"])


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_marker_is_found_in_every_encoding(codec: str) -> None:
    assert tells('{"mcpServers": {}}'.encode(codec))


@pytest.mark.parametrize("shift", range(3))
def test_a_container_is_found_in_base64_at_every_alignment(shift: int) -> None:
    encoded = base64.b64encode(b" " * shift + b'{"mcpServers": {"a": {"command": "npx"}}}')

    assert holds(b"CONFIG=" + encoded, "encoded")


def test_a_marker_across_the_edge_of_a_window_is_found() -> None:
    for before in range((1 << 18) - 30, (1 << 18) + 2):
        content = b"x" * before + b'"mcpServers"' + b"x" * 100

        assert holds(content, "container")
        assert holds(near(content), "container")


def test_what_stands_around_core_texts_is_short_only_where_they_are_few() -> None:
    many = (b"mcp" + b"x" * 300) * 1_000

    assert len(near(b"x" * 100_000 + b"mcp" + b"y" * 100_000)) < 200
    assert near(many) == many
