"""Operands to one value: what is joined, chosen between, filled in or called."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.content.literal_calls import listed, vocabulary
from scanner.content.literal_strings import filled, reference
from scanner.content.rewriting import concatenated
from scanner.syntax.drafts import nothing


@dataclass(slots=True, repr=False, eq=False)
class Word:
    """A name in a program, with the keys it is indexed by."""

    name: str
    start: int
    end: int
    keys: list[Scalar] = field(default_factory=list)


Operand = Node | Word | str
"""A value, a name, or the text of an operator."""
Item = tuple[tuple[Scalar, ...], Node]
"""A value and the path of keys it is given; without any it is an element."""

CHOICE = frozenset({"||", "??", "?:", "?", ":", "if", "else", "or", "unless"})
"""What stands between values of which one is taken."""
_JOINS = frozenset({"+", "..", ".", "<>", "&", "~", "++", "//", "|", "%"})
_POSTFIX = ("?", "!", "!!", "...")
_COMPARE = re.compile(r"[=!<>]=|[<>]|in")
_PLAIN = frozenset({
    "true", "false", "null", "none", "nil", "undefined", "True", "False", "None",
    "nullptr", "NULL", "t",
})  # fmt: skip


def value(operands: list[Operand]) -> Node | None:
    """Return what the operands of one item come to; None if they come to nothing.

    Of several literals that are chosen between all stay; a variable beside one is left out.
    """
    while operands and operands[-1] in _POSTFIX:
        operands.pop()
    if operands and operands[0] == "|" and "|" in operands[1:]:
        # The parameters of a closure.
        operands = operands[operands.index("|", 1) + 1 :]
    if not operands:
        return None
    if len(operands) == 1 and not isinstance(operands[0], str):
        alone = operands[0]
        return as_node(alone) if isinstance(alone, Word) else alone
    found = [_combined(part) for part in _alternatives(operands)]
    values = [node for node in found if node is not None]
    literal = [node for node in values if not is_reference(node) and not is_empty(node)]
    if len(literal) <= 1:
        return next(iter(literal or values), None)
    if all(isinstance(node, Mapping) for node in literal):
        return merged(literal)
    return Sequence(tuple(literal))


def _alternatives(operands: list[Operand]) -> list[list[Operand]]:
    """Split at what chooses; conditions are left out."""
    parts: list[list[Operand]] = [[]]
    condition = False
    for operand in operands:
        if not (isinstance(operand, str) and operand in CHOICE):
            parts[-1].append(operand)
            continue
        if operand == "?" or condition or _is_condition(parts[-1]):
            parts.pop()
        condition = operand in {"if", "unless"} and any(parts)
        parts.append([])
    if condition:
        parts.pop()
    return [part for part in parts if part]


def _is_condition(part: list[Operand]) -> bool:
    return any(isinstance(operand, str) and _COMPARE.match(operand) for operand in part)


def _combined(operands: list[Operand]) -> Node | None:
    """Return operands without a choice as one value: a joined text, or the brackets among them."""
    groups = [one for one in operands if isinstance(one, Mapping | Sequence)]
    scalars = [one for one in operands if isinstance(one, Scalar) and one.quoted]
    if groups and not (scalars and "%" in operands):
        return _of_groups(groups, scalars, joins=any(_is_join(one) for one in operands))
    texts = [one for one in operands if isinstance(one, Scalar | Word)]
    if not texts:
        return None
    if scalars and "%" in operands:
        return filled(scalars[0], len(scalars[0].text))
    if not scalars:
        return as_node(texts[-1] if not any(_is_join(o) for o in operands) else texts[0])
    if len(texts) == 1:
        return as_node(texts[0])
    return concatenated(as_node(one) for one in _beside(operands))


def _beside(operands: list[Operand]) -> list[Scalar | Word]:
    """Return the operands of a joined text; a name right before a string is its type, or a verb."""
    kept: list[Scalar | Word] = []
    joins = False
    for operand in operands:
        if isinstance(operand, str):
            joins = joins or operand in _JOINS
            continue
        if isinstance(operand, Scalar | Word):
            if kept and not joins and isinstance(kept[-1], Word):
                kept.pop()
            if joins or isinstance(operand, Scalar) or not kept:
                kept.append(operand)
            joins = False
    return kept


def _is_join(operand: Operand) -> bool:
    return isinstance(operand, str) and operand in _JOINS


def _of_groups(groups: list[Mapping | Sequence], scalars: list[Scalar], *, joins: bool) -> Node:
    full = [group for group in groups if not is_empty(group)] or groups[-1:]
    if not joins and len(full) > 1 and all(isinstance(group, Mapping) for group in full):
        return full[-1]
    if all(isinstance(group, Mapping) for group in full):
        return merged(full)
    if joins:
        items = [item for group in full for item in items_of(group)]
        return Sequence((*items, *scalars))
    return full[-1]


def items_of(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; anything else is its only one."""
    return node.items if isinstance(node, Sequence) else (node,)


