"""YAML as tree-sitter reads it; what it cannot read in one piece goes to `yaml_repair`."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.syntax.drafts import Draft, Exhausted, Reading, nothing, top
from scanner.syntax.flow import comment
from scanner.syntax.grammar import Format, first_error, syntax_tree
from scanner.syntax.scalars import verbatim, yaml_double, yaml_plain, yaml_single
from scanner.syntax.tokens import Kind
from scanner.syntax.yaml_blocks import block_scalar
from scanner.syntax.yaml_nodes import Anchors, merge
from scanner.syntax.yaml_repair import repair

if TYPE_CHECKING:
    import tree_sitter

_WRAPPERS = frozenset({"block_node", "flow_node", "block_sequence_item"})
_MAPPINGS = frozenset({"block_mapping", "flow_mapping"})
_SEQUENCES = frozenset({"block_sequence", "flow_sequence"})
_PAIRS = frozenset({"block_mapping_pair", "flow_pair"})
_PROPERTIES = frozenset({"anchor", "tag"})
_INDENTATION = re.compile(
    rb"(?:^|(?<=[\r\n]))([ \t]*+)(?=[^\s])|(?<!\S)[-?:](?:[ \t]++|(?=[\r\n]|\Z))"
)
_STEEPEST = 100
_MOST_BRACKETS = 200_000
"""A tree of tree-sitter takes a kilobyte for each."""


def read(source: bytes, reading: Reading) -> Node:
    """Return the root of the one document of `source`, or a sequence of the roots of several.

    An alias is the very node it names. A merge key (`<<`) is replaced by the entries it brings:
    they come after the mapping's own, and only those that the mapping does not have itself.
    """
    root = Draft(Sequence, 0)
    try:
        if too_many := _too_many(source):
            reading.fault(0, f"too many {too_many}, read without aliases")
            repair(source, reading, root)
            return top(root)
        # A NUL is the end of the file to the grammar, and what follows it would be lost unseen.
        tree = syntax_tree(source.replace(b"\0", b" "), Format.YAML)
        if tree.has_error or tree.end_byte < len(source.rstrip(b"\0 \t\r\n")):
            repair(source, reading, root)
            if not reading.faults:
                reading.fault(first_error(tree), "unexpected token")
        else:
            _Reader(source, reading).stream(tree, root)
    except Exhausted:
        reading.exhausted()
    return top(root)


def _too_many(source: bytes) -> str:
    """Say what of `source` is too much for tree-sitter, if anything is."""
    if source.count(b"[") + source.count(b"{") > _MOST_BRACKETS:
        return "brackets"
    return "indentations" if _is_steep(source) else ""


def _is_steep(source: bytes) -> bool:
    """Tell if block collections may be nested so deep that tree-sitter-yaml would crash.

    Its scanner keeps one entry for each indentation in a buffer of 1,024 bytes, and 400 nested
    sequences overwrite what lies behind it (seen in 0.7.2). This counts at least as many as it:
    the columns where a line begins, and those where text follows an indicator that stands alone.
    """
    columns: list[int] = []
    first = 0
    for match in _INDENTATION.finditer(source):
        if match[1] is not None:
            first = match.start()
        column = match.end() - first
        while columns and columns[-1] >= column:
            columns.pop()
        columns.append(column)
        if len(columns) > _STEEPEST:
            return True
    return False


class _Task(NamedTuple):
    """A node still to be read, and where it goes."""

    node: "tree_sitter.Node"
    parent: Draft
    key: Scalar | None
    column: int
    """Of the block collection around it, from 0; -1 at the top."""


@dataclass(slots=True, repr=False, eq=False)
class _Reader:
    source: bytes
    reading: Reading
    anchors: Anchors = field(init=False)
    stack: "list[_Task | Draft]" = field(default_factory=list)
    """Nodes to read, and below the nodes of each container the container itself, to close it."""

    def __post_init__(self) -> None:
        self.anchors = Anchors(self.reading)

    def stream(self, stream: "tree_sitter.Node", root: Draft) -> None:
        for document in self._kids(stream):
            self.anchors.clear()
            for node in reversed(self._kids(document)):
                if not node.type.endswith("_directive"):
                    self.stack.append(_Task(node, root, None, -1))
            self._run()

    def _run(self) -> None:
        while self.stack:
            task = self.stack.pop()
            if isinstance(task, Draft):
                merge(task, self.anchors)
                self.anchors.close(task)
            else:
                self._visit(task)

    def _visit(self, task: _Task) -> None:
        node, parent, key, column = task
        if node.type in _PAIRS:
            self._pair(task)
            return
        if parent.kind is Mapping and key is None:
            # `{a, b}`: keys alone.
            self._null(parent, self._key(node, column), node.end_byte)
            return
        content, anchor = self._content(node)
        if content is None:
            self._null(parent, key, node.end_byte)
        elif content.type == "alias":
            self.anchors.alias(parent, key, self._name(content), content.start_byte)
        elif content.type in _MAPPINGS or content.type in _SEQUENCES:
            self._container(content, task, anchor)
        else:
            value = self._scalar(content, column)
            self.reading.add(parent, key, value, content.start_byte)
            self.anchors.name(anchor, value)

    def _container(self, node: "tree_sitter.Node", task: _Task, anchor: str) -> None:
        kind: type[Mapping | Sequence] = Mapping if node.type in _MAPPINGS else Sequence
        draft = self.reading.container(kind, task.parent, task.key, node.start_byte)
        self.anchors.name(anchor, draft)
        self.anchors.open(draft)
        column = node.start_point[1] if node.type.startswith("block") else task.column
        self.stack.append(draft)
        self.stack.extend(_Task(kid, draft, None, column) for kid in reversed(self._kids(node)))

    def _pair(self, task: _Task) -> None:
        node, parent, _, column = task
        if parent.kind is Sequence:
            # `[a: b]`: a mapping of one pair.
            parent = self.reading.container(Mapping, parent, None, node.start_byte)
            self.anchors.open(parent)
            self.stack.append(parent)
        self._kids(node)
        named = node.child_by_field_name("key")
        key = nothing(node.start_byte) if named is None else self._key(named, column)
        value = node.child_by_field_name("value")
        if value is None:
            self._null(parent, key, node.end_byte)
        else:
            self.stack.append(_Task(value, parent, key, column))

    def _key(self, node: "tree_sitter.Node", column: int) -> Scalar:
        """Return a key; one that is no scalar is kept as it is written."""
        content, anchor = self._content(node)
        if content is None:
            return nothing(node.end_byte)
        if content.type == "alias":
            named = self.anchors.named.get(self._name(content))
            if isinstance(named, Scalar):
                return named
        if not content.type.endswith("_scalar"):
            return verbatim(self.source, node.start_byte, node.end_byte, quoted=False)
        key = self._scalar(content, column)
        self.anchors.name(anchor, key)
        return key

    def _content(self, node: "tree_sitter.Node") -> "tuple[tree_sitter.Node | None, str]":
        """Return what a node is about, without its tag, and the name that its anchor gives it."""
        anchor = ""
        content: tree_sitter.Node | None = node
        while content is not None and content.type in _WRAPPERS:
            inner = None
            for kid in self._kids(content):
                if kid.type == "anchor":
                    anchor = self._name(kid)
                elif kid.type not in _PROPERTIES:
                    inner = kid
            content = inner
        return content, anchor

    def _scalar(self, node: "tree_sitter.Node", column: int) -> Scalar:
        start, end = node.start_byte, node.end_byte
        match node.type:
            case "double_quote_scalar":
                return yaml_double(self.source, start + 1, end - 1)
            case "single_quote_scalar":
                return yaml_single(self.source, start + 1, end - 1)
            case "block_scalar":
                return block_scalar(self.source, start, column)[0]
            case _:
                return yaml_plain(self.source, start, end)

    def _null(self, parent: Draft, key: Scalar | None, offset: int) -> None:
        self.reading.add(parent, key, nothing(offset), offset)

    def _name(self, node: "tree_sitter.Node") -> str:
        return self.source[node.start_byte + 1 : node.end_byte].decode("utf-8", "surrogateescape")

    def _kids(self, node: "tree_sitter.Node") -> "list[tree_sitter.Node]":
        """Return the named children of `node`; its comments are put aside."""
        kids = []
        for kid in node.children:
            if kid.type == "comment":
                token = (Kind.COMMENT, kid.start_byte, kid.end_byte)
                self.reading.remark(comment(self.source, token), kid.start_byte)
            elif kid.is_named:
                kids.append(kid)
        return kids
