"""JSON in the ways that people and programs write it, up to JSON5."""

import json
import re
from dataclasses import dataclass
from random import Random

from tests.properties.ink import HERE, Ink
from tests.properties.planting import Node, Planted

_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_BLANKS = ("", " ", "\n", "\t", "  ")
_REMARKS = ('/* "a": {, */', "// it's \"{[\n", "/* ü ☃ 😀 */", "//\n")
_SHORT = {"\n": "n", "\t": "t", "\r": "r", "\b": "b", "\f": "f"}


@dataclass(frozen=True, slots=True)
class JsonStyle:
    """How one author writes; the first choice of each is the plainest."""

    indent: str | None
    """None if all stands on one line."""
    remarks: bool
    trailing: bool
    """A comma before each closing bracket."""
    escapes: bool
    """Characters, of keys too, as `\\uXXXX` that need it not."""
    single: bool
    bare: bool
    """Keys without quotes where JSON5 allows it."""
    twice: bool
    """The secret's key with a harmless value before it."""


def json_text(root: Node, style: JsonStyle, chance: Random) -> Ink:
    """Yield `root` as a file."""
    yield from _gap(style, chance)
    yield from _value(root, style, chance, "\n")
    yield "\n"


def _value(node: Node, style: JsonStyle, chance: Random, newline: str) -> Ink:
    match node:
        case Planted() | str():
            yield from _string(node, style, chance)
        case dict():
            pairs = [*node.items()]
            if style.twice:
                pairs = [pair for both in pairs for pair in _twice(*both)]
            yield "{"
            for number, (key, value) in enumerate(pairs):
                yield from _between(number, style, chance, newline)
                yield from _key(key, style, chance)
                yield ":" if style.indent is None else ": "
                yield from _gap(style, chance)
                yield from _value(value, style, chance, _deeper(newline, style))
            yield from _end(len(pairs), style, newline)
            yield "}"
        case list():
            yield "["
            for number, value in enumerate(node):
                yield from _between(number, style, chance, newline)
                yield from _value(value, style, chance, _deeper(newline, style))
            yield from _end(len(node), style, newline)
            yield "]"
        case _:
            yield json.dumps(node)


def _twice(key: str, value: Node) -> list[tuple[str, Node]]:
    pair = (key, value)
    return [(key, "none"), pair] if isinstance(value, Planted) else [pair]


def _deeper(newline: str, style: JsonStyle) -> str:
    return newline + (style.indent or "")


def _between(number: int, style: JsonStyle, chance: Random, newline: str) -> Ink:
    if number:
        yield ","
    if style.indent is not None:
        yield _deeper(newline, style)
    yield from _gap(style, chance)


def _end(count: int, style: JsonStyle, newline: str) -> Ink:
    if style.trailing and count:
        yield ","
    if style.indent is not None and count:
        yield newline


def _gap(style: JsonStyle, chance: Random) -> Ink:
    if style.remarks and chance.random() < 1 / 3:
        yield chance.choice(_BLANKS)
        yield chance.choice(_REMARKS)
        yield chance.choice(_BLANKS)


def _key(key: str, style: JsonStyle, chance: Random) -> Ink:
    if style.bare and _WORD.fullmatch(key):
        yield key
    else:
        yield from _string(key, style, chance)


def _string(node: Planted | str, style: JsonStyle, chance: Random) -> Ink:
    quote = "'" if style.single else '"'
    yield quote
    if isinstance(node, Planted):
        yield _escaped(node.before, quote, style, chance)
        yield HERE
        yield _escaped(node.secret, quote, style, chance)
        yield _escaped(node.after, quote, style, chance)
    else:
        yield _escaped(node, quote, style, chance)
    yield quote


def _escaped(text: str, quote: str, style: JsonStyle, chance: Random) -> str:
    return "".join(_character(sign, quote, style, chance) for sign in text)


def _character(sign: str, quote: str, style: JsonStyle, chance: Random) -> str:
    if style.escapes and chance.random() < 1 / 5:
        units = sign.encode("utf-16-be").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    if sign in (quote, "\\"):
        return "\\" + sign
    if sign in _SHORT:
        return "\\" + _SHORT[sign]
    return f"\\u{ord(sign):04X}" if ord(sign) < ord(" ") else sign
