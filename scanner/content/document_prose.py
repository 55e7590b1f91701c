"""What stands in the midst of text: objects, tables, commands, assignments without any block."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from scanner.configs import Scalar
from scanner.content.braces import closing, opening
from scanner.content.looks import words
from scanner.content.model import Notation, Piece
from scanner.content.rewriting import replaced
from scanner.content.search import occurs
from scanner.syntax.scalars import json_string, verbatim

_CONTAINER = re.compile(rb"mcp(?:[-_.]?[sS]ervers?+)?(?=\\*+[\"'\]:.=]|&quot;|&\#34;)")
_OTHER_CONTAINER = re.compile(
    rb"(?:MCP_?SERVERS|M[Cc][Pp]_?[sS]ervers|context_servers|(?<=[\"';\s])(?:servers|command))"
    rb"(?=\\*+[\"'\]:.=]|&quot;|&\#34;)"
)
_OTHERS = (
    b"MCP_", b"MCPS", b"McpS", b"Mcp_", b"context_servers", b'"servers', b"'servers", b'"command',
    b"'command", b"servers:", b";servers", b";command",
)  # fmt: skip
_ENTITY = re.compile(rb"&(?:quot|\#34|\#x22);\Z")
_ENTITIES = re.compile(
    r"&(?:quot|amp|lt|gt|apos|nbsp|[lr]brace|[lr]cub|colon|comma|dollar|sol"
    r"|#\d{1,4}|#x[0-9a-fA-F]{1,4});"
)
_NAMED = {
    "quot": '"', "amp": "&", "lt": "<", "gt": ">", "apos": "'", "nbsp": " ", "lbrace": "{",
    "rbrace": "}", "lcub": "{", "rcub": "}", "colon": ":", "comma": ",", "dollar": "$", "sol": "/",
}  # fmt: skip
_ATTRIBUTE_END = re.compile(rb"[\"'<>]")
_STRING_END = re.compile(rb'(?:[^"\\\n]++|\\.)*+')
_TOML = re.compile(
    rb"(?:[ \t>]*+(?:\[\[?[^\[\]\n]++\]\]?|[\w.\"'-]++[ \t]*+=[^\n]*+|\#[^\n]*+|[\"'\]}][^\n]*+|)"
    rb"\r?(?:\n|\Z))*+"
)
_YAML_KEY = re.compile(rb"[\"']?[ \t]*+:[ \t]*+(?:\#[^\n]*+|[&|>{\[][^\n]*+)?\r?(?:\n|\Z)")
_CLOSED = re.compile(rb"[^\[\]\n]*+\]")
_LEAD = re.compile(rb"[ \t]*+")
_COMMAND = re.compile(
    # Every command that starts or installs a server has these letters in it.
    rb"mcp(?:(?: |-add )(?:add|install|set|secret|run|gateway)|-(?:config|remote|server)"
    rb"|\b(?<=[-/]mcp)|\b(?<=docker mcp)|_servers\.)"
)
_TOOLHIVE = re.compile(rb"thv run ")
_CONTINUED = re.compile(rb"[^\n]*?(?:[\\^`][ \t]*+\r?\n[^\n]*?)*?(?=\r?\n|\Z)")
_SPAN = re.compile(rb"`([^`\n]++)`")
_TELLING = re.compile(rb"=|--|://|mcp|npx|uvx|\{\"|-e |-H ")
_OBJECT = re.compile(rb"[ \t]*+[{\[]?[ \t]*+[{\"]")
_VARIABLE = re.compile(
    rb"(?:export[ \t]+|setx?[ \t]+|\$[eE]nv:)?\"?[A-Za-z_][A-Za-z0-9_.-]*+\"?[ \t]?[=:][ \t]?\S"
)
_ASSIGNMENT = (
    rb"[ \t>]*+(?:[-*+][ \t]++|\d++\.[ \t]++|\$[ \t]++)?"
    rb"((?:export[ \t]++|set[ \t]++|\$[eE]nv:)?[A-Z][A-Z0-9_]{2,}+[ \t]?=[ \t]?[^\s=][^\n]*+)"
)
_FIRST_ASSIGNED = re.compile(_ASSIGNMENT)
_ASSIGNED = re.compile(rb"\n" + _ASSIGNMENT)
_LONGEST_LINE = 1 << 14
_NEAR = 64
"""Bytes within which the colon behind a name in quotes stands."""
_BEFORE = 1 << 11
"""Bytes before a telling word in which the program of a command is looked for."""


def unescaped(text: Scalar) -> Scalar:
    """Return `text` with the entities of HTML decoded."""
    return replaced(text, _ENTITIES, _entity) if "&" in text.text else text


def objects(source: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield the objects, tables and mappings around names of containers in `source[start:end]`."""
    done = start
    for match in _containers(source, start, end):
        if match.start() < done:
            continue
        piece, behind = _object(source, match.start(), match.end(), (done, end))
        if piece:
            yield piece
        # Nothing before this place is looked at again, found or not; what comes to nothing reads
        # hardly further than the name itself, so that all names together take linear time.
        done = max(behind, match.end()) if piece else match.start()


def _containers(source: bytes, start: int, end: int) -> Iterable[re.Match[bytes]]:
    found = list(_CONTAINER.finditer(source, start, end))
    if occurs(_OTHERS, source[start:end]):
        found += _OTHER_CONTAINER.finditer(source, start, end)
        found.sort(key=re.Match.start)
    return found


