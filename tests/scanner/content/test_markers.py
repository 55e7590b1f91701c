import base64
from importlib.resources import files

import pytest
import tomli

from scanner.content.markers import marks, tells

_TABLE = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
_TEXTS = [(group, text) for group, texts in _TABLE["groups"].items() for text in texts]


@pytest.mark.parametrize(("group", "text"), _TEXTS)
def test_each_marker_is_found_as_one_of_its_group(group: str, text: str) -> None:
    content = b"before " + text.encode() + b" after"

    assert tells(content)
    assert group in marks(content)


def test_a_text_without_a_marker_has_none() -> None:
    content = b'{"servers": [{"url": "https://api.example.com"}]}' * 1000

    assert not tells(content)
    assert marks(content) == frozenset()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_marker_is_found_in_every_encoding(codec: str) -> None:
    assert tells('{"mcpServers": {}}'.encode(codec))


@pytest.mark.parametrize("shift", range(3))
def test_a_container_is_found_in_base64_at_every_alignment(shift: int) -> None:
    encoded = base64.b64encode(b" " * shift + b'{"mcpServers": {"a": {"command": "npx"}}}')

    assert "encoded" in marks(b"CONFIG=" + encoded)


def test_a_marker_across_the_edge_of_a_window_is_found() -> None:
    for before in range((1 << 18) - 30, (1 << 18) + 2):
        assert "container" in marks(b"x" * before + b'"mcpServers"' + b"x" * 100)
