"""Selectors: short texts that say where in a located tree something is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scanner.configs import Mapping, Node, Scalar, Sequence


class Each(Enum):
    """The two wildcards; the value is how a selector spells them."""

    VALUE = "*"
    """Every value of a mapping."""
    ITEM = "[*]"
    """Every item of a sequence."""


@dataclass(frozen=True, slots=True)
class Having:
    """A condition that a mapping fulfils by one of its entries."""

    key: str
    text: str = ""
    """In lower case; empty if any value will do."""
    whole: bool = False
    """True if the value is `text`, false if it contains it."""

    def holds(self, node: Node) -> bool:
        """Return whether `node` is a mapping with such an entry."""
        return isinstance(node, Mapping) and any(
            key.text == self.key and self._fits(value) for key, value in node.entries
        )

    def _fits(self, value: Node) -> bool:
        if not self.text or not isinstance(value, Scalar):
            return not self.text
        found = value.text.lower()
        return found == self.text if self.whole else self.text in found


Step = str | Each | Having


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector; without steps it is the root itself."""

    text: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return self.text

    @property
    def is_conditional(self) -> bool:
        """True if a condition tells what kind of thing is selected."""
        return any(isinstance(step, Having) for step in self.steps)

    @property
    def parent(self) -> "Selector":
        """The selector of what holds the selected."""
        return Selector(f"parent of {self.text}", self.steps[:-1])

    @property
    def last(self) -> str | Each | None:
        """The last step that leads further down; None if the root is selected."""
        return next((at for at in reversed(self.steps) if not isinstance(at, Having)), None)


@dataclass(frozen=True, slots=True)
class Selected:
    """A node that a selector reached."""

    pointer: str
    """RFC 6901 JSON Pointer from the root that was searched."""
    key: str
    """The last key or index; empty for the root."""
    node: Node


_STEP = re.compile(
    r"""\.(?:(?P<value>\*)|"(?P<quoted>[^"]+)"|(?P<bare>[^."*\[\]$\s]+))
    |\[(?:\*|(?P<key>[A-Za-z_][\w-]*)(?:(?P<operator>\*?=)(?P<text>[^\[\]\s]+))?)\]""",
    re.VERBOSE,
)


def parse(text: str) -> Selector:
    """Parse a selector.

    `a.b` is a key within a key, `"a.b"` one key with a dot in it, `.*` every value of a mapping,
    `[*]` every item of a sequence, `$` the root; the root goes without saying before a key.
    Conditions are written as those of CSS on attributes, without quotes and regardless of case:
    `a[b]` is `a` if it is a mapping with a key `b`, `a[b=c]` if its `b` is `c`, `a[b*=c]` if its
    `b` contains `c`.
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
    if found["key"]:
        return Having(found["key"], (found["text"] or "").lower(), found["operator"] == "=")
    return found["quoted"] or found["bare"] or Each.ITEM


def select(root: Node, selector: Selector) -> Iterator[Selected]:
    """Yield what `selector` reaches from `root`, in source order.

    A key that is written twice yields both of its values, under the same pointer. What is reached
    in several ways (YAML aliases) counts once, so that a step takes time linear in the tree.
    """
    reached: Iterator[Selected] = iter((Selected("", "", root),))
    for step in selector.steps:
        reached = _once(_follow(reached, step))
    return reached


def _once(reached: Iterator[Selected]) -> Iterator[Selected]:
    seen: set[int] = set()
    for found in reached:
        if id(found.node) not in seen:
            seen.add(id(found.node))
            yield found


def _follow(reached: Iterator[Selected], step: Step) -> Iterator[Selected]:
    for parent in reached:
        match parent.node, step:
            case Sequence(items), Each.ITEM:
                for index, item in enumerate(items):
                    yield Selected(f"{parent.pointer}/{index}", str(index), item)
            case Mapping(entries), Each.VALUE | str():
                for key, value in entries:
                    if step is Each.VALUE or key.text == step:
                        yield Selected(below(parent.pointer, key.text), key.text, value)
            case _, Having() if step.holds(parent.node):
                yield parent
            case _:
                pass


def below(pointer: str, key: str) -> str:
    """Return the JSON Pointer (RFC 6901) of what stands under `key` at `pointer`."""
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
