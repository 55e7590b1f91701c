"""The lexer of shell text between two tokens: commands begun, here documents still to come."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.configs import Scalar
from scanner.content import shell_words
from scanner.content.shell_words import Dialect, Run

_PROMPT = re.compile(
    rb"[ \t]*+(?:PS(?: [^>\n]{0,120}+)?>|[A-Za-z]:\\[^>\n]{0,120}+>"
    rb"|(?:\([\w.-]{1,60}+\)[ \t]++)?(?:[\w.-]{1,60}+@[\w.-]{1,60}+[^$%>\n]{0,80}+)?"
    rb"(?:[$%>]|\xe2\x9d\xaf|\xe2\x9e\x9c|\xce\xbb)(?=[ \t])"
    rb"|@(?![\"'][ \t]*+\r?\n)(?=[\w\"'$./-]))[ \t]*+"
)
_RECIPE = re.compile(rb"[ \t]*+[@+-]++[ \t]*+")
_BODY = re.compile(rb"\s*+(?:[\[{#]|[\w\"'.-]++\s*+[:=])")
_CAT = re.compile(rb"\$\([ \t]*+cat[ \t]*+<<-?[ \t]*+['\"]?([A-Za-z_]\w*+)['\"]?[ \t]*+\r?\n")
_CLOSING = re.compile(rb"\)(?=\")")
_LINE = re.compile(rb"[^\n]*+\n?")


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """A simple command."""

    words: tuple[Scalar, ...]
    target: str
    """The file that its output goes to, or empty."""
    piped: bool
    """True if its output goes to the next command."""
    documents: tuple[Scalar, ...]
    """What here documents give it to read."""


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """A whole text."""

    commands: tuple[Command, ...]
    comments: tuple[Scalar, ...]
    """Neighbouring lines are one."""
    cut: bool = False
    """True if the text is longer than what is read of it."""
    closed: bool = False
    """True if whatever follows the text, behind an empty line, is read as if it stood alone."""


@dataclass(slots=True, repr=False, eq=False)
class Draft:
    """A command while it is read."""

    words: list[Scalar] = field(default_factory=list)
    target: str = ""
    piped: bool = False
    documents: list[Scalar] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class Pending:
    """A here document whose lines are still to come."""

    command: Draft
    delimiter: bytes
    expands: bool


@dataclass(slots=True, repr=False, eq=False)
class Lexer:
    """A text while it is read."""

    source: bytes
    known: Dialect
    drafts: list[Draft]
    runs: list[Run] = field(default_factory=list)
    quoted: bool = False
    begun: bool = False
    redirected: bool = False
    """True if the next word names a file."""
    pending: list[Pending] = field(default_factory=list)
    comments: list[list[tuple[int, int]]] = field(default_factory=list)
    missing: set[bytes] = field(default_factory=set)
    """Closing marks that the rest of the source does not have."""
    dead: int = 0
    """Up to here no opening bracket has its closing one."""
    unended: bool = False
    """True if a here document has no end."""
    lines: Mapping[bytes, list[int]] | None = None


def end_word(lexer: Lexer) -> None:
    """Make the runs since the last word one."""
    if not lexer.begun:
        return
    word = shell_words.scalar(lexer.source, lexer.runs, lexer.known, quoted=lexer.quoted)
    if lexer.redirected:
        lexer.drafts[-1].target = word.text
    else:
        lexer.drafts[-1].words.append(word)
    lexer.runs, lexer.quoted, lexer.begun, lexer.redirected = [], False, False, False


def end_command(lexer: Lexer) -> None:
    """Begin another command."""
    end_word(lexer)
    lexer.redirected = False
    if lexer.drafts[-1].words or lexer.drafts[-1].documents or lexer.drafts[-1].target:
        lexer.drafts.append(Draft())


def end_line(lexer: Lexer, at: int) -> int:
    """Read the here documents that begin at `at`, and return where they end."""
    pending, lexer.pending = lexer.pending, []
    for document in pending:
        at = _document(lexer, document, at)
    return at


def _document(lexer: Lexer, document: Pending, at: int) -> int:
    places = _lines(lexer).get(document.delimiter, [])
    index = bisect_left(places, at)
    end = places[index] if index < len(places) else len(lexer.source)
    lexer.unended = lexer.unended or index == len(places)
    if index == len(places) and not _BODY.match(lexer.source, at):
        return at
    runs = shell_words.heredoc(lexer.source, at, end, expands=document.expands)
    if at < end:
        text = shell_words.scalar(lexer.source, runs, lexer.known, quoted=True)
        document.command.documents.append(text)
    line = _LINE.match(lexer.source, end)
    return line.end() if line else end


def document_end(lexer: Lexer, start: int) -> int:
    """Return where `$(cat <<EOF … )`, in which quotes do not count, ends; 0 if it is none."""
    opening = _CAT.match(lexer.source, start)
    if opening is None:
        return 0
    places = _lines(lexer).get(opening[1], [])
    index = bisect_left(places, opening.end())
    line = _LINE.match(lexer.source, places[index]) if index < len(places) else None
    closing = _CLOSING.search(lexer.source, line.start(), line.end() + 80) if line else None
    lexer.unended = lexer.unended or closing is None
    return closing.end() if closing else 0


def _lines(lexer: Lexer) -> Mapping[bytes, list[int]]:
    """Return where each line begins, by what it says."""
    if lexer.lines is None:
        found: dict[bytes, list[int]] = {}
        wanted = re.compile(rb"^[ \t]*+([\w.!%^*+-][^\s]{0,80}+)[ \t\r]*+$", re.MULTILINE)
        for match in wanted.finditer(lexer.source):
            found.setdefault(match[1].rstrip(b");"), []).append(match.start())
        lexer.lines = found
    return lexer.lines


def behind_prompt(lexer: Lexer, at: int) -> int:
    """Return where the command of a line begins: behind a prompt, or the marks of a recipe."""
    pattern = _RECIPE if lexer.known.make and lexer.source[at : at + 1] == b"\t" else _PROMPT
    prompt = pattern.match(lexer.source, at)
    return prompt.end() if prompt else at


def add(lexer: Lexer, *runs: Run) -> None:
    """Let `runs` be part of the word."""
    lexer.runs += runs
    lexer.begun = True


def closing(lexer: Lexer, at: int, pattern: re.Pattern[bytes], limit: int) -> int:
    """Return the end of what the bracket at `at` begins; 0 if it does not end within `limit`."""
    if at < lexer.dead:
        return 0
    depth = 0
    for match in pattern.finditer(lexer.source, at, at + limit):
        if match[0] in {b"(", b"[", b"{"}:
            depth += 1
        elif match[0] in {b")", b"]", b"}"}:
            depth -= 1
            if depth == 0:
                return match.end()
    lexer.dead = at + limit
    return 0
