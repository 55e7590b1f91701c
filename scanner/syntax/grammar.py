"""The one door to tree-sitter."""

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Language, Node


class Format(StrEnum):
    """The notations that configuration is written in."""

    JSON = "json"
    """With comments, trailing commas and the JSON5 notations."""
    TOML = "toml"
    YAML = "yaml"


Grammar = Literal[Format.TOML, Format.YAML]
"""Those that tree-sitter reads."""


@cache
def _language(format: Grammar) -> "Language":  # noqa: A002 - the word of the field
    # Imported here: tree-sitter and a grammar cost milliseconds that `--version` need not pay.
    from tree_sitter import Language  # noqa: PLC0415

    match format:
        case Format.TOML:
            import tree_sitter_toml  # noqa: PLC0415

            return Language(tree_sitter_toml.language())
        case Format.YAML:
            import tree_sitter_yaml  # noqa: PLC0415

            return Language(tree_sitter_yaml.language())


def syntax_tree(source: bytes, format: Grammar) -> "Node":  # noqa: A002
    """Return the root of tree-sitter's tree; `has_error` tells if it had to recover."""
    from tree_sitter import Parser  # noqa: PLC0415

    return Parser(_language(format)).parse(source).root_node


def first_error(root: "Node") -> int:
    """Return the byte offset of the first place where tree-sitter had to recover."""
    node: Node | None = root
    offset = root.start_byte
    while node is not None:
        offset = node.start_byte
        if node.is_error or node.is_missing:
            break
        node = next((child for child in node.children if child.has_error), None)
    return offset
