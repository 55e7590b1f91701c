"""Selectors: short texts that say where in a located tree something is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scanner.configs import Mapping, Node, Sequence


class Each(Enum):
    """The two wildcards; the value is how a selector spells them."""

    VALUE = "*"
    """Every value of a mapping."""
    ITEM = "[*]"
    """Every item of a sequence."""


Step = str | Each


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector; without steps it is the root itself."""

    text: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Selected:
    """A node that a selector reached."""

    pointer: str
    """RFC 6901 JSON Pointer from the root that was searched."""
    key: str
    """The last key or index; empty for the root."""
    node: Node


_STEP = re.compile(r'\.(?:(?P<value>\*)|"(?P<quoted>[^"]+)"|(?P<bare>[^."*\[\]$\s]+))|\[\*\]')


def parse(text: str) -> Selector:
    """Parse a selector.

    `a.b` is a key within a key, `"a.b"` one key with a dot in it, `.*` every value of a mapping,
    `[*]` every item of a sequence, `$` the root; the root goes without saying before a key.
    Raises ValueError if `text` is no such selector.
    """
    if not text:
        raise ValueError("a selector is not empty; the root is spelt $")
    rest = text[1:] if text.startswith("$") else f".{text}"
    steps: list[Step] = []
    position = 0
    while position < len(rest):
        found = _STEP.match(rest, position)
        if found is None:
            raise ValueError(f"selector {text!r} cannot be read from {rest[position:]!r} on")
        steps.append(_step(found))
        position = found.end()
    return Selector(text, tuple(steps))


def _step(found: re.Match[str]) -> Step:
    if found["value"]:
        return Each.VALUE
    return found["quoted"] or found["bare"] or Each.ITEM


def select(root: Node, selector: Selector) -> Iterator[Selected]:
    """Yield what `selector` reaches from `root`, in source order.

    A key that is written twice yields both of its values, under the same pointer.
    """
    reached: Iterator[Selected] = iter((Selected("", "", root),))
    for step in selector.steps:
        reached = _follow(reached, step)
    return reached


def _follow(reached: Iterator[Selected], step: Step) -> Iterator[Selected]:
    for parent in reached:
        match parent.node, step:
            case Sequence(items), Each.ITEM:
                for index, item in enumerate(items):
                    yield Selected(f"{parent.pointer}/{index}", str(index), item)
            case Mapping(entries), Each.VALUE | str():
                for key, value in entries:
                    if step is Each.VALUE or key.text == step:
                        yield Selected(_below(parent.pointer, key.text), key.text, value)
            case _:
                pass


def _below(pointer: str, key: str) -> str:
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
