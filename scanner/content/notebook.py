"""Notebooks: the code, commands and texts of their cells, and what running them printed."""

import re
from collections.abc import Iterator
from itertools import islice

from scanner.configs import Mapping, Node, Scalar, Sequence, Tree
from scanner.content.looks import looks
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.content.notations import notation_of
from scanner.content.rewriting import concatenated, parts
from scanner.syntax import Format, SyntaxFailure, parse

_SHELLS = frozenset(
    {
        "bash",
        "sh",
        "shell",
        "zsh",
        "ksh",
        "script",
        "cmd",
        "powershell",
        "pwsh",
        "!",
        "system",
        "sx",
    }
)
_TEXTS = frozenset({"markdown", "html", "md", "latex"})
_CELL_MAGIC = re.compile(r"\s*+(?:(?:#|//)[^\n]*+\s*+)*+%%(!|\w++)[ \t]*+([^\n]*+)\n?")
_LANGUAGE_MAGIC = re.compile(r"\s*+#!(\w++)[ \t]*+\n")
_COMMANDS = re.compile(
    r"^[ \t]*+(?:[\w.]++[ \t]*+=[ \t]*+)?!+((?:[^\n\\]++|\\\n?)*+)", re.MULTILINE
)
_LINE_SHELL = re.compile(r"^[ \t]*+%(?:sx|system|pip|conda|sh|bash)[ \t]++([^\n]++)", re.MULTILINE)
_VARIABLES = re.compile(
    r"^[ \t]*+%(?:env|set_env)[ \t]++([A-Za-z_]\w*+[ \t=][^\n]++)", re.MULTILINE
)
_SHORTEST = 8
_MOST_LINES = 2_000
"""Commands of one cell that are read apart from its code."""


def read(source: bytes) -> Content:
    """Return what a notebook of any kernel and version of the format holds."""
    try:
        root = parse(source, Format.JSON).root
    except SyntaxFailure:
        return Content()
    pieces: list[Piece] = []
    stated: list[Stated] = []
    for cell in _cells(root):
        fields = _fields(cell)
        kind = fields.get("cell_type")
        text = _text(fields.get("source") or fields.get("input"))
        if text is not None:
            pieces.extend(_cell(text, kind.text if isinstance(kind, Scalar) else "code"))
        for output in _items(fields.get("outputs")):
            _output(_fields(output), pieces, stated)
    return Content(tuple(stated), tuple(pieces))


def _cells(root: Node) -> Iterator[Node]:
    """Yield the cells; up to version 3 of the format they stand in worksheets."""
    fields = _fields(root)
    yield from _items(fields.get("cells"))
    for sheet in _items(fields.get("worksheets")):
        yield from _items(_fields(sheet).get("cells"))


def _cell(text: Scalar, kind: str) -> Iterator[Piece]:
    if kind in ("markdown", "heading"):
        yield Piece(Notation.DOCUMENT, text)
        return
    if kind == "raw":
        yield Piece(looks(text.text) or Notation.DOCUMENT, text)
        return
    magic = _CELL_MAGIC.match(text.text) or _LANGUAGE_MAGIC.match(text.text)
    if magic:
        (body,) = parts(text, [(magic.end(), len(text.text))])
        yield Piece(_of_magic(magic[1], magic[2] if magic.re is _CELL_MAGIC else "", body), body)
        return
    yield Piece(Notation.CODE, text)
    yield from _lines(text)


def _of_magic(name: str, words: str, body: Scalar) -> Notation:
    if name in _SHELLS:
        return Notation.SHELL
    if name in _TEXTS:
        return Notation.DOCUMENT
    if name in ("writefile", "file"):
        path = words.replace("-a ", "").strip().strip("\"'")
        return notation_of(path) or looks(body.text) or Notation.DOCUMENT
    return Notation.CODE


def _lines(text: Scalar) -> Iterator[Piece]:
    """Yield the lines of a code cell that are commands of the shell or set a variable."""
    for pattern, notation in (
        (_COMMANDS, Notation.SHELL),
        (_LINE_SHELL, Notation.SHELL),
        (_VARIABLES, Notation.SETTINGS),
    ):
        spans = [match.span(1) for match in islice(pattern.finditer(text.text), _MOST_LINES)]
        for found in parts(text, spans):
            yield Piece(notation, found)


def _output(fields: dict[str, Node], pieces: list[Piece], stated: list[Stated]) -> None:
    for key in ("text", "evalue", "traceback", "html"):
        _printed(_text(fields.get(key)), pieces)
    for kind, node in _fields(fields.get("data")).items():
        if kind.endswith("json") and not isinstance(node, Scalar):
            stated.append(Stated("any-json", Tree(node, (), ())))
        elif kind.startswith("text/") or kind.endswith("json"):
            _printed(_text(node), pieces)


def _printed(text: Scalar | None, pieces: list[Piece]) -> None:
    if text is not None and len(text.text) >= _SHORTEST:
        pieces.append(Piece(looks(text.text) or Notation.DOCUMENT, text))


def _text(node: Node | None) -> Scalar | None:
    """Return the text of a field, which is one string or a list of lines."""
    match node:
        case Scalar(text):
            return node if text.strip() else None
        case Sequence(items):
            lines = [item for item in items if isinstance(item, Scalar)]
            whole = concatenated(lines) if lines else None
            return whole if whole and whole.text.strip() else None
        case _:
            return None


def _fields(node: Node | None) -> dict[str, Node]:
    if not isinstance(node, Mapping):
        return {}
    return {key.text: value for key, value in reversed(node.entries)}


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()
