"""Stretches of a program: how far the value of a name, a call or a pair of brackets reaches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.content.literal_tokens import Kind, Lexer, Token

LONGEST = 1 << 18
"""Bytes of the longest stretch."""
_FAR = 1 << 12
_NAME_FAR = 160


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a source; holds no text of it."""

    start: int
    end: int
    brackets: bool
    """True if a bracket with something in it is part of it."""
    strings: bool
    """True if a string is."""
    closed: bool = True
    """False if a bracket in it never closes: all that follows was read for that."""


@dataclass(slots=True)
class _Walk:
    """Where the reading of one value is."""

    depth: int = 0
    end: int = 0
    strings: bool = False
    brackets: bool = False
    done: bool = False
    """True behind a closed bracket: the value may end there."""
    joins: bool = True
    """True where something must follow."""
    given: bool = False
    """True behind a colon or an equals sign outside of all brackets."""


_JOINERS = (b"+", b"|", b"||", b"??", b"?", b"//", b"..", b"++", b"<>", b"?:", b"!!", b"!", b"=>")
_GOES_ON = frozenset({b"or", b"if", b"else"})


def extent(lexer: Lexer, start: int) -> Cut:
    """Return the value, with the name and the type it is given before, that begins at `start`.

    It ends with a separator, with a bracket that was opened before it, or where a bracket has
    closed and nothing goes on. What never closes ends where its indentation does.
    """
    limit = min(start + LONGEST, len(lexer.source))
    walk = _Walk(end=start)
    for token in lexer.tokens(start, limit):
        if walk.depth == 0 and _is_over(lexer.source, walk, token):
            return Cut(start, walk.end, walk.brackets, walk.strings)
        _step(walk, token)
        if walk.depth < 0:
            return Cut(start, walk.end, walk.brackets, walk.strings)
    closed = walk.depth == 0
    end = walk.end if closed else _dedented(lexer.source, start, limit)
    return Cut(start, end, walk.brackets, walk.strings, closed)


def _is_over(source: bytes, walk: _Walk, token: Token) -> bool:
    """Return whether `token`, outside all brackets, is no part of the value any more."""
    kind = token[0]
    if kind in {Kind.SEPARATOR, Kind.CLOSE}:
        return True
    if kind is Kind.COMMENT or not walk.done:
        return walk.given and not walk.joins and _begins_line(source, walk, token)
    return not _goes_on(source, walk, token)


def _goes_on(source: bytes, walk: _Walk, token: Token) -> bool:
    """Return whether a value goes on with `token` behind a closed bracket."""
    kind, start, end = token
    text = source[start:end]
    beside = start == walk.end
    if kind is Kind.OPEN:
        return beside or text == b"{" or b"\n" not in source[walk.end : start]
    if kind in {Kind.OPERATOR, Kind.ASSIGN}:
        return text in _JOINERS or text == b"="
    return kind is Kind.MEMBER or text in _GOES_ON or walk.joins or (beside and kind is Kind.NAME)


def _begins_line(source: bytes, walk: _Walk, token: Token) -> bool:
    """Return whether a new line begins a statement of its own with `token`."""
    kind, start, end = token
    begins = kind in {Kind.NAME, Kind.STRING, Kind.NUMBER} and source[start:end] not in _GOES_ON
    return begins and b"\n" in source[walk.end : start]


def _step(walk: _Walk, token: Token) -> None:
    kind, _, end = token
    if kind is Kind.COMMENT:
        return
    if kind not in {Kind.OPEN, Kind.CLOSE}:
        walk.brackets = walk.brackets or walk.depth > 0
    if kind is Kind.OPEN:
        walk.depth += 1
    elif kind is Kind.CLOSE:
        walk.depth -= 1
        if walk.depth < 0:
            return
    if walk.depth == 0:
        walk.done = kind is Kind.CLOSE or (walk.done and kind is Kind.MEMBER)
        walk.joins = kind in {Kind.OPERATOR, Kind.ASSIGN}
        walk.given = walk.given or kind is Kind.ASSIGN
    walk.strings = walk.strings or kind is Kind.STRING
    walk.end = end


def _dedented(source: bytes, start: int, limit: int) -> int:
    """Return where a stretch that never closes ends: at a line no deeper than its first."""
    head = source.rfind(b"\n", max(start - _FAR, 0), start) + 1
    blank = _INDENT.match(source, head)
    indentation = blank.end() - head if blank and head else 0
    for line in _LINES.finditer(source, start, limit):
        closes = source[line.end() : line.end() + 1] in {b"}", b")", b"]"}
        if len(line[1]) <= indentation and not closes:
            return line.start()
    return limit


