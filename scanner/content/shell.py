"""Shell text: scripts, command lines, terminal sessions, recipes of make and its kin."""

import re
from collections.abc import Iterator, Sequence

from scanner.configs import Scalar
from scanner.content import commands, shell_additions, shell_launches, shell_pieces
from scanner.content.looks import looks
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.content.shell_lexer import lex
from scanner.content.shell_state import Command, Script
from scanner.content.shell_variables import leading, methods, values
from scanner.syntax.scalars import verbatim

_SHORTEST = 16
"""Characters of the shortest word that can hold anything by itself."""
_NUMBER = re.compile(r"\d+[.)]")
_WORTH = re.compile(r"mcp|[A-Za-z_]\w*+\s*+=\s*+\S|npx|uvx|docker", re.IGNORECASE)
_CONTAINER = re.compile(
    r"mcp[-_.]?servers|context_servers|^\[+mcp|^mcp:", re.IGNORECASE | re.MULTILINE
)
_MISLABELLED = frozenset({Notation.YAML, Notation.TOML})


def read(source: bytes) -> Content:
    """Return what shell text states of MCP servers, and what it holds in other notations."""
    script = lex(source)
    held, remarks = section(script)
    pieces = (*held.pieces, *remarks, *(() if held.stated else whole(source)))
    cut = "too long for a script, the rest is not read" if script.cut else ""
    return Content(held.stated, pieces, (*methods(source), *held.loose), cut=cut)


def section(script: Script) -> tuple[Content, tuple[Piece, ...]]:
    """Return what the commands of a script, or a part of one, hold, and its remarks."""
    following: Command | None = None
    parts: list[Content] = []
    for command in reversed(script.commands):
        parts.append(_command(command, following))
        following = command
    parts.reverse()
    held = Content(
        tuple(one for part in parts for one in part.stated),
        tuple(one for part in parts for one in part.pieces),
        tuple(one for part in parts for one in part.loose),
    )
    remarks = (text for text in script.comments if _WORTH.search(text.text))
    return held, tuple(Piece(Notation.SHELL, text) for text in remarks)


def _command(command: Command, following: Command | None) -> Content:
    if _says_nothing(command):
        return Content()
    words = _bare(command.words)
    file = shell_pieces.target(command, following)
    env, rest = leading(words)
    rest = _bare(rest)
    more, rest = leading(rest)
    for found in commands.find(rest):
        added = shell_additions.content(found)
        documents = Command((), "", command.piped, command.documents)
        inside = tuple(shell_pieces.pieces(documents, file))
        if added.stated or added.pieces:
            loose = tuple(values(words[: len(words) - len(rest)]))
            return Content(added.stated, (*added.pieces, *inside), loose)
    started = shell_launches.server(rest, (*env, *more)) if rest else None
    return Content(
        (*((started,) if started else ()), *_settings(command, file)),
        tuple(shell_pieces.pieces(command, file)),
        () if started else tuple(values(words)),
    )


def _says_nothing(command: Command) -> bool:
    """Return whether `command` is one short word, such as the `do` and `fi` of scripts."""
    if command.documents or len(command.words) != 1:
        return False
    text = command.words[0].text
    return len(text) < _SHORTEST and "=" not in text


def _settings(command: Command, file: str) -> Iterator[Stated]:
    return shell_pieces.settings(command.words, shell_pieces.client_of(file) or "shell")


def _bare(words: Sequence[Scalar]) -> Sequence[Scalar]:
    """Return `words` without what stands before a command: keywords, list marks, `sudo -E`."""
    before, with_flags = commands.vocabulary("before"), commands.vocabulary("flagged")
    at, flagged = 0, False
    while at < len(words):
        text = words[at].text
        if text.lower() in before or _NUMBER.fullmatch(text):
            flagged = text.lower() in with_flags
        elif not (flagged and text.startswith("-") and not words[at].quoted):
            break
        at += 1
    return words[at:]


def whole(source: bytes) -> Iterator[Piece]:
    """Yield the text itself if it only pretends to be a script."""
    text = verbatim(source, 0, len(source), quoted=True)
    if _CONTAINER.search(text.text) and (notation := looks(text.text)) in _MISLABELLED:
        yield Piece(notation, text)