def _object(
    source: bytes, at: int, behind: int, limits: tuple[int, int]
) -> tuple[Piece | None, int]:
    first, last = limits
    before = source[max(first, at - 6) : at]
    if _ENTITY.search(before) and source[behind : behind + 1] == b"&":
        return _in_attribute(source, at, first, last)
    if source[behind : behind + 1] == b"\\" and before[-1:] in (b'"', b"'"):
        return _in_string(source, at, first, last)
    line = max(first, source.rfind(b"\n", max(first, at - _LONGEST_LINE), at) + 1)
    if source[line:at].lstrip(b" \t>").startswith(b"[") and _CLOSED.match(source, behind, last):
        return _table(source, line, last)
    if before[-1:] in (b'"', b"'"):
        found = _braced(source, at - 1, first, last)
        if found[0]:
            return found
    key = _YAML_KEY.match(source, behind, last)
    if key and not source[line:at].strip(b" \t>-\"'"):
        return _mapping(source, line, key.end(), last)
    return None, behind


def _braced(source: bytes, at: int, first: int, last: int) -> tuple[Piece | None, int]:
    if source.find(b":", at, at + _NEAR) < 0:
        return None, at
    start = opening(source, at, first)
    stop = closing(source, start, last)
    if stop - start < len(b'"mcp":{}') or source.find(b":", at, min(stop, at + _NEAR)) < 0:
        return None, stop
    return Piece(Notation.JSON, verbatim(source, start, stop, quoted=True)), stop


def _in_attribute(source: bytes, at: int, first: int, last: int) -> tuple[Piece | None, int]:
    """Return the object written with entities that ends where its attribute or element does."""
    start = opening(source, at, first)
    match = _ATTRIBUTE_END.search(source, at, last)
    stop = match.start() if match else last
    text = unescaped(verbatim(source, start, stop, quoted=True))
    return Piece(Notation.JSON, text), stop


def _in_string(source: bytes, at: int, first: int, last: int) -> tuple[Piece | None, int]:
    """Return the object inside a string of JSON, decoded from it."""
    start = opening(source, at, first)
    line = source.rfind(b"\n", first, at) + 1
    if start == at:
        brace = source.rfind(b"{", max(first, line), at)
        start = brace if brace >= 0 else at
    match = _STRING_END.match(source, start, last)
    stop = match.end() if match else last
    if stop <= at:
        return None, at
    return Piece(Notation.JSON, json_string(source, start, stop)), stop


def _table(source: bytes, line: int, last: int) -> tuple[Piece | None, int]:
    match = _TOML.match(source, line, last)
    stop = match.end() if match else line
    if stop <= line:
        return None, line
    return Piece(Notation.TOML, verbatim(source, line, stop, quoted=True)), stop


def _mapping(source: bytes, line: int, body: int, last: int) -> tuple[Piece | None, int]:
    """Return the mapping whose key is alone on a line, with all that is indented below it."""
    lead = _LEAD.match(source, line)
    width = len(lead[0]) if lead else 0
    below = re.compile(
        rb"(?:[ \t]*+\r?\n|[ \t]{%d}(?:[ \t]|-[ \t])[^\n]*+(?:\n|\Z))*+" % min(width, 60)
    )
    match = below.match(source, body, last)
    stop = match.end() if match else body
    if not source[body:stop].strip() and source[line:body].rstrip()[-1:] not in (b"}", b"]"):
        return None, stop
    return Piece(Notation.YAML, verbatim(source, line, stop, quoted=True)), stop


def commands(source: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield the command lines that stand in `source[start:end]` without any markup of code."""
    done = start
    hits = (*_COMMAND.finditer(source, start, end), *_TOOLHIVE.finditer(source, start, end))
    for match in hits:
        at = match.start()
        if at < done:
            continue
        first = max(done, at - _BEFORE)
        line = max(first, source.rfind(b"\n", first, at) + 1)
        if source.rfind(b"`", line, at) >= 0 or source.rfind(b"://", line, at) >= 0:
            continue
        starter = _starter().search(source, line, match.end() + 1)
        if starter is None:
            done = at
            continue
        whole = _CONTINUED.match(source, at, min(end, at + _LONGEST_LINE))
        done = whole.end() if whole else match.end()
        text = unescaped(verbatim(source, starter.start(), done, quoted=True))
        yield Piece(Notation.SHELL, text)


def spans(source: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield the code in the lines of `source[start:end]` that can hold a command or a secret."""
    for match in _SPAN.finditer(source, start, end):
        first, last = match.span(1)
        told = _TELLING.search(source, first, last)
        if not told:
            continue
        if _OBJECT.match(source, first, last):
            notation = Notation.JSON
        elif _VARIABLE.match(source, first, last):
            notation = Notation.SETTINGS
        elif b" " in match[1].strip():
            notation = Notation.SHELL
        else:
            continue
        yield Piece(notation, verbatim(source, first, last, quoted=True))


def assignments(source: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield the lines of `source[start:end]` that do nothing but set a variable."""
    if source.find(b"=", start, end) < 0:
        return
    if start == 0 and (first := _FIRST_ASSIGNED.match(source, 0, end)):
        yield Piece(Notation.SETTINGS, verbatim(source, *first.span(1), quoted=True))
    for match in _ASSIGNED.finditer(source, max(start - 1, 0), end):
        yield Piece(Notation.SETTINGS, verbatim(source, *match.span(1), quoted=True))


def _entity(match: re.Match[str]) -> str:
    name = match[0][1:-1]
    if not name.startswith("#"):
        return _NAMED[name]
    digits = name[1:]
    code = int(digits.removeprefix("x"), 16 if digits.startswith("x") else 10)
    return chr(code) if code else match[0]


@cache
def _starter() -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:\b[A-Z_][A-Z0-9_]*+=\S++[ \t]++)*+(?<![\w/.-])(?:\$[ \t]++)?(?:"
        + words()["starters"].encode()
        + rb")[ \t]"
    )
