"""The words of shells: what quotes, escapes and continued lines make of the text between them.

Bourne shells, fish, PowerShell, cmd.exe and make are read alike as far as they agree; where they
do not, what a text shows of its shell decides.
"""

import re
from dataclasses import dataclass

from scanner.configs import Scalar
from scanner.syntax.scalars import assembled, verbatim

Run = tuple[int, int | str]
"""Byte offset, and either where the source that is taken over ends, or what stands for it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a text shows of the shell that it is for."""

    powershell: bool = False
    make: bool = False


_POWERSHELL = re.compile(
    rb"\$env:\w|(?<![\w-])(?:Set|Get|Add|New|Out|Write|Invoke|ConvertTo|ConvertFrom|Remove|Test)-[A-Z]"
    rb"|@['\"][ \t]*+\r?\n|^PS [^>\n]*+>|`\r?\n[ \t]*+-|\{`\"",
    re.MULTILINE,
)
_MAKE = re.compile(rb"^\.PHONY\b|^[A-Za-z0-9_.%/-]++[ \t]*+:(?![/=:])[^\n]*+\n\t", re.MULTILINE)
_DOLLARS = re.compile(rb"\$(?=\$)")

_SINGLE_END = re.compile(rb"[^']*+(?:''[^']*+)*+'")
_APOSTROPHE = re.compile(rb"[^'\s]*+'")
_WORD_CHARACTER = re.compile(rb"[A-Za-z0-9]")
_DOUBLE_END = re.compile(rb"(?:[^\"\\]++|\\[\s\S])*+\"")
_DOUBLED_END = re.compile(rb"(?:[^\"\\]++|\\[\s\S]|\"\")*+\"")
_POWERSHELL_END = re.compile(rb"(?:[^\"`\\]++|`[\s\S]|\"\"|\\`?+(?:(?!\")|\"(?![\s),;]|\Z)))*+\"")
_ANSI_END = re.compile(rb"(?:[^'\\]++|\\[\s\S])*+'")
_STRUCTURE = re.compile(rb"\s*+[\[{]")
_ESCAPED_STRUCTURE = re.compile(rb"[\s\[{]*+\\\"")

_DOUBLE = re.compile(rb"\\(?:[\"\\$`]|\r?\n)")
_DOUBLED = re.compile(rb"\\(?:[\"\\$`]|\r?\n)|\"\"")
_BACKTICK = re.compile(rb"\\`?+\"|`(?:\r?\n|[\s\S])|\"\"")
_ESCAPED_QUOTE = re.compile(rb"\\([\"\\])")
_SINGLE_DOUBLED = re.compile(rb"''")
_ANSI = re.compile(rb"\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|[0-7]{1,3}|[\s\S])")
_HEREDOC = re.compile(rb"\\(?:[\\$`]|\r?\n)")
_LETTERS = {b"n": "\n", b"t": "\t", b"r": "\r", b"0": "\0", b"a": "\a", b"e": "\x1b"}


def dialect(source: bytes) -> Dialect:
    """Return the dialect that `source` shows."""
    return Dialect(bool(_POWERSHELL.search(source)), bool(_MAKE.search(source)))


def scalar(source: bytes, runs: list[Run], known: Dialect, *, quoted: bool) -> Scalar:
    """Return the text that `runs` come to; adjoining stretches of the source are one."""
    if len(runs) == 1 and not known.make and isinstance(end := runs[0][1], int):
        return verbatim(source, runs[0][0], end, quoted=quoted)
    texts = (
        (start, what if isinstance(what, str) else _text(source[start:what]))
        for start, what in _undoubled(source, _merged(runs), known)
    )
    return assembled(texts, quoted=quoted)


