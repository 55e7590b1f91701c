"""What a command holds in another notation: here documents, structures, scripts in scripts."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scanner import configs
from scanner.configs import Node, Scalar, Tree, part
from scanner.content.commands import vocabulary
from scanner.content.looks import looks
from scanner.content.model import Notation, Piece, Stated
from scanner.content.notations import notation_of
from scanner.content.rewriting import replaced
from scanner.content.shell_servers import key, merged
from scanner.content.shell_state import Command
from scanner.discovery.catalogue import matches

_SHORTEST = 16
"""Characters of the shortest text that can hold a server."""
_WORTH = re.compile(
    r"mcp|servers|modelcontextprotocol|[\"']?(?:command|url|type)\\*+[\"']?\s*+[:=]", re.IGNORECASE
)
_TOLD = re.compile(r"mcp|\w\s*+=|npx|uvx|docker", re.IGNORECASE)
_ADDS = re.compile(r"\bmcp[ -](?:add|install|set)\b|--add-mcp|--mcp-config|\b(?:npx|uvx)\b")
_STRUCTURE = re.compile(r"\s*+[\[{]")
_OBJECT = re.compile(r"\s*+(?:\{|\[\s*+[{\"'])")
_FOLDED = re.compile(r"\s*+[\[{]\s*+\\[nr]")
_ESCAPE = re.compile(r"\\([nrt\\\"])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_HOME = re.compile(r"(?:~|\$\{?[\w:]+\}?|%\w+%)[/\\]")
_FILE_FLAGS = frozenset({"-path", "-filepath", "-literalpath", "-outfile"})
_INTERPRETERS = re.compile(r"(?:python|node|deno|bun|ruby|perl|php|tsx|ts-node)[\d.]*+\Z")
_CONTAINER = r"(?:mcpServers|mcp_servers|context_servers|servers|mcp\.servers|amp\.mcpServers)"
_FILTER = re.compile(
    r"\.(?:\[?\")?"
    + _CONTAINER
    + r"(?:\"\]?)?(?:\.\"?(?P<bare>[\w-]+)\"?|\[\"(?P<named>[^\"]+)\"\])?\s*+[+*|]?=\s*+(?=\{)"
)
_SETTING = re.compile(
    r"(?:\A|[\s.|])\"?"
    + _CONTAINER
    + r"\"?(?P<path>(?:\.[\w-]++|\.?\[?\"[^\"\n]++\"\]?){1,12}+)\s*+=\s*+\"(?P<value>[^\"\\\n]*+)\""
)
_STEP = re.compile(r"\"([^\"\n]++)\"|([\w-]++)")


def target(command: Command, following: Command | None) -> str:
    """Return the file that the output of `command` ends in; empty if it is none."""
    if command.target:
        return command.target
    if found := _written(command):
        return found
    if command.piped and following is not None:
        return following.target or _written(following)
    return ""


def _written(command: Command) -> str:
    texts = [word.text for word in command.words]
    if not any(text.lower() in vocabulary("writers") for text in texts[:3]):
        return ""
    for flag, text in pairwise(texts):
        if flag.lower() in _FILE_FLAGS:
            return text
    rest = [
        text
        for text in texts
        if not text.startswith("-") and text.lower() not in vocabulary("writers")
    ]
    return next((text for text in rest if text != "sudo"), "")


def pieces(command: Command, file: str) -> Iterator[Piece]:
    """Yield what `command`, whose output goes to `file`, holds in notations of its own."""
    program = _program(command)
    client = client_of(file)
    for document in command.documents:
        if file or _WORTH.search(document.text) or _TOLD.search(document.text):
            yield from _piece(document, _notation(file, program), client)
    for word in command.words:
        if len(word.text) >= _SHORTEST and _WORTH.search(word.text):
            yield from _word(word, file, client, command)


def _word(word: Scalar, file: str, client: str, command: Command) -> Iterator[Piece]:
    text = word.text
    if _SETTING.search(text):
        return
    if text.startswith("@{"):
        yield Piece(Notation.LITERAL, word, client)
    elif found := _FILTER.search(text):
        name = found["bare"] or found["named"] or ""
        end = max(text.rfind("}") + 1, found.end())
        yield Piece(Notation.JSON, part(word, found.end(), end), client, name)
    elif span := _substituted(text):
        yield Piece(Notation.SHELL, part(word, *span), client)
    elif word.quoted:
        yield from _quoted(word, file, client, command)
    elif (given := text.partition("=")[2]) and _STRUCTURE.match(given):
        yield from _piece(part(word, len(text) - len(given), len(text)), None, client)


def _substituted(text: str) -> tuple[int, int] | None:
    """Return where the script of a substitution is in `text`; None if there is none."""
    for opening, closing in (("$(", ")"), ("`", "`")):
        start = text.find(opening)
        end = text.rfind(closing)
        if 0 <= start < end:
            return start + len(opening), end
    return None


def _quoted(word: Scalar, file: str, client: str, command: Command) -> Iterator[Piece]:
    program = _program(command)
    flags = {other.text for other in command.words[1:3]}
    if program == "printf" or "-e" in flags or _FOLDED.match(word.text):
        word = replaced(word, _ESCAPE, _unescaped)
    behind = word.text.partition("=")[2]
    if not _STRUCTURE.match(word.text) and _STRUCTURE.match(behind):
        word = part(word, len(word.text) - len(behind), len(word.text))
    notation = _notation(file, program)
    if notation is None and not any(blank in word.text for blank in " \n"):
        notation = Notation.JSON if _STRUCTURE.match(word.text) else None
        if notation is None:
            return
    yield from _piece(word, notation, client)


def _piece(text: Scalar, notation: Notation | None, client: str) -> Iterator[Piece]:
    if _OBJECT.match(text.text) and notation in {None, Notation.SHELL, Notation.CODE}:
        notation = looks(text.text) or Notation.JSON
    notation = notation or looks(text.text)
    if notation is None and _ADDS.search(text.text):
        notation = Notation.SHELL
    if notation is not None:
        yield Piece(notation, text, client)


def _notation(file: str, program: str) -> Notation | None:
    if file and (known := notation_of(file.replace("\\", "/"))):
        return known
    if program in vocabulary("shells"):
        return Notation.SHELL
    return Notation.CODE if _INTERPRETERS.match(program) else None


def _program(command: Command) -> str:
    texts = (word.text.rpartition("/")[2].lower() for word in command.words)
    return next((text for text in texts if text not in {"sudo", "env", "exec", "command"}), "")


def client_of(file: str) -> str:
    """Return the id of the client whose file `file` is by its path alone, or empty."""
    if not file:
        return ""
    path = _HOME.sub("", file, count=1).replace("\\", "/").removeprefix("./")
    known = (client.id for client in matches(path) if not client.shape)
    return next(iter(known), "")


def settings(words: Sequence[Scalar], client: str) -> Iterator[Stated]:
    """Yield what a filter such as `jq '.mcpServers.NAME.env.KEY = "VALUE"'` sets."""
    found = [
        _setting(word, match)
        for word in words
        if "=" in word.text and "ervers" in word.text
        for match in _SETTING.finditer(word.text)
    ]
    if found:
        root = configs.Mapping(((key("mcpServers", words[0]), merged(found)),))
        # Whatever the file is called, its servers are told by their place in it.
        yield Stated(client, Tree(root, (), ()))


def _setting(word: Scalar, match: re.Match[str]) -> configs.Mapping:
    node: Node = part(word, *match.span("value"))
    for step in reversed(tuple(_STEP.finditer(word.text, *match.span("path")))):
        node = configs.Mapping(((part(word, *step.span(step.lastindex or 0)), node),))
    return node if isinstance(node, configs.Mapping) else configs.Mapping(())


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])
