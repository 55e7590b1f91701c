"""Writing JSON, YAML and TOML so that the line of every planted value is known."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.detection_values import Sample


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that was planted, and the slot that it was planted in."""

    slot: str
    sample: Sample


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text of a configuration, and what was planted in it."""

    text: str
    mark: Mark | None = None


Node = dict[str, "Node"] | list["Node"] | Leaf
Line = tuple[str, tuple[Mark, ...]]
"""A line without its end, and what was planted in it."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"(?!true$|false$|null$|yes$|no$|on$|off$)[A-Za-z/][A-Za-z0-9_./+=-]*")


def lines(root: dict[str, Node], written: str, chance: random.Random) -> list[Line]:
    """Return `root` as a document in the format `written`."""
    match written:
        case "json":
            pen = _Pen(chance.choice(("  ", "    ", "\t")), chance)
            return list(_json("", root, "", "", pen))
        case "yaml":
            return list(_yaml(root, 0, chance))
        case _:
            return list(_toml(root, (), chance))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _marks(node: Node) -> Iterator[Mark]:
    match node:
        case Leaf(mark=mark):
            if mark:
                yield mark
        case dict():
            for value in node.values():
                yield from _marks(value)
        case list():
            for value in node:
                yield from _marks(value)


def _flow(node: Node, equals: str = ": ") -> str:
    """Return `node` on one line; TOML's inline tables differ from JSON in one sign."""
    match node:
        case Leaf(text=text):
            return _quoted(text)
        case dict():
            inside = ", ".join(f"{_quoted(k)}{equals}{_flow(v, equals)}" for k, v in node.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return f"[{', '.join(_flow(item, equals) for item in node)}]"


def _is_short_list(node: Node) -> bool:
    return isinstance(node, list) and all(isinstance(item, Leaf) for item in node)


@dataclass(frozen=True, slots=True)
class _Pen:
    """How one author indents JSON, and the chance of short lists on one line."""

    unit: str
    chance: random.Random


def _json(before: str, node: Node, after: str, indent: str, pen: _Pen) -> Iterator[Line]:
    inline = _is_short_list(node) and pen.chance.random() < 1 / 2
    if isinstance(node, Leaf) or not node or inline:
        yield f"{indent}{before}{_flow(node)}{after}", tuple(_marks(node))
        return
    pairs = _pairs(node)
    opening, closing = "{}" if isinstance(node, dict) else "[]"
    yield f"{indent}{before}{opening}", ()
    for number, (key, value) in enumerate(pairs, 1):
        comma = "," if number < len(pairs) else ""
        start = f"{_quoted(key)}: " if isinstance(node, dict) else ""
        yield from _json(start, value, comma, indent + pen.unit, pen)
    yield f"{indent}{closing}{after}", ()


def _pairs(node: "dict[str, Node] | list[Node]") -> list[tuple[str, Node]]:
    return list(node.items()) if isinstance(node, dict) else [("", item) for item in node]


def _yaml(node: Node, depth: int, chance: random.Random) -> Iterator[Line]:
    """Yield a mapping or sequence as a block."""
    pad = "  " * depth
    if isinstance(node, Leaf):
        yield pad + _yaml_text(node.text, chance), tuple(_marks(node))
        return
    for key, value in _pairs(node):
        start = f"{pad}{_yaml_key(key)}:" if isinstance(node, dict) else f"{pad}-"
        inline = _is_short_list(value) and chance.random() < 1 / 2
        if isinstance(value, Leaf):
            yield f"{start} {_yaml_text(value.text, chance)}", tuple(_marks(value))
        elif not value or inline:
            yield f"{start} {_flow(value)}", tuple(_marks(value))
        elif isinstance(node, list):
            (first, marks), *rest = _yaml(value, depth + 1, chance)
            yield f"{start} {first.lstrip()}", marks
            yield from rest
        else:
            yield start, ()
            yield from _yaml(value, depth + 1, chance)


def _yaml_key(key: str) -> str:
    return key if _BARE.fullmatch(key) and not key.isdigit() else _quoted(key)


def _yaml_text(text: str, chance: random.Random) -> str:
    if _PLAIN.fullmatch(text.lower()) and chance.random() < 1 / 2:
        return text
    if text.isprintable() and chance.random() < 1 / 3:
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text)


def _toml(node: dict[str, Node], path: tuple[str, ...], chance: random.Random) -> Iterator[Line]:
    """Yield the plain keys of a table, then its tables."""
    split = {key: not path or chance.random() < 1 / 2 for key in node}
    tables = {key: value for key, value in node.items() if split[key] and _is_table(value)}
    for key, value in node.items():
        if key not in tables:
            yield f"{_toml_key(key)} = {_flow(value, ' = ')}", tuple(_marks(value))
    for key, value in tables.items():
        name = ".".join(_toml_key(step) for step in (*path, key))
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield "", ()
                yield (f"[[{name}]]" if isinstance(value, list) else f"[{name}]"), ()
                yield from _toml(table, (*path, key), chance)


def _is_table(node: Node) -> bool:
    if isinstance(node, list):
        return bool(node) and all(isinstance(item, dict) for item in node)
    return isinstance(node, dict)


def _toml_key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)
