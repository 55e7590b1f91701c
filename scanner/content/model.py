"""What a text of any notation holds of MCP configuration; still with plaintext."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, final

from detectors.secret import refuse_to_pickle
from scanner.configs import Scalar, Tree, Value


class Notation(StrEnum):
    """How a text is written, as far as reading it differs."""

    JSON = "json"
    YAML = "yaml"
    TOML = "toml"
    LITERAL = "literal"
    """A structure written in a programming language: a dictionary, an object, a call."""
    CODE = "code"
    """A program of any language."""
    DOCUMENT = "document"
    """Markdown, reStructuredText, AsciiDoc, HTML, plain prose."""
    PROSE = "prose"
    """The lines between the blocks of a document."""
    NOTEBOOK = "notebook"
    SHELL = "shell"
    """Scripts and command lines of any shell."""
    DOCKERFILE = "dockerfile"
    SETTINGS = "settings"
    """`NAME=value` lines: dotenv, Java properties, INI."""


@final
@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A stretch of a text that is to be read in a notation of its own."""

    notation: Notation
    text: Scalar
    """The stretch, decoded; its anchors lead to the text it was cut out of."""
    client: str = ""
    """Id of the client it is meant for; empty if nothing tells."""
    name: str = ""
    """Name of the server that the piece is; empty if it names its servers itself."""

    def __repr__(self) -> str:
        return f"Piece({self.notation})"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text that is read as it stands, by itself: once for all texts that share it."""

    notation: Notation
    start: int
    """In bytes, as `end`."""
    end: int


@final
@dataclass(frozen=True, slots=True, repr=False)
class Stated:
    """A configuration that a text states in its own way, as the tree its client would keep."""

    client: str
    """Id of the client whose selectors lead through `tree`."""
    tree: Tree

    def __repr__(self) -> str:
        return f"Stated({self.client})"


@final
@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """All that one text holds."""

    stated: tuple[Stated, ...] = ()
    pieces: tuple[Piece, ...] = ()
    loose: tuple[Value, ...] = ()
    """Values near a configuration that belong to none of its servers."""
    stretches: tuple[Stretch, ...] = ()
    cut: str = ""
    """What of the text is not read for its size, in words."""

    def __repr__(self) -> str:
        return f"Content({len(self.stated)}, {len(self.pieces)}, {len(self.loose)})"


Reader = Callable[[bytes], Content]
"""Reads UTF-8; the anchors of what it returns are byte offsets in what it was given. Takes time
and memory linear in that, and raises nothing on any input."""
