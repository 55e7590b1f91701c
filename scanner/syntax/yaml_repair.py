"""Damaged YAML, line by line: structure from indentation, values where they are written.

Anchors, aliases and merge keys are left as they stand.
"""

import re
from dataclasses import dataclass, field

from scanner.configs import Mapping, Scalar, Sequence
from scanner.syntax.drafts import Draft, Reading, nothing
from scanner.syntax.flow import Pushdown, comment, scalar
from scanner.syntax.scalars import yaml_plain
from scanner.syntax.tokens import YAML, Kind, Lexer
from scanner.syntax.yaml_blocks import HEADER, block_scalar

_LINE = re.compile(rb"((?:[ \x00]|\xef\xbb\xbf)*+)(\t[ \t]*+)?([^\r\n]*+)(?:\r\n?|\n|\Z)")
_MARKER = re.compile(rb"(?:<{7}|={7}|>{7}|\|{7})(?![<=>|])")
_BOUNDARY = re.compile(rb"(?:---|\.\.\.)(?=\s|\Z)")
_DASH = re.compile(rb"-(?:[ \t]++|(?=[\r\n]|\Z))")
_KEY = re.compile(
    rb"(?:(\"(?:[^\"\\\r\n]|\\[^\r\n])*+\"|'(?:[^'\r\n]|'')*+')"
    rb"|([^\s:#\"'\[\]{},&*!|>%@`](?:[^:\r\n]|:(?![\s]|\Z))*+))"
    rb"[ \t]*+:(?=\s|\Z)[ \t]*+"
)
_PROPERTY = re.compile(rb"(?:[!&][^\s,\[\]{}]*+(?:[ \t]++|(?=[\r\n]|\Z)))++")
_PLAIN = re.compile(rb"(?:[^\s#]|(?<![\s])\#|[ \t]++(?![\s#]|\Z))++")


@dataclass(slots=True, repr=False, eq=False)
class _Level:
    """An open collection: the column of its entries, and the key that waits for a value."""

    column: int
    draft: Draft
    key: Scalar | None = None