def merged(nodes: Iterable[Node]) -> Mapping:
    """Return the entries of all mappings among `nodes` as one."""
    return Mapping(
        tuple(pair for node in nodes if isinstance(node, Mapping) for pair in node.entries)
    )


def as_node(operand: Scalar | Word) -> Scalar:
    """Return a name as the reference that it is; the names of truth values are plain text."""
    if isinstance(operand, Scalar):
        return operand
    name = operand.name.strip("$@&")
    if name in _PLAIN and not operand.keys:
        return Scalar(name, ((0, operand.start),), quoted=False)
    if name.startswith(":"):
        return Scalar(name[1:], ((0, operand.start + 1),), quoted=False)
    path = ".".join((name.rstrip("!?"), *(key.text for key in operand.keys)))
    return reference(path[:200], operand.start)


def is_reference(node: Node) -> bool:
    """Return whether `node` is a variable, a number or a truth value."""
    return isinstance(node, Scalar) and not node.quoted


def is_empty(node: Node) -> bool:
    """Return whether nothing is in `node`."""
    match node:
        case Mapping(entries):
            return not entries
        case Sequence(items):
            return not items
        case Scalar(text):
            return text == ""


def bracket(mark: str, name: str, items: list[Item], *, commas: bool) -> Node:
    """Return what stands in brackets: a mapping if keys are in it, else a list."""
    if any(path for path, _ in items):
        return mapping(items)
    values = [node for _, node in items]
    if mark == "(" and len(values) == 1 and not commas:
        return values[0]
    if mark == "{" and not values:
        return Mapping(())
    if mark == "{" and (pairs := as_pairs(Sequence(tuple(values)))) is not None:
        return pairs
    if name and listed(name, vocabulary().mappings):
        return as_pairs(Sequence(tuple(values))) or Sequence(tuple(values))
    return Sequence(tuple(values))


def mapping(items: Iterable[Item]) -> Mapping:
    """Return items as a mapping: paths nested, what is spread merged, the rest without a key."""
    entries: list[tuple[Scalar, Node]] = []
    for path, node in items:
        if path:
            entries.append((path[0], nested(path[1:], node)))
        elif isinstance(node, Mapping):
            entries.extend(node.entries)
        elif not is_reference(node):
            entries.append((nothing(start_of(node)), node))
    return Mapping(tuple(entries))


def nested(path: tuple[Scalar, ...], node: Node) -> Node:
    """Return `node` below the keys of `path`."""
    for key in reversed(path):
        node = Mapping(((key, node),))
    return node


def start_of(node: Node) -> int:
    """Return where the first scalar of `node` stands, 0 if it has none."""
    while not isinstance(node, Scalar):
        below = node.items if isinstance(node, Sequence) else [key for key, _ in node.entries]
        if not below:
            return 0
        node = below[0]
    return node.anchors[0][1]


def as_pairs(node: Node) -> Mapping | None:
    """Return a list of pairs of a text and a value as a mapping."""
    if not isinstance(node, Sequence) or not node.items:
        return None
    entries: list[tuple[Scalar, Node]] = []
    for item in node.items:
        match item:
            case Sequence((Scalar() as key, found)):
                entries.append((key, found))
            case Mapping(((Scalar() as key, found),)):
                entries.append((key, found))
            case _:
                return None
    return Mapping(tuple(entries))


def in_turn(values: list[Node]) -> Mapping | None:
    """Return keys and values that take turns as a mapping."""
    keys = values[::2]
    if len(values) % 2 or not all(isinstance(key, Scalar) for key in keys):
        return None
    pairs = zip(keys, values[1::2], strict=True)
    return Mapping(tuple((key, node) for key, node in pairs if isinstance(key, Scalar)))
