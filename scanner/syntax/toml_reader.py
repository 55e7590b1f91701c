"""TOML as tree-sitter reads it; what it cannot read in one piece goes to `toml_repair`."""

from typing import TYPE_CHECKING

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.syntax.drafts import Draft, Exhausted, Reading, freeze
from scanner.syntax.flow import comment
from scanner.syntax.grammar import Format, first_error, syntax_tree
from scanner.syntax.scalars import toml_string, verbatim
from scanner.syntax.tokens import Kind
from scanner.syntax.toml_repair import repair
from scanner.syntax.toml_tables import Tables, path

if TYPE_CHECKING:
    import tree_sitter

_LARGE = 1 << 20
"""Bytes above which no tree is made: that of ten megabytes of brackets takes 2.5 gigabytes."""
_HEADERS = frozenset({"table", "table_array_element"})
_PUNCTUATION = frozenset({"{", "}", "[", "]", ",", "=", "[[", "]]"})


def read(source: bytes, reading: Reading) -> Node:
    """Return the root table of `source`, which is UTF-8.

    A table named by several headers is one mapping with the pairs of all.
    """
    tables = Tables(reading)
    try:
        if len(source) > _LARGE:
            repair(source, tables)
            return freeze(tables.root)
        tree = syntax_tree(source, Format.TOML)
        if tree.has_error:
            repair(source, tables)
            if not reading.faults:
                reading.fault(first_error(tree), "unexpected token")
        else:
            _document(source, tree, tables)
    except Exhausted:
        reading.exhausted()
    return freeze(tables.root)


def _document(source: bytes, document: "tree_sitter.Node", tables: Tables) -> None:
    for child in document.children:
        if child.type in _HEADERS:
            _table(source, child, tables)
        elif child.type == "pair":
            _value(source, child, tables, tables.current)
        elif child.type == "comment":
            _comment(source, child, tables.reading)


def _table(source: bytes, node: "tree_sitter.Node", tables: Tables) -> None:
    array = node.type == "table_array_element"
    start = node.start_byte + (2 if array else 1)
    keys, _ = path(source, start, node.end_byte)
    if keys:
        tables.header(keys, array=array)
    for child in node.children:
        if child.type == "pair":
            _value(source, child, tables, tables.current)
        elif child.type == "comment":
            _comment(source, child, tables.reading)


def _value(source: bytes, node: "tree_sitter.Node", tables: Tables, table: Draft) -> None:
    """Add a pair to `table`; containers in containers are walked with a stack."""
    stack: list[tuple[tree_sitter.Node, Draft, Scalar | None]] = [(node, table, None)]
    reading = tables.reading
    while stack:
        node, parent, key = stack.pop()
        kind, start = node.type, node.start_byte
        if kind == "pair":
            keys, _ = path(source, start, node.end_byte)
            if keys:
                within = tables.parent(parent, keys)
                stack.extend((child, within, keys[-1][0]) for child in node.children[:1:-1])
        elif kind in {"array", "inline_table"}:
            sort: type[Mapping | Sequence] = Sequence if kind == "array" else Mapping
            draft = reading.container(sort, parent, key, start)
            stack.extend((child, draft, None) for child in reversed(node.children))
        elif kind == "comment":
            _comment(source, node, reading)
        elif kind == "string":
            reading.add(parent, key, toml_string(source, start, node.end_byte), start)
        elif kind not in _PUNCTUATION:
            reading.add(parent, key, verbatim(source, start, node.end_byte, quoted=False), start)


def _comment(source: bytes, node: "tree_sitter.Node", reading: Reading) -> None:
    token = (Kind.COMMENT, node.start_byte, node.end_byte)
    reading.remark(comment(source, token), node.start_byte)