_INDENT = re.compile(rb"[ \t]*+")
_LINES = re.compile(rb"\n([ \t]*+)(?=[^\s#/])")
_NAMED = re.compile(
    rb"(?:(?P<name>(?:[\w$@.:-]|->|\[[\"'][\w.-]{1,60}[\"']\]){1,80}|[\"'][^\"'\n]{1,60}[\"'])\??"
    rb"[ \t]{0,8}(?::[ \t]?[\w.<>\[\] ,|?]{1,60}?)?\s{0,8}"
    rb"(?:(?::=|=>|=|\bto\b|\.)\s{0,40}|:[ \t]{0,8}))"
    rb"(?:(?:await|new|yield|async with|return|const|&|\()\s{0,8}){0,4}\Z"
)
_CALLEE = re.compile(rb"(?:[A-Za-z_$][\w$]*(?:::|\.|->)){0,4}[A-Za-z_$][\w$]*[ \t]?\Z")
_PATH = re.compile(rb"(?:[A-Za-z_$][\w$]*(?:::|\.)){0,4}\Z")
_SUBSCRIPT = re.compile(rb"[\w$.>-]{1,80}(?:\[[\"'][\w.-]{1,60}[\"']\]){0,4}\[\Z")


def is_called(source: bytes, end: int) -> bool:
    """Return whether a bracket opens behind the name that ends at `end`."""
    return _CALLED.match(source, end) is not None


_CALLED = re.compile(
    rb"(?:(?:::|\.)[A-Za-z_]\w{0,60}){0,2}(?:(?:::)?<[\w\s,.:?&'<>|]{0,120}>)?\s{0,80}+[({]"
)


def start_of_call(source: bytes, start: int) -> int:
    """Return where the statement or pair begins that the call of the name at `start` is of."""
    before = source[max(start - _NAME_FAR, 0) : start]
    path = _PATH.search(before)
    start -= len(path[0]) if path else 0
    return _start_of_name(source, start)


def _start_of_name(source: bytes, start: int) -> int:
    """Return where the name begins that what stands at `start` is given, `start` without one."""
    before = source[max(start - _NAME_FAR, 0) : start]
    named = _NAMED.search(before)
    return start - len(before) + named.start() if named else start


def start_of_key(source: bytes, start: int) -> int:
    """Return where the key or the path at `start` begins: its quote, or what it indexes."""
    if source[start - 1 : start] not in {b'"', b"'", b"`"}:
        return start
    before = source[max(start - 1 - _NAME_FAR, 0) : start - 1]
    indexed = _SUBSCRIPT.search(before)
    return start - 1 - (len(indexed[0]) if indexed else 0)


def around(source: bytes, at: int) -> Iterator[int]:
    """Yield where the brackets open that hold `at`, the innermost first; up to 4 KiB before."""
    depth = 0
    low = max(at - _FAR, 0)
    for found in reversed([*_BRACKETS.finditer(source, low, at)]):
        if found[0] in b")]}":
            depth += 1
        elif depth:
            depth -= 1
        else:
            yield found.start()


_BRACKETS = re.compile(rb"[(){}\[\]]")


def is_defined(source: bytes, opening: int) -> bool:
    """Return whether the bracket at `opening` holds the parameters of a function, or a body."""
    before = source[max(opening - _NAME_FAR, 0) : opening]
    return _DEFINED.search(before) is not None


_DEFINED = re.compile(
    rb"\b(?:def|function|func|fn|fun|class|sub|interface|struct)\s+(?:\([^()]{0,60}\)\s*)?[\w.:$]*"
    rb"(?:<[^<>]{0,60}>)?\s*\Z|\)\s*(?:(?:->|:|=>|throws|const)[^{};\n]{0,80})?\s*\Z"
    rb"|\b(?:else|try|do|finally)\s*\Z"
)


def start_of_bracket(source: bytes, start: int) -> int:
    """Return where what the bracket at `start` belongs to begins: its type, its name."""
    before = source[max(start - _NAME_FAR, 0) : start]
    callee = _CALLEE.search(before)
    named = _start_of_name(source, start - len(callee[0]) if callee else start)
    return named if callee or named < start else start
