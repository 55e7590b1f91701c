"""Stretches of a program that are in a notation of their own, without quotes around them."""

import re
from collections.abc import Iterator

from scanner.configs import Scalar
from scanner.content.gutter import without_gutter
from scanner.content.literal_cuts import LONGEST, around, extent
from scanner.content.literal_strings import decoded, reference
from scanner.content.literal_tokens import Kind, Lexer
from scanner.syntax.scalars import assembled, json_string, verbatim

Block = tuple[int, int, Scalar]
"""Where a stretch starts and ends, and its text."""

_OTHER_TABLE = re.compile(
    rb"(?m)^[ \t]*\[{1,2}(?!mcp|\s*[\"'{\[\]])[\w.\"-]+\]{1,2}[ \t]*(?:#.*)?\r?$"
)
_TEMPLATE = re.compile(rb"[ \t]*\{\{-?[^{}\n]*\}\}[ \t\r]*\n?\Z|[ \t]*\{%[^\n]*%\}[ \t\r]*\n?\Z")
_INDENT = re.compile(rb"[ \t]*+(?:- )?")
_LINE = re.compile(rb"[^\n]*+\n?")
_CONTINUED = re.compile(rb"[\\`^][ \t\r]*\n\Z")
_UNESCAPED = re.compile(rb"[^\"\\]*+(?:\\[\s\S][^\"\\]*+)*+")
_PROGRAM = re.compile(rb"[\"']([\w./-]{1,40})[\"'][ \t]*[,)][\s.\w(\[{&]{0,40}\Z")
_NEEDS_QUOTES = re.compile(r"[^\w@%+=:,./-]")
_BEFORE = 120


def table(source: bytes, start: int) -> Block:
    """Return the tables of TOML from the one at `start` to one about something else."""
    head = source.rfind(b"\n", 0, start) + 1
    limit = min(head + LONGEST, len(source))
    other = _OTHER_TABLE.search(source, start, limit)
    end = other.start() if other else limit
    return head, end, verbatim(source, head, end, quoted=True)


def command_line(source: bytes, at: int) -> Block:
    """Return the line of a shell that `at` stands in, with those that continue it."""
    head = source.rfind(b"\n", 0, at) + 1
    head = max(head, at - _BEFORE)
    end = head
    while end < min(head + LONGEST, len(source)):
        line = _LINE.match(source, end)
        if line is None:
            break
        end = line.end()
        if not _CONTINUED.search(line[0][-8:]):
            break
    return head, end, verbatim(source, head, end, quoted=True)


def yaml_block(source: bytes, start: int) -> Block | None:
    """Return the key at `start` and the lines below it that are deeper, without template lines.

    None if the next line is no deeper, or begins a structure in brackets.
    """
    head = source.rfind(b"\n", 0, start) + 1
    limit = min(head + LONGEST, len(source))
    indentation = _width(source, head)
    lines = list(_lines(source, head, limit, indentation))
    end = lines[-1][0] + len(lines[-1][1])
    kept = [(at, line) for at, line in lines if not _TEMPLATE.match(line)]
    below = [line.strip() for _, line in kept[1:] if line.strip()]
    if not below or below[0][:1] in {b"{", b"["}:
        return None
    texts = [(at, line.decode("utf-8", "surrogateescape")) for at, line in kept]
    return head, end, assembled(texts, quoted=True)


def _lines(source: bytes, head: int, limit: int, indentation: int) -> Iterator[tuple[int, bytes]]:
    at = head
    while at < limit and (line := _LINE.match(source, at, limit)):
        blank = not line[0].strip() or line[0].lstrip().startswith((b"#", b"{{", b"{%"))
        item = line[0].lstrip().startswith(b"- ")
        deeper = _width(source, at) > indentation or (item and _width(source, at) >= indentation)
        if at != head and not blank and not deeper:
            return
        yield at, line[0]
        at = line.end()


def _width(source: bytes, at: int) -> int:
    indent = _INDENT.match(source, at)
    return len(indent[0].replace(b"- ", b"")) if indent else 0


def escaped(source: bytes, start: int) -> Block | None:
    """Return the text from an escaped quote at `start` on, one level of escapes decoded."""
    found = _UNESCAPED.match(source, start, min(start + LONGEST, len(source)))
    if found is None or found.end() <= start:
        return None
    return start, found.end(), without_gutter(json_string(source, start, found.end()))


def words(lexer: Lexer, at: int) -> Block | None:
    """Return a list of words (`["claude", "mcp", "add", …]`) as the command line that it is."""
    opening = next(around(lexer.source, at), None)
    if opening is None:
        return None
    cut = extent(lexer, opening)
    texts = list(_words(lexer, opening, cut.end))
    before = lexer.source[max(opening - _BEFORE, 0) : opening]
    program = _PROGRAM.search(before)
    start = opening
    if program and texts and texts[0].text == "mcp":
        start = opening - len(before) + program.start(1)
        texts.insert(0, verbatim(lexer.source, start, start + len(program[1]), quoted=True))
    return start, max(cut.end, at + 1), assembled(_quoted(texts), quoted=True)


def _words(lexer: Lexer, start: int, end: int) -> Iterator[Scalar]:
    for kind, at, stop in lexer.tokens(start, end):
        if kind is Kind.STRING:
            yield decoded(lexer.source, at, stop, nix=lexer.style.nix)
        elif kind is Kind.NAME:
            yield reference(lexer.source[at:stop].decode("utf-8", "replace"), at)


def _quoted(texts: list[Scalar]) -> Iterator[tuple[int, str]]:
    """Yield the words with quotes around those that a shell would take apart."""
    for text in texts:
        start = text.anchors[0][1]
        needs = _NEEDS_QUOTES.search(text.text) is not None and "'" not in text.text
        yield start, "'" if needs else ""
        indexes = [index for index, _ in text.anchors] + [len(text.text)]
        for (index, where), stop in zip(text.anchors, indexes[1:], strict=True):
            yield where, text.text[index:stop]
        yield start, "' " if needs else " "
