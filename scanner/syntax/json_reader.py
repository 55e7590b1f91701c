"""The JSON family: JSON, JSONC, JSON5, and what is left of them in a damaged file."""

from scanner.configs import Node, Sequence
from scanner.syntax.drafts import Draft, Exhausted, Reading, top
from scanner.syntax.flow import Pushdown
from scanner.syntax.tokens import JSON, Lexer


def read(source: bytes, reading: Reading) -> Node:
    """Return the root of `source`, which is UTF-8.

    By our own tokens, whether it is damaged or not: a tree of tree-sitter is flat where it had to
    recover, and takes gigabytes for a file of ten megabytes that is nothing but brackets.
    """
    root = Draft(Sequence, 0)
    pushdown = Pushdown(source, reading, JSON, [root])
    try:
        for token in Lexer(source, JSON).tokens(0, len(source)):
            pushdown.feed(token)
        pushdown.finish(len(source))
    except Exhausted:
        reading.exhausted()
    return top(root)
