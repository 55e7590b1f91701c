"""Trees while they are built: mutable, counted, and frozen at the end without recursion."""

from dataclasses import dataclass, field

from scanner.configs import Fault, Mapping, Node, Scalar, Sequence, Tree

_MAX_FAULTS = 1_000
"""Faults kept of one file; a file of garbage has one for every few bytes."""

Kind = type[Mapping] | type[Sequence]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile file is read."""

    max_depth: int = 200
    """Containers inside one another; what lies deeper is dropped."""
    max_nodes: int = 200_000
    """Scalars, containers, comments and stray marks of one file, keys not counted; reading stops
    there."""


class Exhausted(Exception):  # noqa: N818 - not an error: reading ends here, what was read stays
    """The limit of nodes is reached."""


@dataclass(slots=True, repr=False, eq=False)
class Draft:
    """A container that still grows; each child hangs on it from the moment it begins.

    A truncated file therefore needs no unwinding: what was begun is already in place.
    """

    kind: Kind
    depth: int
    children: "list[tuple[Scalar | None, Draft | Scalar]]" = field(default_factory=list)


@dataclass(slots=True, repr=False, eq=False)
class Reading:
    """One file being read: its drafts, comments, faults, and what may still be spent."""

    limits: Limits
    comments: list[Scalar] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    nodes: int = 0
    offset: int = 0
    """Byte offset of the last thing added."""
    too_deep: bool = False

    def fault(self, offset: int, reason: str) -> None:
        """Record that the source cannot be read at `offset`; `reason` holds no text of it."""
        if len(self.faults) < _MAX_FAULTS:
            self.faults.append(Fault(offset, reason))

    def spend(self, nodes: int, offset: int) -> None:
        """Count work on `nodes` nodes; raise `Exhausted` when the file has asked for too much."""
        self.offset = offset
        self.nodes += nodes
        if self.nodes > self.limits.max_nodes:
            raise Exhausted

    def add(self, parent: Draft, key: Scalar | None, child: Draft | Scalar, offset: int) -> None:
        """Hang `child` on `parent`; raise `Exhausted` when the file has too many nodes."""
        self.spend(1, offset)
        if parent.depth <= self.limits.max_depth:
            parent.children.append((key, child))

    def remark(self, comment: Scalar, offset: int) -> None:
        """Keep a comment; raise `Exhausted` when there are too many."""
        self.spend(1, offset)
        self.comments.append(comment)

    def container(self, kind: Kind, parent: Draft, key: Scalar | None, offset: int) -> Draft:
        """Return a new container; one that is too deep hangs on nothing and is lost."""
        draft = Draft(kind, parent.depth + 1)
        if draft.depth > self.limits.max_depth:
            self.deep(offset)
            parent = Draft(kind, draft.depth)
        self.add(parent, key, draft, offset)
        return draft

    def deep(self, offset: int) -> None:
        """Record, once a file, that content is dropped for its depth."""
        if not self.too_deep:
            self.too_deep = True
            self.fault(offset, f"nested deeper than {self.limits.max_depth} levels")

    def exhausted(self) -> None:
        """Record that reading stopped at the limit of nodes, however many faults there are."""
        reason = f"more than {self.limits.max_nodes} values, the rest is not read"
        self.faults.append(Fault(self.offset, reason))

    def tree(self, root: Node) -> Tree:
        """Return what was read, comments and faults in the order of the source."""
        comments = sorted(self.comments, key=lambda comment: comment.anchors[0][1])
        faults = sorted(self.faults, key=lambda fault: fault.offset)
        return Tree(root, tuple(comments), tuple(faults))


def nothing(offset: int) -> Scalar:
    """Return the empty text that stands where a key or a value is missing."""
    return Scalar("", ((0, offset),), quoted=False)


def freeze(root: Draft | Scalar) -> Node:
    """Return `root` as immutable nodes; a draft that hangs in two places is one node."""
    done: dict[int, Node] = {}
    stack = [root]
    while stack:
        draft = stack[-1]
        if id(draft) in done:
            stack.pop()
        elif isinstance(draft, Scalar):
            done[id(draft)] = draft
        elif waiting := _unfrozen(draft, done):
            stack.extend(waiting)
        else:
            done[id(draft)] = _frozen(draft, done)
    return done[id(root)]


def _unfrozen(draft: Draft, done: dict[int, Node]) -> list[Draft]:
    return [
        child for _, child in draft.children if isinstance(child, Draft) and id(child) not in done
    ]


def _frozen(draft: Draft, done: dict[int, Node]) -> Node:
    if draft.kind is Sequence:
        items = [
            child if isinstance(child, Scalar) else done[id(child)] for _, child in draft.children
        ]
        return Sequence(tuple(items))
    entries = [
        (key, child if isinstance(child, Scalar) else done[id(child)])
        for key, child in draft.children
        if key is not None
    ]
    return Mapping(tuple(entries))


def top(root: Draft) -> Node:
    """Return the one value of a file, or a sequence of several; an empty file is an empty mapping.

    Pairs outside any container (a snippet without its braces) are a mapping of their own.
    """
    values: list[Draft | Scalar] = [child for key, child in root.children if key is None]
    loose = [(key, child) for key, child in root.children if key is not None]
    if loose or not values:
        values.append(Draft(Mapping, root.depth, list(loose)))
    if len(values) == 1:
        return freeze(values[0])
    return freeze(Draft(Sequence, root.depth, [(None, value) for value in values]))
