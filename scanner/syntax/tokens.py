"""Tokens of any text, damaged or not, by longest match."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a token is to the structure around it."""

    OPEN = auto()
    CLOSE = auto()
    COLON = auto()
    COMMA = auto()
    STRING = auto()
    UNCLOSED = auto()
    BARE = auto()
    COMMENT = auto()
    MARKER = auto()
    """A line of a merge conflict."""


Token = tuple[Kind, int, int]
"""A piece of the source, quotes included: its kind, where it starts and ends, in bytes.

A plain tuple: naming its parts would cost a tenth of the time of reading JSON.
"""

_SHARED = rb"""
  (?P<SPACE>(?:[\s\x00]|\xef\xbb\xbf)++)
| (?P<MARKER>(?<![^\n])(?:<{7}|={7}|>{7}|\|{7})(?![<=>|])[^\n]*+)
| (?P<COMMENT>%(comment)s)
| (?P<OPEN>[{\[])
| (?P<CLOSE>[}\]])
| (?P<COLON>%(colon)s)
| (?P<COMMA>,)
| (?P<STRING>%(string)s)
| (?P<QUOTE>%(quote)s)
| (?P<BARE>%(bare)s|.)
"""
_DOUBLE = rb'"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+"'
_SINGLE = rb"'[^'\\\r\n]*+(?:\\[^\r\n][^'\\\r\n]*+)*+'"
_HASH = rb"\#[^\n]*+"


def _pattern(
    comment: bytes, colon: bytes, string: bytes, bare: bytes, quote: bytes = rb"[\"']"
) -> re.Pattern[bytes]:
    parts = {
        b"comment": comment,
        b"colon": colon,
        b"string": string,
        b"bare": bare,
        b"quote": quote,
    }
    return re.compile(_SHARED % parts, re.VERBOSE | re.DOTALL)


Dialect = re.Pattern[bytes]
"""How a format writes its tokens; the group that matched names the kind."""

JSON = _pattern(
    rb"//[^\n]*+|/\*.*?(?:\*/|\Z)|" + _HASH,
    rb":",
    _DOUBLE + rb"|" + _SINGLE,
    rb"(?:[^\s\x00{}\[\]:,\"'/]|/(?![/*]))++",
)
TOML = _pattern(
    _HASH,
    rb"=",
    rb'(?!""")' + _DOUBLE + rb"|(?!''')'[^'\r\n]*+'",
    rb"\d{4}-\d\d-\d\d\ \d\d:[\d:.]++(?:Z|[-+]\d\d:\d\d)?|[^\s\x00{}\[\]=,\"'\#]++",
    rb"\"\"\"|'''|[\"']",
)
YAML = _pattern(
    _HASH,
    rb":(?=[\s\x00,{}\[\]\"']|\Z)",
    _DOUBLE + rb"|'[^'\r\n]*+(?:''[^'\r\n]*+)*+'",
    # A plain scalar may hold blanks, and colons and hashes that no blank sets apart.
    rb"(?:[^\s\x00{}\[\]:,\"']|:(?![\s\x00,{}\[\]\"']|\Z))"
    rb"(?:[^\s\x00{}\[\]:,]|[ \t]++(?![\s\#:{}\[\],])|:(?![\s\x00,{}\[\]]|\Z))*+",
)


@dataclass(slots=True, repr=False, eq=False)
class Lexer:
    """Tokens of any part of one source; what it learns of the quotes ahead serves all parts."""

    source: bytes
    dialect: Dialect
    _closing: "dict[bytes, _Closing]" = field(default_factory=dict)

    def tokens(self, start: int, end: int) -> Iterator[Token]:
        """Yield the tokens of `source[start:end]`; every byte but blanks is in one of them."""
        source = self.source
        while start < end and (match := self.dialect.match(source, start, end)):
            name, stop = match.lastgroup or "", match.end()
            if name == "QUOTE":
                token = self._quoted(match[0], start, end)
                yield token
                stop = token[2]
            elif name != "SPACE":
                yield Kind[name], start, stop
            start = stop

    def _quoted(self, quote: bytes, start: int, end: int) -> Token:
        """Return the string at `start` that its own line does not close.

        It runs over lines if it has three quotes, or if the next quote is followed by what may
        follow a string; else its quote is missing, and it ends with its line.
        """
        triple = len(quote) > 1
        if quote not in self._closing:
            self._closing[quote] = _Closing(self.source, quote)
        last = self._closing[quote].after(start + len(quote))
        ends = _ENDS_YAML if self.dialect is YAML else _ENDS
        if last < end and (triple or ends.match(self.source, last + 1, end)):
            return Kind.STRING, start, last + len(quote)
        line = None if triple else _LINE.match(self.source, start, end)
        return Kind.UNCLOSED, start, line.end() if line else end


# Bounded: the same quote may be asked about many times.
_ENDS = re.compile(rb"[\s\x00]{0,256}+(?:[,:}\]]|\Z)")
_ENDS_YAML = re.compile(rb"[ \t]{0,256}+(?:[,:}\]#\r\n]|\Z)")
_LINE = re.compile(rb"[^\r\n]*+")


class _Closing:
    """Where the next such quote is, searched for once however often it is asked."""

    __slots__ = ("_from", "_pattern", "_source", "_to")

    def __init__(self, source: bytes, quote: bytes) -> None:
        self._source = source
        # A TOML literal has no escapes, but a backslash before its end is rarer than damage.
        self._pattern = re.compile(rb"(?<!\\)" + quote)
        self._from = self._to = -1

    def after(self, start: int) -> int:
        if not self._from <= start <= self._to:
            found = self._pattern.search(self._source, start)
            self._from, self._to = start, found.start() if found else len(self._source)
        return self._to