def single(source: bytes, at: int, known: Dialect, *, closing: bool) -> tuple[int, list[Run]]:
    """Return the end, and the content, of what the single quote at `at` begins.

    An apostrophe is a character like any other. Without a `closing` quote what looks like a
    structure goes on to the end of the source.
    """
    start = at + 1
    if at and _WORD_CHARACTER.match(source, at - 1):
        inside = _APOSTROPHE.match(source, start)
        if inside is None or _WORD_CHARACTER.match(source, inside.end()):
            return start, [(at, start)]
    end = source.find(b"'", start) if closing else -1
    if closing and known.powershell and (found := _SINGLE_END.match(source, start)):
        end = found.end() - 1
    if end < 0:
        return _unclosed(source, at, start)
    pattern = _SINGLE_DOUBLED if known.powershell else None
    if _ESCAPED_STRUCTURE.match(source, start, end):
        # The way PowerShell hands quotes over to programs, which is seen everywhere.
        pattern = _ESCAPED_QUOTE
    if pattern is None:
        return end + 1, [(start, end)]
    return end + 1, _replaced(source, start, end, pattern)


def ansi(source: bytes, at: int, *, closing: bool) -> tuple[int, list[Run]]:
    """Return the end, and the content, of `$'…'`, whose quote is at `at`."""
    found = _ANSI_END.match(source, at + 1) if closing else None
    if found is None:
        return _unclosed(source, at, at + 1)
    return found.end(), _replaced(source, at + 1, found.end() - 1, _ANSI)


def double(source: bytes, at: int, known: Dialect, *, closing: bool) -> tuple[int, list[Run]]:
    """Return the end, and the content, of what the double quote at `at` begins."""
    start = at + 1
    pattern, end = _DOUBLE, _DOUBLE_END
    if known.powershell:
        pattern, end = _BACKTICK, _POWERSHELL_END
    elif _STRUCTURE.match(source, start):
        # cmd.exe: a quote inside quotes is written twice.
        pattern, end = _DOUBLED, _DOUBLED_END
    found = end.match(source, start) if closing else None
    if found is None:
        return _unclosed(source, at, start)
    return found.end(), _replaced(source, start, found.end() - 1, pattern)


def heredoc(source: bytes, start: int, end: int, *, expands: bool) -> list[Run]:
    """Return the content of a here document; one that `expands` has escapes."""
    return _replaced(source, start, end, _HEREDOC) if expands else [(start, end)]


def _unclosed(source: bytes, at: int, start: int) -> tuple[int, list[Run]]:
    if _STRUCTURE.match(source, start):
        return len(source), [(start, len(source))]
    if source[at:start] == b"'":
        return start, [(at, start)]
    return start, []


def _replaced(source: bytes, start: int, end: int, pattern: re.Pattern[bytes]) -> list[Run]:
    runs: list[Run] = []
    at = start
    for match in pattern.finditer(source, start, end):
        if at < match.start():
            runs.append((at, match.start()))
        runs.append((match.start(), _unescaped(match[0])))
        at = match.end()
    if at < end:
        runs.append((at, end))
    return runs


def _unescaped(escape: bytes) -> str:
    mark, rest = escape[:1], escape[1:]
    if rest[-1:] == b"\n":
        return ""
    if escape[-1:] in {b'"', b"'"}:
        return escape[-1:].decode()
    if rest[:1] in {b"x", b"u"} and len(rest) > 1:
        return chr(int(rest[1:], 16))
    if rest.isdigit() and len(rest) > 1:
        return chr(int(rest, 8))
    if rest in _LETTERS:
        return _LETTERS[rest]
    return _text(rest if rest in {b"\\", b"$", b"`"} or mark == b"`" else escape)


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for start, what in runs:
        if merged and merged[-1][1] == start and isinstance(what, int):
            merged[-1] = (merged[-1][0], what)
        else:
            merged.append((start, what))
    return merged


def _undoubled(source: bytes, runs: list[Run], known: Dialect) -> list[Run]:
    """Return `runs` with `$$`, which is how make writes `$`, as one."""
    if not known.make:
        return runs
    found: list[Run] = []
    for start, what in runs:
        if isinstance(what, str):
            found.append((start, what))
            continue
        at, doubled = start, False
        for match in _DOLLARS.finditer(source, start, what):
            if doubled and match.start() == at:
                doubled = False
                continue
            if at < match.start():
                found.append((at, match.start()))
            at, doubled = match.end(), True
        found.append((at, what))
    return found


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
