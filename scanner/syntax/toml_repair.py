"""Damaged TOML, statement by statement: a line that cannot be read costs only itself."""

import re
from dataclasses import dataclass

from scanner.configs import Sequence
from scanner.syntax.flow import Pushdown, comment
from scanner.syntax.tokens import TOML, Kind, Lexer, Token
from scanner.syntax.toml_tables import Path, Tables, path

_BLANK = re.compile(rb"(?:[\s\x00]|\xef\xbb\xbf)*+")
_LINE = re.compile(rb"[^\r\n]*+")
_MARKER = re.compile(rb"(?:<{7}|={7}|>{7}|\|{7})(?![<=>|])")
_HEADER = re.compile(rb"[ \t]*+\[\[?+[ \t]*+[A-Za-z_\"'][^\],\[\r\n]*+\]\]?+[ \t]*+(?:[#\r\n]|\Z)")
_ASSIGNMENT = re.compile(rb"[ \t]*+(?:[\w.-]++|\"[^\"\r\n]*+\")[ \t]*+=[ \t]*+[^=\s]")


@dataclass(slots=True, repr=False, eq=False)
class Repair:
    """One damaged file on its way into `tables`."""

    source: bytes
    tables: Tables
    lexer: Lexer

    def run(self) -> None:
        """Read every statement that can be read."""
        source, start = self.source, 0
        while (start := _skip(_BLANK, source, start)) < len(source):
            end = _skip(_LINE, source, start)
            if source[start] in b"#":
                self._comment(start, end)
            elif _MARKER.match(source, start, end):
                self.tables.reading.fault(start, "merge conflict marker")
            elif source[start] in b"[":
                self._header(start, end)
            else:
                end = self._pair(start, end)
            start = end

    def _comment(self, start: int, end: int) -> None:
        token = (Kind.COMMENT, start, end)
        self.tables.reading.remark(comment(self.source, token), start)

    def _header(self, start: int, end: int) -> None:
        self.tables.reading.spend(1, start)
        array = self.source.startswith(b"[[", start)
        brackets = b"]]" if array else b"]"
        keys, at = path(self.source, start + len(brackets), end)
        if keys:
            self.tables.header(keys, array=array)
        if keys and self.source.startswith(brackets, at):
            self._rest(at + len(brackets), end)
        else:
            self.tables.reading.fault(start, "unreadable table header")

    def _pair(self, start: int, end: int) -> int:
        keys, at = path(self.source, start, end)
        if not keys or not self.source.startswith(b"=", at):
            self.tables.reading.spend(1, start)
            self.tables.reading.fault(start, "unexpected text")
            return end
        return self._value(at + 1, keys)

    def _value(self, start: int, keys: Path) -> int:
        """Add the value at `start` to the table of `keys`; return where to go on."""
        table = self.tables.parent(self.tables.current, keys)
        reading = self.tables.reading
        pushdown = Pushdown(self.source, reading, TOML, [table])
        pushdown.key, pushdown.at = keys[-1]
        pushdown.named = True
        last = start
        for token in self.lexer.tokens(start, len(self.source)):
            inside = len(pushdown.stack) > 1
            if self._breaks_off(last, token, inside=inside, kind=pushdown.stack[-1].kind):
                reading.fault(last, "unclosed array or table" if inside else "missing value")
                return token[1]
            pushdown.feed(token)
            last = token[2]
            if pushdown.due and len(pushdown.stack) == 1:
                return self._rest(last, _skip(_LINE, self.source, last))
        reading.fault(len(self.source), "file ends inside a value")
        return len(self.source)

    def _breaks_off(self, last: int, token: Token, *, inside: bool, kind: type) -> bool:
        """Tell if a new statement begins at `token` before the value ended."""
        found, start, _ = token
        if not _newline_between(self.source, last, start):
            return False
        if not inside:
            return True
        if found is Kind.OPEN:
            return _HEADER.match(self.source, start) is not None
        return kind is Sequence and _ASSIGNMENT.match(self.source, start) is not None

    def _rest(self, start: int, end: int) -> int:
        """Take the comment that may end a line; return the end of the line."""
        first = min(_skip(_BLANK, self.source, start), end)
        if first < end and self.source[first] in b"#":
            self._comment(first, end)
        elif first < end:
            self.tables.reading.fault(first, "unexpected text")
        return end


def repair(source: bytes, tables: Tables) -> None:
    """Read every statement of `source` that can be read into `tables`."""
    Repair(source, tables, Lexer(source, TOML)).run()


def _skip(pattern: re.Pattern[bytes], source: bytes, start: int) -> int:
    match = pattern.match(source, start)
    return match.end() if match else start


def _newline_between(source: bytes, start: int, end: int) -> bool:
    return source.find(b"\n", start, end) >= 0 or source.find(b"\r", start, end) >= 0
