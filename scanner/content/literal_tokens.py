"""Tokens of programs in any language: strings, names, brackets, separators, comments.

No grammar: what a quote or a mark is, is told by what stands around it. A quote that its line does
not close is a mark like any other, so that a wrong guess costs one line and not the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, auto

from scanner.content.literal_style import Style


class Kind(IntEnum):
    """What a token is to the structure around it."""

    STRING = auto()
    NAME = auto()
    """A name, or a path of names: `settings.api_key`, `Command::new`, `$this->token`."""
    MEMBER = auto()
    """A dot and a name behind something that is no name."""
    NUMBER = auto()
    OPEN = auto()
    CLOSE = auto()
    SEPARATOR = auto()
    ASSIGN = auto()
    OPERATOR = auto()
    COMMENT = auto()


Token = tuple[Kind, int, int]
"""Kind, where it starts and ends, in bytes; quotes and comment marks included."""


_PREFIX = rb"(?:[rRbBfFuUlLtTcC]{1,3}|@\$?|\$+@?|~[a-zA-Z]{1,3})?"
_WORD = rb"[A-Za-z_\x80-\xff]"
_REST = rb"[\w\x80-\xff]"
_HEAD = (
    rb"(?:[$@&]{1,2}|(?<![\w\"'\])}:]):(?!true|false|null))?"
    + _WORD
    + _REST
    + rb"*+(?:-(?=[A-Za-z])"
    + _REST
    + rb"++)*+[!?]?(?=[^\w]|\Z)"
)
_STEP = (
    rb"(?:\?\.|!\.|\.|::|->)[$@]?" + _WORD + _REST + rb"*+(?:-(?=[A-Za-z])" + _REST + rb"++)*+!?"
)
# Type arguments are told from a comparison by what stands behind them.
_GENERIC = rb"(?:(?:::)?<[\w\s,.:?&'\[\]<>|*]{0,200}>(?=\s{0,16}+[({\[=;]|::))?"
_STRING = rb"(?P<STRING>" + _PREFIX + rb"(?P<quote>\"\"\"+|'''+(?!')|''|\"|'|`|(?<=[rR])\#+\"))"
_NAME = rb"(?P<NAME>" + _HEAD + rb"(?:" + _STEP + rb")*+" + _GENERIC + rb"(?:" + _STEP + rb")*+)"
_OTHER = (
    rb"""(?P<HEREDOC><<[-~]?(?P<mark>['"]?)(?P<end>[A-Z_][A-Z0-9_]{1,30})(?P=mark)
  [ \t]*+[^\n]{0,80}\n)
| (?P<LINE>//)
| (?P<BLOCK>/\*|\(\*\s|<!--|--\[\[)
| (?P<HASH>(?<![^\s;,{}(\[\])])\#(?![\[{('])[^\n]*+)
| (?P<DASHES>(?<![^\s])--(?=[ \t])[^\n]*+)
| (?P<LISP>;)
| (?P<LUA>\[\[)
| (?P<OPEN>[({\[])
| (?P<CLOSE>[)}\]])
| (?P<MEMBER>(?:\?\.|!!\.|!\.|\.|::|->)\s{0,64}+"""
    + _WORD
    + _REST
    + rb"*+!?"
    + _GENERIC
    + rb""")
| (?P<ASSIGN>=>|:=|::=|\+=|\?\?=|\|\|=|=(?![=~>])|:(?!:))
| (?P<SEPARATOR>[,;])
| (?P<NUMBER>[-+]?\d[\w.]*+)
| (?P<OPERATOR>[=!<>]=++|=~|&&|\|\||\?\?|\?:|\.\.\.|\*\*|\.\.|\+\+|<>|[\s\S])
"""
)
_TOKEN = re.compile(
    rb"(?P<SPACE>(?:[\s\x00]|\\\r?\n|\xef\xbb\xbf)++)|" + _STRING + rb"|" + _NAME + rb"|" + _OTHER,
    re.VERBOSE,
)
# By their first byte tokens are found several times as fast as by one pattern.
_OF_WORDS = re.compile(_STRING + rb"|" + _NAME)
_OF_MARKS = re.compile(_OTHER, re.VERBOSE)
_ALONE = dict.fromkeys(b",", Kind.SEPARATOR) | dict.fromkeys(b"{", Kind.OPEN)
_ALONE |= dict.fromkeys(b")}]", Kind.CLOSE)
_BY_BYTE = dict.fromkeys(b"([;=/|+*?!><#-.&\\^%0123456789", _OF_MARKS)
_BY_BYTE |= {byte: _OF_WORDS for byte in range(256) if chr(byte).isalpha() and byte < 128}  # noqa: PLR2004
_STRAIGHT = {kind.name: kind for kind in Kind if kind not in {Kind.STRING, Kind.COMMENT}}
_DOUBLE = re.compile(rb"[^\"\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^\"\\\r\n]*+)*+\"")
_RAW_DOUBLE = re.compile(rb"[^\"\r\n]*+\"")
_DOUBLED = re.compile(rb"[^\"]*+(?:\"\"[^\"]*+)*+\"")
_SINGLE = re.compile(rb"[^'\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*+)*+'")
_BACKTICK = re.compile(
    rb"[^`\\$]*+(?:(?:\\[\s\S]|\$(?!\{)|\$\{[^{}`]*+(?:(?:\{[^{}`]*+\}|`[^`{}]*+`)[^{}`]*+)*+\})[^`\\$]*+)*+`"
)
_NIX_TEXT = re.compile(rb"[^']*+(?:(?:'''|''\$|''\\[\s\S]|'(?!'))[^']*+)*+''")
_ENDS_STRING = re.compile(rb"[ \t\r\n]{0,64}+(?:[,:;)}\]=]|\Z)")
_FAR = 1 << 13


@dataclass(slots=True, repr=False, eq=False)
class Lexer:
    """Tokens of one source; what it learns of quotes that nothing closes is not asked again."""

    source: bytes
    style: Style
    _dead: dict[bytes, int] = field(default_factory=dict)
    """Up to which offset such an opening mark is known to have no end."""

    def tokens(self, start: int, end: int) -> Iterator[Token]:
        """Yield the tokens of `source[start:end]`; every byte but blanks is in one of them."""
        source = self.source
        while start < end:
            byte = source[start]
            if alone := _ALONE.get(byte):
                yield alone, start, start + 1
                start += 1
                continue
            match = _BY_BYTE.get(byte, _TOKEN).match(source, start, end)
            if match is None:
                yield Kind.OPERATOR, start, start + 1
                start += 1
                continue
            name, stop = match.lastgroup or "", match.end()
            if kind := _STRAIGHT.get(name):
                yield kind, start, stop
            elif name != "SPACE":
                token = self._long(match, name, end)
                yield token
                stop = token[2]
            start = stop

    @property
    def is_sure(self) -> bool:
        """True if every opening mark so far has its end: what follows depends on nothing before."""
        return not self._dead

    def with_doubts(self) -> "Lexer":
        """Return another that knows what this one learned of marks that nothing closes."""
        return Lexer(self.source, self.style, dict(self._dead))

    def spans(self, start: int = 0) -> Iterator[Token]:
        """Yield the strings and comments from `start` on, faster than all of its tokens.

        There no string and no comment goes on.
        """
        end = len(self.source)
        while found := _QUOTES.search(self.source, start):
            at = found.start()
            if found.lastgroup:
                at = _beginning(self.source, start, at)
                if at < 0:
                    start = found.end()
                    continue
            match = (_OF_WORDS if found.lastgroup else _TOKEN).match(self.source, at, end)
            if match is None:
                return
            name = match.lastgroup or ""
            start = match.end()
            if name in _LONG:
                kind, at, stop = self._long(match, name, end)
                start = stop
                if kind in {Kind.STRING, Kind.COMMENT}:
                    yield kind, at, stop

    def _long(self, match: re.Match[bytes], name: str, end: int) -> Token:
        """Return the comment or string that begins with `match`, or its first mark alone."""
        start, stop = match.span()
        if name == "STRING":
            return self._string(match, end)
        if name == "HEREDOC":
            return self._until(b"\n" + match["end"], start, stop, end, heredoc=True)
        if name == "LUA":
            if self.style.lua:
                return self._until(b"]]", start, stop, end)
            return Kind.OPEN, start, start + 1
        if name == "BLOCK":
            return self._block(match[0], start, stop, end)
        return self._comment(name, start, stop, end)

    def _comment(self, name: str, start: int, stop: int, end: int) -> Token:
        address = name == "LINE" and self.source[start - 1 : start] == b":"
        if address or (name == "LINE" and not self.style.slashes):
            return Kind.OPERATOR, start, start + 2
        if name == "LISP" and not self.style.lisp:
            return Kind.SEPARATOR, start, start + 1
        line = self.source.find(b"\n", stop, end)
        return Kind.COMMENT, start, end if line < 0 else line

    def _block(self, mark: bytes, start: int, stop: int, end: int) -> Token:
        closing = {b"/*": b"*/", b"<!--": b"-->", b"--[[": b"]]"}.get(mark)
        if closing is None:
            return Kind.OPEN, start, start + 1
        kind, _, last = self._until(closing, start, stop, end)
        if kind is Kind.STRING:
            return Kind.COMMENT, start, last
        # A glob (`**/*.py`) looks like a comment that never ends.
        return Kind.OPERATOR, start, start + 1

    def _until(
        self, closing: bytes, start: int, inside: int, end: int, *, heredoc: bool = False
    ) -> Token:
        """Return the text up to `closing`, as a string; its first byte alone if there is none."""
        if self._dead.get(closing, -1) < end and len(self._dead) < _MARKS:
            at = self.source.find(closing, inside - heredoc, end)
            if at >= 0:
                return Kind.STRING, start, at + len(closing)
            self._dead[closing] = end
        return Kind.OPERATOR, start, start + 1

    def _string(self, match: re.Match[bytes], end: int) -> Token:
        quote = match["quote"]
        start, inside = match.start(), match.end()
        if quote == b"''":
            return self._two_quotes(start, match.start("quote"), end)
        if len(quote) > 1:
            closing = quote[::-1] if quote[:1] == b"#" else quote[:3]
            if len(quote) % 2 == 0 and quote[:1] != b"#":
                return Kind.STRING, start, inside
            return self._triple(closing, start, match.start("quote") + len(closing), end)
        prefix = match[0][: -len(quote)].lower()
        raw = (b"r" in prefix and quote != b"`") or (b"@" in prefix and quote == b'"')
        pattern = _PATTERNS[quote]
        if raw and quote == b'"':
            pattern = _DOUBLED if b"@" in prefix else _DOUBLE if b"~" in prefix else _RAW_DOUBLE
        return self._closed(pattern, quote, start, inside, end)

    def _closed(
        self, pattern: re.Pattern[bytes], quote: bytes, start: int, inside: int, end: int
    ) -> Token:
        if self._dead.get(quote, -1) <= start:
            if found := pattern.match(self.source, inside, end):
                return Kind.STRING, start, found.end()
            self._dead[quote] = self._reach(quote, inside, end)
        if quote == b'"' and (stop := self._over_lines(inside, end)):
            return Kind.STRING, start, stop
        return Kind.OPERATOR, start, start + 1

    def _reach(self, quote: bytes, inside: int, end: int) -> int:
        """Return up to where an opening quote was looked at in vain."""
        if quote == b"`":
            return end
        line = self.source.find(b"\n", inside, end)
        return end if line < 0 else line

    def _over_lines(self, inside: int, end: int) -> int | None:
        """Return the end of a text of several lines, if what follows it can follow a string."""
        at = inside
        for _ in range(_TRIES):
            at = self.source.find(b'"', at, min(end, inside + _FAR))
            if at < 0:
                return None
            if self.source[at - 1 : at] != b"\\":
                return at + 1 if _ENDS_STRING.match(self.source, at + 1, end) else None
            at += 1
        return None

    def _two_quotes(self, start: int, quote: int, end: int) -> Token:
        if self.style.nix and self._dead.get(b"''", -1) <= start:
            found = _NIX_TEXT.match(self.source, quote + 2, end)
            if found:
                return Kind.STRING, start, found.end()
            self._dead[b"''"] = end
        return Kind.STRING, start, quote + 2

    def _triple(self, closing: bytes, start: int, inside: int, end: int) -> Token:
        if self._dead.get(closing, -1) <= start:
            at = self.source.find(closing, inside, end)
            while at > 0 and self.source[at - 1 : at] == b"\\" and closing[:1] != b"#":
                at = self.source.find(closing, at + 1, end)
            if at >= 0:
                return Kind.STRING, start, at + len(closing)
            self._dead[closing] = end
        return Kind.OPERATOR, start, start + 1


_PATTERNS = {b'"': _DOUBLE, b"'": _SINGLE, b"`": _BACKTICK}
_LONG = frozenset({"STRING", "HEREDOC", "LUA", "BLOCK", "LINE", "HASH", "DASHES", "LISP"})
_MARKS = 64
_TRIES = 16
_QUOTES = re.compile(rb"(?P<quote>[\"'`])|#|/[/*]|<(?:!--|<[-~]?['\"]?[A-Z_])|--[ \t\[]|;;|\[\[")
_LEAD = re.compile(rb"(?<!\w)" + _PREFIX + rb"\Z")
_BEFORE_QUOTE = frozenset(byte for byte in range(128) if chr(byte).isalnum() or chr(byte) in "_@$~")
_FARTHEST = 8
"""Bytes of the longest prefix of a string but for one of many dollar signs."""


def _beginning(source: bytes, start: int, quote: int) -> int:
    """Return where the prefix of a quote begins, from `start` on; -1 if it is an apostrophe.

    Looked for backwards: a pattern that begins with a prefix is tried at every byte.
    """
    if not quote or source[quote - 1] not in _BEFORE_QUOTE:
        return quote
    first = max(start, quote - _FARTHEST)
    while first > start and source[first] == _DOLLAR:
        first -= 1
    found = _LEAD.search(source, first, quote)
    return found.start() if found else -1


_DOLLAR = ord("$")
