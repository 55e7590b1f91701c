"""Strings and comments of a program that hold a configuration in another notation."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.configs import Scalar
from scanner.content.gutter import without_gutter
from scanner.content.literal_comments import uncommented
from scanner.content.literal_marks import Mark, Sort
from scanner.content.literal_strings import decoded, doubled, reference
from scanner.content.literal_tokens import Kind, Lexer, Token
from scanner.content.model import Notation, Piece
from scanner.content.rewriting import concatenated

_BETWEEN = re.compile(
    rb"\s*+(?:(?:\+|\.\.|\.|&|<>|\\)\s*+(?:(?P<name>[A-Za-z_$][\w$.]*(?:\([^()\"']{0,40}\))?)"
    rb"\s*+(?:\+|\.\.|\.|&|<>)\s*+)?)?\Z"
)
_WIDEST = 200
_LONGEST = 1 << 18
_FENCED = re.compile(r"```|(?m:^#{1,4} \w)|</\w")
_TABLE = re.compile(r"(?m)^\s*\[{1,2}(?:mcp|context_servers)[\w.-]*[.\]]")
_BLOCK = re.compile(r"(?m)^[ \t]*(?:mcpServers|mcp_servers|mcp-servers|servers|mcp)[ \t]*:[ \t]*$")
_COMMAND = re.compile(
    r"\bmcp\s+add|\bmcp-add\b|--mcp-config\b|--add-mcp\b|\bmcporter\b|\bthv run\b|docker mcp"
)
_TEMPLATE = re.compile(r"(?:[sS]ervers|mcp)[\"']?\s*[:=]\s*\{\{")
_MORE = re.compile(rb"[{\[(:=\s\\]")


def notation(text: str) -> Notation:
    """Return how a text that holds a configuration is written."""
    start = text.lstrip()
    if _FENCED.search(text) and not start.startswith("{"):
        return Notation.DOCUMENT
    if _TABLE.search(text):
        return Notation.TOML
    if start.startswith("{") or re.match(r"\[\s*[{\"]", start):
        return Notation.JSON
    if _COMMAND.search(text):
        return Notation.SHELL
    return Notation.YAML if _BLOCK.search(text) else Notation.CODE


@dataclass(frozen=True, slots=True)
class Held:
    """Strings that are one text, or comments of lines that follow one another, with marks in."""

    spans: tuple[Token, ...]
    marks: tuple[Mark, ...]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.spans[-1][2]


def divided(
    source: bytes, spans: Iterable[Token], marks: tuple[Mark, ...]
) -> tuple[list[Mark], list[Held]]:
    """Return the marks that stand in code, and the strings and comments that hold the others.

    Of the `spans`, the strings and comments of `source`, as many are asked for as it takes.
    """
    code: list[Mark] = []
    held: list[Held] = []
    run: list[Token] = []
    inside: list[Mark] = []
    index = 0
    for span in spans:
        _, start, end = span
        if run and not _follows(source, run, span):
            held += [Held(tuple(run), tuple(inside))] if inside else []
            run, inside = [], []
            if index == len(marks):
                break
        run.append(span)
        while index < len(marks) and marks[index].start < end:
            mark = marks[index]
            within = mark.start >= start and _holds(source, span, mark)
            (inside if within else code).append(mark)
            index += 1
    held += [Held(tuple(run), tuple(inside))] if inside else []
    return [*code, *marks[index:]], held


def tells(source: bytes, held: Held) -> bool:
    """Return whether strings or comments hold more than words about MCP."""
    start = held.spans[0][1]
    if any(mark.sort in {Sort.LINE, Sort.TABLE, Sort.WORDS} for mark in held.marks):
        return True
    if not _STRUCTURE.search(source, start, held.end):
        return False
    hinted = all(mark.sort is Sort.HINTED for mark in held.marks)
    return not hinted or _SERVER.search(source, start, held.end) is not None


_STRUCTURE = re.compile(rb"[{\[(]|:[ \t]*\r?(?:\n|\\n)|=[ \t]*[\"'\\]")
_SERVER = re.compile(rb"(?i)\b(?:command|url|server_?url|http_?url|endpoint)\b")


def _follows(source: bytes, run: list[Token], span: Token) -> bool:
    before = run[-1]
    if before[0] is not span[0] or not 0 <= span[1] - before[2] <= _WIDEST:
        return False
    if span[2] - run[0][1] > _LONGEST:
        return False
    between = source[before[2] : span[1]]
    if span[0] is Kind.COMMENT:
        return between.strip() == b"" and between.count(b"\n") <= 1
    return _BETWEEN.match(between) is not None


def _holds(source: bytes, span: Token, mark: Mark) -> bool:
    """Return whether a string is more than the key that the mark is."""
    kind, start, end = span
    if kind is Kind.COMMENT or mark.sort in {Sort.LINE, Sort.TABLE}:
        return True
    if end <= mark.end + 1 or mark.sort is Sort.WORDS:
        return False
    rest = source[mark.end : end].strip(b"\"'`#")
    lead = source[start : mark.start].strip(b"\"'`")
    if not (_MORE.search(rest) or _MORE.search(lead)):
        return False
    if mark.sort is not Sort.CONTAINER or end - start > _LONGEST:
        return end - start <= _LONGEST
    # In one long line an odd quote before it makes code look like strings.
    opens, closes = rest.count(b"{") + rest.count(b"["), rest.count(b"}") + rest.count(b"]")
    return closes >= opens or _JOINED.match(source, end) is not None


_JOINED = re.compile(rb"[ \t]*(?:\+|\.{1,2}[ \t]|&|\\?\r?\n[ \t]*(?:\+|\.|&)?[ \t]*[rfbu]?[\"'`])")


def piece(lexer: Lexer, held: Held) -> Piece:
    """Return strings or comments as a piece in the notation that they are in."""
    if held.spans[0][0] is Kind.COMMENT:
        texts = tuple(uncommented(lexer.source, [(start, end) for _, start, end in held.spans]))
        text = concatenated(texts)
        how = notation(text.text)
        return Piece(how if how is Notation.DOCUMENT else Notation.CODE, text)
    text = without_gutter(concatenated(_texts(lexer, held)))
    if _TEMPLATE.search(text.text):
        text = doubled(text)
    return Piece(notation(text.text), text)


def _texts(lexer: Lexer, held: Held) -> Iterator[Scalar]:
    last = held.spans[0][1]
    for _, start, end in held.spans:
        between = _BETWEEN.match(lexer.source[last:start])
        if between and between["name"]:
            yield reference(between["name"].decode(), last + between.start("name"))
        yield decoded(lexer.source, start, end, nix=lexer.style.nix)
        last = end
