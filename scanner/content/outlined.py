"""Whether a structured text holds anything at all, told by its outline before it is read."""

import re
from collections.abc import Iterator
from functools import cache

from scanner.configs import Node
from scanner.content.gutter import without_gutter
from scanner.content.looks import looks
from scanner.content.markers import holds, tells
from scanner.content.model import Piece
from scanner.content.search import Texts, occurs
from scanner.discovery.catalogue import Client
from scanner.discovery.fields import dialects
from scanner.discovery.shape import servers
from scanner.servers.extract import Budget, leaves
from scanner.syntax import Format
from scanner.syntax.outlines import outline

_SHORTEST = 24
"""Characters of the shortest text inside a structure that can hold a configuration."""
_REMARK = re.compile(rb"#[^\n]*+")


def holds_nothing(source: bytes, format: Format, client: Client) -> bool:  # noqa: A002 - the word
    """Return True only if `source` declares no server, and nothing inside it does."""
    if holds(source, "link", "encoded"):
        return False
    root = outline(source, format)
    if root is None or any(servers(root, client)) or any(strings(root)):
        return False
    return format is Format.JSON or _remarks_hold_nothing(source)


def strings(root: Node) -> Iterator[Piece]:
    """Yield the texts below `root` that hold a configuration in a notation of their own."""
    for _, _, scalar in leaves(root, "", Budget()):
        if len(scalar.text) < _SHORTEST or not tells(_bytes(scalar.text)):
            continue
        text = without_gutter(scalar)
        notation = looks(text.text)
        if notation is not None:
            yield Piece(notation, text)


def _remarks_hold_nothing(source: bytes) -> bool:
    """Return whether what is commented out can neither be a server nor hold one."""
    remarks = b"\n".join(_REMARK.findall(source))
    return not (b"\\" in remarks or tells(remarks) or occurs(_telling_keys(), remarks))


@cache
def _telling_keys() -> Texts:
    """Return the keys of which every server has one."""
    fields = dialects().fields
    first = {path.steps[0] for path in (*fields.command, *fields.url) if path.steps}
    return tuple(sorted(key.encode() for key in first if isinstance(key, str)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
