"""TOML in the ways that people and programs write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from random import Random

from tests.properties.ink import HERE, Ink
from tests.properties.planting import Node, Planted

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_REMARKS = ("# a = {\n", "# ü ☃ 😀 [x]\n", "\n", '#"""\n')


@dataclass(frozen=True, slots=True)
class TomlStyle:
    """How one author writes; the first choice of each is the plainest."""

    dotted: bool
    """Keys with dots in the place of some tables."""
    inline: bool
    """Inline tables in the place of some tables."""
    literal: bool
    """Strings in single quotes where nothing in them needs an escape."""
    triple: bool
    """Strings in three quotes."""
    escapes: bool
    remarks: bool
    broken: bool
    """Arrays over several lines, with a comma behind the last item."""


def toml_text(root: Node, style: TomlStyle, chance: Random) -> Ink:
    """Yield `root`, a mapping, as a file."""
    if not isinstance(root, dict):
        raise TypeError("a TOML file is a table")
    yield from _table(root, (), style, chance)


def _table(node: dict[str, Node], path: tuple[str, ...], style: TomlStyle, chance: Random) -> Ink:
    """Yield the plain keys of a table, then the tables in it."""
    tables: list[tuple[str, Node]] = []
    for key, value in node.items():
        if not _is_table(value) or (style.inline and path and chance.random() < 1 / 2):
            yield from _pair((key,), value, style, chance)
        elif style.dotted and path and isinstance(value, dict) and chance.random() < 1 / 2:
            for keys, leaf in _dotted((key,), value):
                yield from _pair(keys, leaf, style, chance)
        else:
            tables.append((key, value))
    for key, value in tables:
        name = ".".join(chain.from_iterable(_key(step, style, chance) for step in (*path, key)))
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield from _remark(style, chance)
                yield f"[[{name}]]\n" if isinstance(value, list) else f"[{name}]\n"
                yield from _table(table, (*path, key), style, chance)


def _is_table(node: Node) -> bool:
    if isinstance(node, list):
        return bool(node) and all(isinstance(item, dict) for item in node)
    return isinstance(node, dict)


def _dotted(keys: tuple[str, ...], node: Node) -> Iterator[tuple[tuple[str, ...], Node]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _dotted((*keys, key), value)
    else:
        yield keys, node


def _pair(keys: tuple[str, ...], node: Node, style: TomlStyle, chance: Random) -> Ink:
    yield from _remark(style, chance)
    yield chance.choice((".", " . ")).join(
        chain.from_iterable(_key(key, style, chance) for key in keys)
    )
    yield chance.choice((" = ", "=", "  =\t"))
    yield from _value(node, style, chance)
    yield " # ü = {\n" if style.remarks else "\n"


def _remark(style: TomlStyle, chance: Random) -> Ink:
    if style.remarks and chance.random() < 1 / 3:
        yield chance.choice(_REMARKS)


def _key(key: str, style: TomlStyle, chance: Random) -> Iterator[str]:
    if _BARE.fullmatch(key) and not (style.escapes and chance.random() < 1 / 4):
        yield key
    else:
        yield f'"{_escaped(key, style, chance)}"'


def _value(node: Node, style: TomlStyle, chance: Random) -> Ink:
    match node:
        case Planted() | str():
            yield from _string(node, style, chance)
        case dict():
            yield "{"
            for number, (key, value) in enumerate(node.items()):
                yield ", " if number else " "
                yield from _key(key, style, chance)
                yield " = "
                yield from _value(value, style, chance)
            yield " }"
        case list():
            between = "\n  " if style.broken else ""
            yield f"[{between}"
            for number, value in enumerate(node):
                yield f",{between or ' '}" if number else ""
                yield from _value(value, style, chance)
            yield ",\n]" if style.broken and node else "]"
        case _:
            yield str(node).lower()


def _string(node: Planted | str, style: TomlStyle, chance: Random) -> Ink:
    text = node.text if isinstance(node, Planted) else node
    triple = style.triple and chance.random() < 1 / 2
    plain = style.literal and text.isprintable() and "'" not in text
    quote = ("'" if plain else '"') * (3 if triple else 1)
    yield quote
    if triple and chance.random() < 1 / 2:
        yield "\n"
    elif triple and not plain and chance.random() < 1 / 2:
        yield "\\\n   "
    if isinstance(node, Planted):
        yield node.before if plain else _escaped(node.before, style, chance)
        yield HERE
        yield node.secret if plain else _escaped(node.secret, style, chance)
        yield node.after if plain else _escaped(node.after, style, chance)
    else:
        yield text if plain else _escaped(text, style, chance)
    yield quote


def _escaped(text: str, style: TomlStyle, chance: Random) -> str:
    return "".join(_character(sign, style, chance) for sign in text)


def _character(sign: str, style: TomlStyle, chance: Random) -> str:
    if style.escapes and chance.random() < 1 / 5:
        wide = ord(sign) > 0xFFFF or chance.random() < 1 / 4
        return f"\\U{ord(sign):08X}" if wide else f"\\u{ord(sign):04x}"
    return _SHORT.get(sign, sign)
