"""What makes YAML a graph: anchors, aliases and merge keys, all bounded."""

from dataclasses import dataclass, field

from scanner.configs import Mapping, Scalar, Sequence
from scanner.syntax.drafts import Draft, Reading, nothing

_MERGE = "<<"


@dataclass(slots=True, repr=False, eq=False)
class Anchors:
    """The named nodes of a document, and the heights that tell what an alias would add."""

    reading: Reading
    named: dict[str, Draft | Scalar] = field(default_factory=dict)
    _heights: dict[int, int] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)
    _kept: list[Draft] = field(default_factory=list)
    """Drafts whose `id` is in use, also those that were too deep to hang anywhere."""

    def clear(self) -> None:
        """Forget all names: a new document begins."""
        self.named.clear()

    def name(self, anchor: str, node: Draft | Scalar) -> None:
        """Give `node` the name `anchor`, unless it is empty."""
        if anchor:
            self.named[anchor] = node

    def open(self, draft: Draft) -> None:
        """Note that `draft` has begun: an alias inside it must not name it."""
        self._kept.append(draft)
        self._open.add(id(draft))

    def close(self, draft: Draft) -> None:
        """Note that `draft` is complete."""
        self._open.discard(id(draft))
        self._heights[id(draft)] = 1 + max(
            (self.height(child) for _, child in draft.children), default=0
        )

    def height(self, node: Draft | Scalar) -> int:
        """Return how many containers deep `node` is, itself included."""
        return 0 if isinstance(node, Scalar) else self._heights.get(id(node), 1)

    def alias(self, parent: Draft, key: Scalar | None, name: str, offset: int) -> None:
        """Hang the node of that name on `parent`, or an empty text if it cannot."""
        node = self.named.get(name)
        if node is None:
            self.reading.fault(offset, "alias without an anchor")
        elif id(node) in self._open:
            self.reading.fault(offset, "alias of a node that holds it")
        elif self.fits(parent, node, offset):
            self.reading.add(parent, key, node, offset)
            return
        self.reading.add(parent, key, nothing(offset), offset)

    def fits(self, parent: Draft, node: Draft | Scalar, offset: int) -> bool:
        """Tell if `node` may hang on `parent`; record it where that is too deep."""
        if parent.depth + self.height(node) <= self.reading.limits.max_depth:
            return True
        self.reading.deep(offset)
        return False


def merge(draft: Draft, anchors: Anchors) -> None:
    """Replace the merge keys of a complete mapping by the entries they bring.

    The entries go after the mapping's own; of several sources the first wins.
    """
    if draft.kind is Sequence:
        return
    merges = [(key, child) for key, child in draft.children if _is_merge(key, child)]
    if not merges:
        return
    draft.children[:] = [(key, child) for key, child in draft.children if not _is_merge(key, child)]
    seen = {key.text for key, _ in draft.children if key is not None}
    for key, child in merges:
        offset = key.anchors[0][1] if key is not None else 0
        for source in _sources(child):
            _bring(draft, source, seen, anchors, offset)


def _bring(draft: Draft, source: Draft, seen: set[str], anchors: Anchors, offset: int) -> None:
    anchors.reading.spend(len(source.children), offset)
    for key, child in source.children:
        if key is not None and key.text not in seen and anchors.fits(draft, child, offset):
            seen.add(key.text)
            anchors.reading.add(draft, key, child, offset)


def _is_merge(key: Scalar | None, child: Draft | Scalar) -> bool:
    return key is not None and key.text == _MERGE and not key.quoted and bool(_sources(child))


def _sources(child: Draft | Scalar) -> list[Draft]:
    if isinstance(child, Scalar):
        return []
    if child.kind is Mapping:
        return [child]
    return [node for _, node in child.children if isinstance(node, Draft) and node.kind is Mapping]
