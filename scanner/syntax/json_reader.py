"""The JSON family: JSON, JSONC, JSON5, and what is left of them in a damaged file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.configs import Node, Sequence
from scanner.syntax.drafts import Draft, Exhausted, Reading, top
from scanner.syntax.flow import Pushdown
from scanner.syntax.grammar import Format, syntax_tree
from scanner.syntax.tokens import JSON, Kind, Lexer, Token

if TYPE_CHECKING:
    import tree_sitter

_BRANCHES = frozenset({"document", "object", "array", "pair"})
_KINDS = {
    "{": Kind.OPEN,
    "[": Kind.OPEN,
    "}": Kind.CLOSE,
    "]": Kind.CLOSE,
    ":": Kind.COLON,
    ",": Kind.COMMA,
    "string": Kind.STRING,
    "comment": Kind.COMMENT,
}


def read(source: bytes, reading: Reading) -> Node:
    """Return the root of `source`, which is UTF-8.

    tree-sitter's tree is flat where it had to recover, and the text of a string it did not
    expect is lost: its leaves are used where it read everything, our own tokens where not.
    """
    root = Draft(Sequence, 0)
    tree = syntax_tree(source, Format.JSON)
    found = Lexer(source, JSON).tokens(0, len(source)) if tree.has_error else _leaves(tree)
    pushdown = Pushdown(source, reading, JSON, [root])
    try:
        for token in found:
            pushdown.feed(token)
        pushdown.finish(len(source))
    except Exhausted:
        reading.exhausted()
    return top(root)


def _leaves(root: "tree_sitter.Node") -> Iterator[Token]:
    """Yield the tokens of a tree without errors, by a cursor: no depth overflows it."""
    cursor = root.walk()
    while node := cursor.node:
        kind = node.type
        if kind not in _BRANCHES:
            yield _KINDS.get(kind, Kind.BARE), node.start_byte, node.end_byte
        elif cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
