"""Configurations while they still hold plaintext: nothing here leaves the worker."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import NoReturn, final

from detectors.model import Slot
from detectors.secret import refuse_to_pickle


@final
@dataclass(frozen=True, slots=True, repr=False)
class Scalar:
    """A leaf of a located tree: decoded text, and where its characters stand in the source."""

    text: str
    anchors: tuple[tuple[int, int], ...]
    """(index in `text`, byte offset in the source), ascending; between two anchors the text is
    the source, character by character."""
    quoted: bool = True
    """False for numbers, booleans, null and plain YAML scalars."""

    def __repr__(self) -> str:
        return "Scalar(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


def part(scalar: Scalar, start: int, end: int) -> Scalar:
    """Return the characters from `start` to before `end` as a scalar of its own."""
    # By halves: a command line of escapes has as many anchors as words, each a part of it.
    first = bisect_right(scalar.anchors, start, key=itemgetter(0))
    inside = scalar.anchors[first : bisect_left(scalar.anchors, end, first, key=itemgetter(0))]
    index, offset = scalar.anchors[max(first - 1, 0)]
    skipped = scalar.text[index:start]
    offset += len(skipped if skipped.isascii() else skipped.encode("utf-8", "surrogatepass"))
    anchors = ((0, offset), *((at - start, where) for at, where in inside))
    return Scalar(scalar.text[start:end], anchors, scalar.quoted)


@final
@dataclass(frozen=True, slots=True, repr=False)
class Mapping:
    """Keys and values in source order; a key that is written twice is here twice."""

    entries: "tuple[tuple[Scalar, Node], ...]"

    def __repr__(self) -> str:
        return f"Mapping({len(self.entries)})"


@final
@dataclass(frozen=True, slots=True, repr=False)
class Sequence:
    """Items in source order."""

    items: "tuple[Node, ...]"

    def __repr__(self) -> str:
        return f"Sequence({len(self.items)})"


Node = Scalar | Mapping | Sequence


def empty_entries(node: Node) -> tuple[str, ...]:
    """Return the keys of a mapping whose values are mappings without entries."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return tuple(k.text for k, v in entries if isinstance(v, Mapping) and not v.entries)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place that could not be read as the format demands; holds no text of it."""

    offset: int
    """Byte offset in the source."""
    reason: str


@final
@dataclass(frozen=True, slots=True, repr=False)
class Tree:
    """A whole file: its root, its comments, and what could not be read."""

    root: Node
    comments: tuple[Scalar, ...]
    faults: tuple[Fault, ...]

    def __repr__(self) -> str:
        return "Tree(…)"


@final
@dataclass(frozen=True, slots=True, repr=False)
class Value:
    """A text of a configuration with the place and the slot it has in it."""

    slot: Slot
    name: str
    """What it goes by: variable, header, flag, key; empty for a positional argument."""
    pointer: str
    scalar: Scalar
    """The text, or the part of a longer one that is this value."""
    reads_as: Slot | None = None
    """What it would be if it stood alone: `-e K=V` is an argument that reads as env."""

    def __repr__(self) -> str:
        return f"Value({self.slot}, {self.pointer})"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


@final
@dataclass(frozen=True, slots=True, repr=False)
class ServerDeclaration:
    """One server of a configuration with every value it carries."""

    name: str
    pointer: str
    command: tuple[Scalar, ...]
    """The words of the command line, the program first; empty for remote servers."""
    image: str
    """The container image that is given instead of a program, or empty."""
    urls: tuple[Scalar, ...]
    transport: str
    """As written (`type`, `transport`), or empty."""
    values: tuple[Value, ...]
    """All values, those of the command line and the URLs included."""
    pointers: tuple[str, ...] = ()
    """Where the words of the command line stand; none for what a registry's entry comes to."""
    empty: tuple[str, ...] = ()
    """Keys whose value is a mapping without entries."""

    def __repr__(self) -> str:
        return f"ServerDeclaration({self.pointer})"


@final
@dataclass(frozen=True, slots=True, repr=False)
class Configuration:
    """What one file declares: servers, and values that belong to none."""

    servers: tuple[ServerDeclaration, ...]
    loose: tuple[Value, ...]
    faults: tuple[Fault, ...]
    recognised: bool
    """True if it configures MCP: it has a server, or a value that its client gives to servers."""

    def __repr__(self) -> str:
        return f"Configuration({len(self.servers)} servers)"
