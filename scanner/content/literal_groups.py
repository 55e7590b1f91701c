"""Brackets while they are read, and what each comes to when it closes."""

from dataclasses import dataclass, field

from scanner.configs import Node, Scalar
from scanner.content.literal_builders import call, chained
from scanner.content.literal_lisp import elements
from scanner.content.literal_style import Style
from scanner.content.literal_values import Item, Operand, Word, bracket, mapping, merged


@dataclass(slots=True, repr=False, eq=False)
class Group:
    """A bracket, or the whole text, while it is read."""

    mark: str
    word: Word | None = None
    """What stands right before: a callee, or a type."""
    receiver: Node | None = None
    """What a method is called on, or what an initialiser completes."""
    index: bool = False
    """True for the brackets of an index."""
    items: list[Item] = field(default_factory=list)
    commas: bool = False
    path: tuple[Scalar, ...] = ()
    operands: list[Operand] = field(default_factory=list)
    typed: bool = False
    """True between a colon and `=`: what stands there may be a type."""
    chosen: bool = False
    """True behind `?` and `lambda`, whose colon is none of a key."""


def node_of(group: Group, style: Style) -> Node:
    """Return what a closed bracket comes to: a call, a mapping, a list."""
    word = group.word
    if style.lisp:
        return elements(group.operands)
    if group.receiver is not None:
        if word is not None:
            return chained(group.receiver, word, group.items)
        return merged((group.receiver, mapping(group.items)))
    if word is not None and (group.mark == "(" or word.name.endswith("!")):
        return call(word, group.items)
    if word is not None and any(path for path, _ in group.items):
        return call(word, group.items)
    return bracket(group.mark, word.name if word else "", group.items, commas=group.commas)
