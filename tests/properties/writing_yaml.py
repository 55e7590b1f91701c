"""YAML in the ways that people and programs write it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.properties.ink import HERE, Ink
from tests.properties.planting import Node, Planted

_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_PLAIN = re.compile(r"[^\W\d][\w./=@+?&-]*(?:[ :][\w./=@+?&-]+|:/)*")
_KEY = re.compile(r"[A-Za-z_][\w.-]*")
_REMARKS = ("# a: {\n", "\n", '# ü ☃ 😀 "\n', "#\n")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class YamlStyle:
    """How one author writes; the first choice of each is the plainest."""

    step: int
    """Columns of one level."""
    flush: bool
    """The dashes of a list below the first letter of its key."""
    flow: bool
    """Some mappings and lists in brackets, over one line or several."""
    quotes: bool
    """Quotes of either kind where none are needed."""
    escapes: bool
    blocks: bool
    """Texts as block scalars, literal or folded."""
    folded: bool
    """Line breaks in the place of spaces."""
    remarks: bool
    shared: bool
    """What holds the secret under a key of its own, with an alias where it belongs."""
    documents: bool
    """A list at the root as documents of one file."""


@dataclass(frozen=True, slots=True)
class _Pen:
    style: YamlStyle
    chance: Random
    shared: int
    """Identity of the node that an anchor is put on; 0 for none."""

    def often(self, wanted: bool) -> bool:
        return wanted and self.chance.random() < 1 / 2


def yaml_text(root: Node, style: YamlStyle, chance: Random) -> Ink:
    """Yield `root` as a file."""
    holder = _holder(root) if style.shared and isinstance(root, dict) else None
    pen = _Pen(style, chance, id(holder) if holder else 0)
    if isinstance(root, dict):
        if holder:
            yield "x-shared: &shared\n"
            yield from _pairs(holder, " " * style.step, pen)
        yield from _pairs(root, "", pen)
    elif isinstance(root, list) and style.documents:
        for document in root:
            yield "---\n"
            if isinstance(document, dict):
                yield from _pairs(document, "", pen)
    elif isinstance(root, list):
        yield from _items(root, "", pen)


def _holder(node: Node) -> dict[str, Node] | None:
    """Return the mapping that holds the secret directly, if one does."""
    if isinstance(node, dict):
        if any(isinstance(value, Planted) for value in node.values()):
            return node
        return next((found for value in node.values() if (found := _holder(value))), None)
    if isinstance(node, list):
        return next((found for item in node if (found := _holder(item))), None)
    return None


def _pairs(node: dict[str, Node], indent: str, pen: _Pen, *, begun: bool = False) -> Ink:
    """Yield the entries of a mapping; the first follows a dash if it is `begun`."""
    for key, value in node.items():
        if pen.often(pen.style.remarks) and not begun:
            yield pen.chance.choice(_REMARKS)
        yield "" if begun else indent
        begun = False
        yield from _key(key, pen)
        yield ":"
        yield from _behind(value, indent, pen, flush=pen.style.flush)


def _items(node: list[Node], indent: str, pen: _Pen) -> Ink:
    for value in node:
        yield f"{indent}-"
        if isinstance(value, dict) and value and id(value) != pen.shared:
            yield " "
            yield from _pairs(value, indent + "  ", pen, begun=True)
        else:
            yield from _behind(value, indent, pen, flush=False)


def _behind(value: Node, indent: str, pen: _Pen, *, flush: bool) -> Ink:
    """Yield a value behind its key or dash, up to the end of its line."""
    deeper = indent + " " * pen.style.step
    if id(value) == pen.shared:
        yield " *shared\n"
    elif isinstance(value, (dict, list)) and (not value or pen.often(pen.style.flow)):
        yield " "
        yield from _flow(value, deeper, pen)
        yield "\n"
    elif isinstance(value, dict):
        yield "\n"
        yield from _pairs(value, deeper, pen)
    elif isinstance(value, list):
        yield "\n"
        yield from _items(value, indent if flush else deeper, pen)
    else:
        yield " "
        yield from _scalar(value, deeper, pen, block=True)
        yield " # ü\n" if pen.style.remarks and not pen.style.blocks else "\n"


def _flow(node: Node, indent: str, pen: _Pen) -> Ink:
    if id(node) == pen.shared:
        yield "*shared "
        return
    between = f"\n{indent}" if pen.often(pen.style.flow) else " "
    match node:
        case dict():
            yield "{"
            for number, (key, value) in enumerate(node.items()):
                yield f",{between}" if number else between
                yield from _key(key, pen)
                yield ": "
                yield from _flow(value, indent + "  ", pen)
            yield f"{between}}}"
        case list():
            yield "["
            for number, value in enumerate(node):
                yield f",{between}" if number else ""
                yield from _flow(value, indent + "  ", pen)
            yield "]"
        case _:
            yield from _scalar(node, indent, pen, block=False)


def _key(key: str, pen: _Pen) -> Ink:
    plain = _KEY.fullmatch(key) and key.lower() not in _WORDS
    if plain and not pen.often(pen.style.quotes):
        yield key
    else:
        yield f'"{_escaped(key, pen)}"'


def _scalar(node: Node, indent: str, pen: _Pen, *, block: bool) -> Ink:
    if not isinstance(node, (str, Planted)):
        yield "null" if node is None else str(node).lower()
        return
    text = node if isinstance(node, str) else node.text
    broken = f"\n{indent}" if pen.often(pen.style.folded) else " "
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    if (
        block
        and text
        and text.isprintable()
        and text == text.strip()
        and pen.often(pen.style.blocks)
    ):
        folding = pen.chance.choice("|>")
        yield f"{folding}-\n{indent}"
        yield from _written(node, lambda text: text)
    elif plain and not pen.often(pen.style.quotes):
        yield from _written(node, lambda text: text.replace(" ", broken))
    elif text.isprintable() and pen.often(pen.style.quotes):
        yield "'"
        yield from _written(node, lambda text: text.replace("'", "''"))
        yield "'"
    else:
        yield '"'
        yield from _written(node, lambda text: _escaped(text, pen))
        yield '"'


def _written(node: str | Planted, turned: Callable[[str], str]) -> Ink:
    if isinstance(node, str):
        yield turned(node)
        return
    yield turned(node.before)
    yield HERE
    yield turned(node.secret)
    yield turned(node.after)


def _escaped(text: str, pen: _Pen) -> str:
    return "".join(_character(sign, pen) for sign in text)


def _character(sign: str, pen: _Pen) -> str:
    if pen.style.escapes and pen.chance.random() < 1 / 5:
        code = ord(sign)
        if code > 0xFFFF:
            return f"\\U{code:08x}"
        return f"\\x{code:02X}" if code < 0x80 and pen.chance.random() < 1 / 2 else f"\\u{code:04x}"
    return _SHORT.get(sign, sign)
