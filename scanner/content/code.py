"""Programs of any language: where they configure MCP, and the strings that do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scanner.content.literal_blocks import (
    Block,
    command_line,
    escaped,
    table,
    words,
    yaml_block,
)
from scanner.content.literal_cuts import (
    LONGEST,
    Cut,
    around,
    extent,
    is_called,
    is_defined,
    start_of_bracket,
    start_of_call,
    start_of_key,
)
from scanner.content.literal_embedded import divided, piece, tells
from scanner.content.literal_loose import loose
from scanner.content.literal_marks import Mark, Sort
from scanner.content.literal_tokens import Lexer
from scanner.content.literal_versions import Program, program
from scanner.content.model import Content, Notation, Piece
from scanner.syntax.scalars import verbatim

_MOST_MARKS = 20_000
_MOST_PIECES = 2_000
_MOST_TRIES = 4
_MOST_SPENT = 1 << 20
_COST = 64
_GIVEN = re.compile(
    rb"[\"'`]?[ \t]*+(?:\[[\"'][^\"'\n]{1,60}[\"']\][ \t]*+|[)\]?!][ \t]*+"
    rb"|\.[\w\"-]{1,80}+[ \t]*+){0,8}+"
    rb"(?:(?<!\s):|\s{0,40}+(?::=|:(?!\w)|=>?|\(|\{|\[|,\s{0,40}+[\[{(\w]|to\b|['`]))"
)
# A key and its value as two arguments: `Map.of("mcpServers", Map.of(…))`.
_IN_TURN = re.compile(rb"[\"'`]\s{0,40}+,")
_BLOCK = re.compile(rb"[\"']?[ \t]*:[ \t]*(?:[#&!][^\n]*)?\r?\n")
_SERVER = re.compile(
    rb"(?i)(?<![a-z0-9])(?:command|cmd|url|server_?url|http_?url|endpoint|args|stdio\w*|sse\w*)(?![a-z0-9])"
)
# Behind the key of a pair; a statement ends with a semicolon.
_VALUED = re.compile(
    rb"[\"'`]?\]?[ \t]*(?::(?!:)|=>?(?![=>]))[^\n;]*+(?:\n|\Z|;(?=[^\n]*[\"}]))|(?<=[\"'`:= \t])"
)
_SIBLING = re.compile(
    rb"(?i)(?<![a-z0-9])(?:args|arguments|env|environment\w*|headers)[\"']?\]?\s{0,8}[:=(]"
)


def read(source: bytes) -> Content:
    """Return the structures, strings and comments of a program that configure MCP as pieces.

    Beside at least one of them, strings that variables are given are values of no server. A
    stretch is up to 256 KiB long; of a file 20,000 marks are looked at and 2,000 pieces kept.
    """
    return content(program(source), with_loose=True)


def content(program: Program, *, with_loose: bool) -> Content:
    """Return what `read` does; all but half of it takes the values of no server."""
    source, found = program.source, program.marks[:_MOST_MARKS]
    if not found:
        return Content()
    code, holding = divided(source, program.spans(), found)
    lexer = program.lexer.with_doubts()
    held = [one for one in holding if tells(source, one)]
    cuts: list[tuple[int, int]] = [(one.spans[0][1], one.end) for one in held]
    pieces = [piece(lexer, one) for one in held[:_MOST_PIECES]]
    for start, end, cut in islice(_pieces(lexer, code), _MOST_PIECES):
        cuts.append((start, end))
        pieces.append(cut)
    pieces.sort(key=lambda one: one.text.anchors[0][1])
    if not with_loose:
        return Content(pieces=tuple(pieces))
    told = any(mark.sort is Sort.CALL and is_called(source, mark.end) for mark in code)
    values = tuple(loose(program, lexer, sorted(cuts))) if cuts or told else ()
    return Content(pieces=tuple(pieces), loose=values)


_Found = tuple[int, int, Piece | None]
"""Where a stretch starts and ends, and its piece; without one there is nothing in it."""


@dataclass(slots=True, repr=False, eq=False)
class _Cutting:
    """One program while stretches are cut out of it."""

    lexer: Lexer
    reach: int = 0
    """Where the last stretch ended."""
    spent: int = 0
    """Bytes read for stretches that came to nothing."""


def _pieces(lexer: Lexer, code: list[Mark]) -> Iterator[tuple[int, int, Piece]]:
    """Yield start, end and piece for each mark in code that no stretch before it holds."""
    cutting = _Cutting(lexer)
    for mark in code:
        if mark.start < cutting.reach or cutting.spent > _MOST_SPENT:
            continue
        found = _piece(cutting, mark)
        if found is None:
            continue
        start, end, piece = found
        cutting.reach = max(cutting.reach, end)
        if piece is not None:
            yield start, end, piece


def _piece(cutting: _Cutting, mark: Mark) -> _Found | None:
    source = cutting.lexer.source
    if source[mark.start - 2 : mark.start] in {b'\\"', b"\\'"} and mark.sort is not Sort.LINE:
        return _whole(escaped(source, mark.start - 2), Notation.CODE)
    found: _Found | None = None
    match mark.sort:
        case Sort.CONTAINER | Sort.HINTED:
            found = _contained(cutting, mark)
        case Sort.CALL if is_called(source, mark.end):
            start = max(start_of_call(source, mark.start), cutting.reach)
            found = _literal(source, _extent(cutting, start))
        case Sort.INSIDE:
            found = _around(cutting, mark)
        case Sort.TABLE:
            found = _whole(table(source, mark.start), Notation.TOML)
        case Sort.LINE:
            found = _whole(command_line(source, mark.start), Notation.SHELL)
        case Sort.WORDS:
            found = _whole(words(cutting.lexer, mark.start), Notation.SHELL)
        case _:
            pass
    return found


def _whole(block: Block | None, notation: Notation) -> _Found | None:
    if block is None or not block[2].text:
        return None
    return block[0], block[1], Piece(notation, block[2])


def _extent(cutting: _Cutting, start: int) -> Cut:
    """Return the value at `start`; what never closes costs all that was read for it."""
    cut = extent(cutting.lexer, start)
    if not cut.closed:
        cutting.spent += min(len(cutting.lexer.source) - start, LONGEST)
    return cut


def _contained(cutting: _Cutting, mark: Mark) -> _Found | None:
    """Return what a container is given: a structure, or a block of YAML."""
    source = cutting.lexer.source
    if _BLOCK.match(source, mark.end) and (block := yaml_block(source, mark.start)):
        told = mark.sort is Sort.CONTAINER or _SERVER.search(source, block[0], block[1])
        return _whole(block, Notation.YAML) if told else None
    if not _GIVEN.match(source, mark.end):
        return None
    start = start_of_key(source, mark.start)
    if _IN_TURN.match(source, mark.end):
        start = start_of_bracket(source, next(around(source, mark.start), start))
    cut = _extent(cutting, start)
    if mark.sort is Sort.HINTED and not _SERVER.search(source, mark.end, cut.end):
        return cut.start, cut.end, None
    return _literal(source, cut)


def _literal(source: bytes, cut: Cut) -> _Found:
    if not cut.strings or not cut.brackets:
        return cut.start, cut.end, None
    text = verbatim(source, cut.start, cut.end, quoted=True)
    return cut.start, cut.end, Piece(Notation.LITERAL, text)


def _around(cutting: _Cutting, mark: Mark) -> _Found | None:
    """Return the brackets around a key of a server, if a server's other parts are in them."""
    source = cutting.lexer.source
    if not _VALUED.match(source, mark.end):
        return None
    for opening in islice(around(source, mark.start), _MOST_TRIES):
        if opening < cutting.reach or cutting.spent > _MOST_SPENT:
            break
        if is_defined(source, opening):
            break
        cut = _extent(cutting, max(start_of_bracket(source, opening), cutting.reach))
        if mark.end <= cut.end < cut.start + LONGEST:
            is_command = b"ommand" in source[mark.start : mark.end]
            if not is_command or _SIBLING.search(source, opening, cut.end):
                return _literal(source, cut)
            break
        cutting.spent += cut.end - cut.start
    cutting.spent += _COST
    return None
