import base64
import random
from importlib.resources import files

import pytest
import tomli

from scanner.content.markers import are_in, holds, tells

_TABLE = tomli.loads((files("scanner.content") / "markers.toml").read_text("utf-8"))
_TEXTS = [(group, text) for group, texts in _TABLE["groups"].items() for text in texts]


@pytest.mark.parametrize(("group", "text"), _TEXTS)
def test_each_marker_is_found_as_one_of_its_group(group: str, text: str) -> None:
    content = b"before " + text.encode() + b" after"

    assert tells(content)
    assert holds(content, group)


def test_a_text_without_a_marker_has_none() -> None:
    content = b'{"servers": [{"url": "https://api.example.com"}]}' * 1000

    assert not tells(content)
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
        assert are_in(content)


_CUT_AROUND = ("container", "program", "command", "link", "encoded")


@pytest.mark.parametrize("fillings", [0, 3, 1_000])
def test_markers_are_found_around_the_few_texts_that_all_of_them_hold(fillings: int) -> None:
    chance = random.Random(fillings)
    texts = [text for group, text in _TEXTS if group in _CUT_AROUND]
    for _ in range(500):
        whole = chance.choice(texts)
        parts = ["mcp ", "xMCP", "Mcpx", "smithery", chance.choice((whole, whole[1:], whole[:-1]))]
        filling = "".join(chance.choice(("mcp-", " mcp", "-")) for _ in range(fillings))
        chance.shuffle(parts)
        content = ("x" * chance.randrange(60)).join([*parts, filling]).encode()

        assert are_in(content) == holds(content, *_CUT_AROUND)


def test_a_marker_in_the_midst_of_a_binary_file_is_none() -> None:
    binary = b"\x89PNG\0\r\n" + bytes(range(256)) * 20

    assert not tells(binary + b"\xffamcpb\xfe" + binary)
    assert not tells(binary + b"\xff" + b"x" * 6 + b"mcp" + b"x" * 6 + b"\0" + binary)
    assert tells(binary + b"\xff" + b"x" * 6 + b"mcp" + b"x" * 7 + b"\0" + binary)
    assert tells(binary + b'{"mcpServers": {}}' + binary)
    assert tells(b"\0" * 9_000 + b" mcp-server --token ")
    assert tells(b"a" * 9_000 + b"\xffmcp\xff\0")
