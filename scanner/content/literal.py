"""Structures of programming languages: dictionaries, objects, calls, and what is commented out."""

import re
from collections.abc import Iterator

from scanner.configs import Mapping, Scalar, Tree
from scanner.content.literal_comments import uncommented
from scanner.content.literal_shape import shaped
from scanner.content.literal_syntax import Parsed, parse
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.syntax.drafts import Limits

CLIENT = "code"
"""Id of the client whose servers a program declares, below `mcpServers`."""
_TELLING = re.compile(
    r"[\"']?\b(?:command|args|env|headers|url|serverUrl|server_url|Command|Args|Env|Url|URL)"
    r"[\"']?\s{0,8}(?::|=>?)"
)


def tree(source: bytes, limits: Limits | None = None) -> Tree:
    """Return the servers of a structure, UTF-8, as a tree; takes linear time, raises nothing."""
    return _tree(source, parse(source, limits))


def read(source: bytes) -> Content:
    """Return the servers of a structure, and what is commented out in it as pieces."""
    parsed = parse(source)
    return Content((Stated(CLIENT, _tree(source, parsed)),), tuple(_disabled(source, parsed)))


def _tree(source: bytes, parsed: Parsed) -> Tree:
    root = shaped(parsed.items)
    plain = (text for text in uncommented(source, parsed.comments) if not _tells(text))
    return Tree(root if root.entries else Mapping(()), tuple(plain), parsed.faults)


def _disabled(source: bytes, parsed: Parsed) -> Iterator[Piece]:
    for text in uncommented(source, parsed.comments):
        if _tells(text):
            yield Piece(Notation.LITERAL, text)


def _tells(text: Scalar) -> bool:
    return _TELLING.search(text.text) is not None
