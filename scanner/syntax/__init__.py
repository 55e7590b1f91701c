"""Bytes to a located tree: JSON, YAML, TOML."""

from scanner.syntax.decoding import decode
from scanner.syntax.drafts import Limits
from scanner.syntax.grammar import Format
from scanner.syntax.locating import line_column, offset, places, position
from scanner.syntax.parsing import SyntaxFailure, parse

__all__ = [
    "Format",
    "Limits",
    "SyntaxFailure",
    "decode",
    "line_column",
    "offset",
    "parse",
    "places",
    "position",
]