@dataclass(slots=True, repr=False, eq=False)
class Repair:
    """One damaged file; `levels` are the open collections, from the outermost."""

    source: bytes
    reading: Reading
    root: Draft
    lexer: Lexer
    levels: list[_Level] = field(default_factory=list)

    def run(self) -> None:
        """Read every line that can be read."""
        at = 0
        while at < len(self.source) and (line := _LINE.match(self.source, at)):
            start, end = line.span(3)
            following = line.end()
            if _MARKER.match(self.source, start, end):
                self.reading.fault(start, "merge conflict marker")
            elif start == at and _BOUNDARY.match(self.source, start):
                self._close(-1)
                self.levels.clear()
            elif self.source[start : start + 1] == b"#":
                self._comment(start, end)
            elif start < end:
                if line[2]:
                    self.reading.fault(line.start(2), "tab in the indentation")
                following = self._entry(start, end, start - at)
            at = max(following, line.end())
        self._close(-1)

    def _comment(self, start: int, end: int) -> None:
        token = (Kind.COMMENT, start, end)
        self.reading.remark(comment(self.source, token), start)

    def _entry(self, start: int, end: int, column: int) -> int:
        """Read a line from its first mark on; return where the value it begins ends."""
        first = start - column
        while dash := _DASH.match(self.source, start, end):
            self._level(column, Sequence, start)
            start = dash.end()
            column = start - first
            if start >= end:
                return end
        found = _KEY.match(self.source, start, end)
        if found is None:
            return self._text(start, end, column)
        level = self._level(column, Mapping, start)
        self._settle(level)
        level.key = self._key(found)
        return self._value(found.end(), end, level)

    def _key(self, found: re.Match[bytes]) -> Scalar:
        if found[1]:
            return scalar(self.source, (Kind.STRING, *found.span(1)), YAML)
        start, end = found.span(2)
        return yaml_plain(self.source, start, end - len(found[2]) + len(found[2].rstrip()))

    def _text(self, start: int, end: int, column: int) -> int:
        """Read a line that has no key: an item, a value below its key, or a stray text."""
        self._close(column)
        level = self.levels[-1] if self.levels else _Level(-1, self.root)
        if self.levels and level.draft.kind is Mapping and level.key is None:
            self.reading.fault(start, "unexpected text")
            level.key = nothing(start)
        return self._value(start, end, level)

    def _level(self, column: int, kind: type[Mapping] | type[Sequence], start: int) -> _Level:
        """Return the open collection that an entry of `kind` at `column` belongs to."""
        self._close(column)
        if self.levels:
            level = self.levels[-1]
            if level.column == column and level.draft.kind is kind:
                return level
            if level.column == column and kind is Mapping and len(self.levels) > 1:
                # The sequence stands at the column of the key it is the value of.
                below = self.levels[-2]
                if below.column == column and below.draft.kind is Mapping:
                    return self._pop()
            if level.column < column and level.draft.kind is Mapping and level.key is None:
                self.reading.fault(start, "unexpected indentation")
                if kind is Mapping:
                    return level
        return self._push(column, kind, start)

    def _pop(self) -> _Level:
        self.levels.pop()
        return self.levels[-1]

    def _push(self, column: int, kind: type[Mapping] | type[Sequence], start: int) -> _Level:
        parent, key = self.root, None
        if self.levels:
            above = self.levels[-1]
            parent, key, above.key = above.draft, above.key, None
            if parent.kind is Mapping:
                key = key or nothing(start)
        draft = self.reading.container(kind, parent, key, start)
        level = _Level(column, draft)
        self.levels.append(level)
        return level

    def _close(self, column: int) -> None:
        """Close what is indented deeper than `column`."""
        while self.levels and self.levels[-1].column > column:
            self._settle(self.levels.pop())

    def _settle(self, level: _Level) -> None:
        """Give the key that waits in `level` no value."""
        if level.key is not None:
            offset = level.key.anchors[-1][1]
            self.reading.add(level.draft, level.key, nothing(offset), offset)
            level.key = None

    def _value(self, start: int, end: int, level: _Level) -> int:
        """Read the value at `start`, if there is one; return where it ends."""
        if tagged := _PROPERTY.match(self.source, start, end):
            start = tagged.end()
        lead = self.source[start : start + 1]
        if start >= end or lead == b"#":
            if lead == b"#":
                self._comment(start, end)
            return end
        if lead in b"|>" and HEADER.match(self.source, start):
            value, stop = block_scalar(self.source, start, level.column)
            self._add(level, value, start)
            return stop
        if lead in b"[{" and not self.source.startswith(b"{{", start):
            return self._flow(start, level)
        if lead in b"\"'":
            return self._quoted(start, level)
        return self._plain(start, end, level)

    def _add(self, level: _Level, value: Scalar, start: int) -> None:
        self.reading.add(level.draft, level.key, value, start)
        level.key = None

    def _quoted(self, start: int, level: _Level) -> int:
        for token in self.lexer.tokens(start, len(self.source)):
            if token[0] is Kind.UNCLOSED:
                self.reading.fault(start, "unclosed string")
            self._add(level, scalar(self.source, token, YAML), start)
            return self._rest(token[2])
        return len(self.source)

    def _plain(self, start: int, end: int, level: _Level) -> int:
        found = _PLAIN.match(self.source, start, end)
        stop = found.end() if found else start
        if stop == start:
            self.reading.fault(start, "unexpected text")
            return end
        after = self._rest(stop)
        while (line := _LINE.match(self.source, after)) and self._continues(line, level):
            # The text goes on where the line is indented deeper than its key.
            found = _PLAIN.match(self.source, line.start(3), line.end(3))
            stop = found.end() if found else stop
            after = line.end()
        self._add(level, yaml_plain(self.source, start, stop), start)
        return after

    def _continues(self, line: re.Match[bytes], level: _Level) -> bool:
        start, end = line.span(3)
        return (
            start < end
            and start - line.start() > level.column
            and self.source[start] not in b"#"
            and not _DASH.match(self.source, start, end)
            and not _KEY.match(self.source, start, end)
            and not _MARKER.match(self.source, start, end)
            and not _BOUNDARY.match(self.source, start)
        )

    def _flow(self, start: int, level: _Level) -> int:
        """Read a flow collection up to its end, or to a line that is no part of it."""
        pushdown = Pushdown(self.source, self.reading, YAML, [level.draft])
        pushdown.key, pushdown.at, level.key = level.key, start, None
        pushdown.named = pushdown.key is not None
        last = start
        for token in self.lexer.tokens(start, len(self.source)):
            if self._breaks_off(last, token[1], level):
                self.reading.fault(last, "unclosed flow collection")
                return last
            pushdown.feed(token)
            last = token[2]
            if len(pushdown.stack) == 1:
                return self._rest(last)
        self.reading.fault(len(self.source), "file ends inside a flow collection")
        return len(self.source)

    def _breaks_off(self, last: int, start: int, level: _Level) -> bool:
        """Tell if a block entry begins at `start`, on a line of its own, outside `level`."""
        line = self.source.rfind(b"\n", last, start) + 1
        if not line or start - line > level.column:
            return False
        return bool(_KEY.match(self.source, start) or _DASH.match(self.source, start))

    def _rest(self, start: int) -> int:
        """Take what is left of the line of a value; return where the next line begins."""
        line = _LINE.match(self.source, start)
        if line is None:
            return len(self.source)
        first, end = line.span(3)
        if self.source[first : first + 1] == b"#":
            self._comment(first, end)
        elif first < end:
            self.reading.fault(first, "unexpected text")
        return line.end()


def repair(source: bytes, reading: Reading, root: Draft) -> None:
    """Read every line of `source` that can be read into `root`."""
    Repair(source, reading, root, Lexer(source, YAML)).run()
