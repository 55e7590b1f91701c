"""Selectors: short texts that say where in a located tree something is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scanner.configs import Mapping, Node, Scalar, Sequence


class Each(Enum):
    """The wildcards; the value is how a selector spells them."""

    VALUE = "*"
    """Every value of a mapping."""
    ITEM = "[*]"
    """Every item of a sequence."""
    BELOW = ".."
    """The node itself and all below it, before the next step is taken."""


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
        if isinstance(value, Sequence):
            return not self.text or any(
                self._fits(item) for item in value.items if isinstance(item, Scalar)
            )
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
    def keys(self) -> tuple[str, ...]:
        """The keys without which nothing is selected."""
        named = (at.key if isinstance(at, Having) else at for at in self.steps)
        return tuple(at for at in named if isinstance(at, str))

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in lower case without which nothing is selected."""
        return tuple(at.text for at in self.steps if isinstance(at, Having) and at.text)

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


_LONGEST = 1_024
_STEP = re.compile(
    r"""(?P<below>\.\.(?=\[))
    |(?P<deep>\.)?\.(?:(?P<value>\*)|"(?P<quoted>[^"]+)"|(?P<bare>[^."*\[\]$\s]+))
    |\[(?:\*|(?P<key>[A-Za-z_][\w-]*)(?:(?P<operator>\*?=)(?P<text>[^\[\]\s]+))?)\]""",
    re.VERBOSE,
)


def parse(text: str) -> Selector:
    """Parse a selector.

    `a.b` is a key within a key, `"a.b"` one key with a dot in it, `.*` every value of a mapping,
    `[*]` every item of a sequence, `$` the root; the root goes without saying before a key.
    `a..b` is the key `b` at any depth below `a`, `$..[b]` any mapping at all with a key `b`.
    Conditions are written as those of CSS on attributes, without quotes and regardless of case:
    `a[b]` is `a` if it is a mapping with a key `b`, `a[b=c]` if its `b` is `c`, `a[b*=c]` if its
    `b` contains `c`; a list does if one of its items does.
    Raises ValueError if `text` is no such selector.
    """
    if not text or text.startswith("."):
        raise ValueError(f"selector {text!r} does not begin with a key or $, the root")
    rest = text[1:] if text.startswith("$") else f".{text}"
    steps: list[Step] = []
    position = 0
    while position < len(rest):
        found = _STEP.match(rest, position)
        if found is None:
            raise ValueError(f"selector {text!r} cannot be read from {rest[position:]!r} on")
        steps += _steps(found)
        position = found.end()
    return Selector(text, tuple(steps))


def _steps(found: re.Match[str]) -> Iterator[Step]:
    if found["below"] or found["deep"]:
        yield Each.BELOW
    if found["value"]:
        yield Each.VALUE
    elif found["key"]:
        yield Having(found["key"], (found["text"] or "").lower(), found["operator"] == "=")
    elif not found["below"]:
        yield found["quoted"] or found["bare"] or Each.ITEM


def select(root: Node, selector: Selector) -> Iterator[Selected]:
    """Yield what `selector` reaches from `root`, in source order.

    A key that is written twice yields both of its values, under the same pointer. What is reached
    in several ways (YAML aliases) counts once, so that a step takes time linear in the tree.
    """
    reached: Iterator[Selected] = iter((Selected("", "", root),))
    steps = iter(selector.steps)
    for step in steps:
        if step is Each.BELOW:
            reached = once(_anywhere(reached, next(steps, None)))
        else:
            reached = once(_follow(reached, step))
    return reached


def once(reached: Iterator[Selected]) -> Iterator[Selected]:
    """Yield what is reached, each node only the first time."""
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
                    yield Selected(below(parent.pointer, str(index)), str(index), item)
            case Mapping(entries), Each.VALUE | str():
                for key, value in entries:
                    if step is Each.VALUE or key.text == step:
                        yield Selected(below(parent.pointer, key.text), key.text, value)
            case _, Having() if step.holds(parent.node):
                yield parent
            case _:
                pass


def _anywhere(reached: Iterator[Selected], step: Step | None) -> Iterator[Selected]:
    """Yield what one more step reaches from what is reached or from anything below it.

    Without a step that is all of it.
    """
    expanded: set[int] = set()
    for start in reached:
        waiting = [(_holds(start.node, step), start.pointer, start.key, start.node)]
        while waiting:
            meant, pointer, key, node = waiting.pop()
            if meant:
                yield Selected(pointer, key, node)
            if id(node) not in expanded:
                expanded.add(id(node))
                waiting += _beneath(pointer, node, step)


def _beneath(pointer: str, node: Node, step: Step | None) -> list[tuple[bool, str, str, Node]]:
    """Return the children of `node`, last first, each behind whether `step` leads to it."""
    match node:
        case Mapping(entries):
            every = step is Each.VALUE
            return [
                (meant, below(pointer, key.text), key.text, child)
                for key, child in reversed(entries)
                if (meant := every or key.text == step or _holds(child, step))
                or not isinstance(child, Scalar)
            ]
        case Sequence(items):
            every = step is Each.ITEM
            return [
                (meant, below(pointer, str(index)), str(index), items[index])
                for index in reversed(range(len(items)))
                if (meant := every or _holds(items[index], step))
                or not isinstance(items[index], Scalar)
            ]
        case _:
            return []


def _holds(node: Node, step: Step | None) -> bool:
    return step is None or (isinstance(step, Having) and step.holds(node))


_LONGEST = 1_024


def keys(root: Node) -> frozenset[str]:
    """Return all keys of a tree, each container of it looked at once."""
    found: set[str] = set()
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            found.update(key.text for key, _ in node.entries)
            waiting += (value for _, value in node.entries if not isinstance(value, Scalar))
        elif isinstance(node, Sequence):
            waiting += (item for item in node.items if not isinstance(item, Scalar))
    return frozenset(found)


def below(pointer: str, key: str) -> str:
    """Return the JSON Pointer (RFC 6901) of what stands under `key` at `pointer`.

    It stays `pointer` if it would be longer than 1,024 characters: what half a million values
    stand under must not be copied for each.
    """
    longer = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
    return longer if len(longer) <= _LONGEST else pointer
