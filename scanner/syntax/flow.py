"""Tokens to structure: a pushdown that no token can derail."""

from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.configs import Mapping, Scalar, Sequence
from scanner.syntax.drafts import Draft, Reading, nothing
from scanner.syntax.scalars import json_string, toml_string, verbatim, yaml_double, yaml_single
from scanner.syntax.tokens import JSON, TOML, Dialect, Kind, Token

_LITERALS = frozenset({b"true", b"false", b"null", b"NaN"})
_NUMBER = b"0123456789+-.I"
"""First bytes of numbers; `Infinity` is one in JSON5."""


def scalar(source: bytes, token: Token, dialect: Dialect) -> Scalar:
    """Return the text of a string or bare token; an unclosed string has no last quote."""
    kind, start, end = token
    if kind is Kind.BARE:
        return verbatim(source, start, end, quoted=False)
    closed = kind is not Kind.UNCLOSED
    if dialect is TOML:
        return toml_string(source, start, end, closed=closed)
    end -= closed
    if dialect is JSON:
        return json_string(source, start + 1, end)
    if source[start : start + 1] == b"'":
        return yaml_single(source, start + 1, end)
    return yaml_double(source, start + 1, end)


@dataclass(slots=True, repr=False, eq=False)
class Pushdown:
    """Builds drafts below `stack[0]` from tokens; what does not fit becomes a fault.

    Nothing that may hold a value is dropped: text where no text fits is kept under an empty key.
    """

    source: bytes
    reading: Reading
    dialect: Dialect
    stack: list[Draft]
    key: Scalar | None = None
    at: int = 0
    """Byte offset of `key`."""
    named: bool = False
    """True once the colon after `key` was seen."""
    due: bool = False
    """True after a value: a comma or the end is due."""
    lenient: bool = False
    """True after a conflict marker: with or without a comma, both fit."""
    fed: int = 0
    skipped: int = -1
    opened: dict[type, int] = field(default_factory=lambda: {Mapping: 0, Sequence: 0})

    def feed(self, token: Token) -> None:
        """Take the next token."""
        self.fed += 1
        kind = token[0]
        if kind is Kind.STRING or kind is Kind.BARE or kind is Kind.UNCLOSED:
            self._scalar(token)
        elif kind is Kind.COMMENT:
            self.reading.remark(comment(self.source, token), token[1])
        else:
            _STEPS[kind](self, token)

    def finish(self, end: int) -> None:
        """Settle what is pending at the end of the text."""
        if len(self.stack) > 1:
            within = "an object" if self.stack[-1].kind is Mapping else "an array"
            self.reading.fault(end, f"file ends inside {within}")
        elif self.key is not None:
            self._settle()

    def _skip(self, start: int, reason: str = "unexpected token") -> None:
        # A file of nothing but commas has no nodes to stop at.
        self.reading.spend(1, start)
        if self.skipped != self.fed - 1:
            self.reading.fault(start, reason)
        self.skipped = self.fed

    def _scalar(self, token: Token) -> None:
        kind, start, end = token
        if kind is Kind.UNCLOSED:
            self.reading.fault(start, "unclosed string")
        value = scalar(self.source, token, self.dialect)
        top = self.stack[-1]
        if top.kind is Sequence and len(self.stack) > 1:
            self._comma_due(start)
            self.reading.add(top, None, value, start)
        elif self.named:
            self.reading.add(top, self.key, value, start)
            self.key, self.named = None, False
        else:
            if self.key is not None:
                self._settle()
            self._comma_due(start)
            self.key, self.at, self.due = value, start, False
            return
        self.due = True
        if kind is Kind.BARE and self.dialect is JSON and not _is_literal(self.source[start:end]):
            self._skip(start, "text without quotes")

    def _comma_due(self, start: int) -> None:
        if self.due and not self.lenient:
            inside = len(self.stack) > 1
            self.reading.fault(start, "missing comma" if inside else "more than one value")
        self.lenient = False

    def _settle(self) -> None:
        """Keep a text that turned out to be no key."""
        key, self.key = self.key, None
        if key is None:
            return
        top = self.stack[-1]
        if len(self.stack) == 1 and not self.named:
            self.reading.add(top, None, key, self.at)
            if not (key.quoted or _is_literal(key.text.encode("utf-8", "surrogateescape"))):
                self._skip(self.at, "text without quotes")
        elif self.named:
            self._skip(self.at, "key without a value")
            self.reading.add(top, key, nothing(self.at), self.at)
        else:
            self._skip(self.at, "key without a value")
            self.reading.add(top, nothing(self.at), key, self.at)
        self.named, self.due = False, True

    def _open(self, token: Token) -> None:
        start = token[1]
        top = self.stack[-1]
        kind = Mapping if self.source[start] == ord("{") else Sequence
        key = None
        if not self.named and self.key is not None and len(self.stack) == 1:
            self._settle()
        if self.key is None:
            self._comma_due(start)
        if top.kind is Mapping:
            key = self._key_of_container(start)
        elif self.named:
            key = self.key
        self.key, self.named, self.due = None, False, False
        self.stack.append(self.reading.container(kind, top, key, start))
        self.opened[kind] += 1

    def _key_of_container(self, start: int) -> Scalar:
        if self.key is None:
            self._skip(start)
            return nothing(start)
        if not self.named:
            self._skip(start, "missing colon")
        return self.key

    def _close(self, token: Token) -> None:
        start = token[1]
        kind = Mapping if self.source[start] == ord("}") else Sequence
        self._settle()
        if not self.opened[kind]:
            self._skip(start)
            return
        while self.stack[-1].kind is not kind:
            self.opened[self.stack.pop().kind] -= 1
            self._skip(start, "unexpected closing bracket")
        self.stack.pop()
        self.opened[kind] -= 1
        self.due, self.lenient = True, False

    def _colon(self, token: Token) -> None:
        if self.key is None or self.named:
            self._skip(token[1])
        else:
            self.named = True
            if len(self.stack) == 1:
                self._skip(self.at, "pair outside any object")

    def _comma(self, token: Token) -> None:
        self._settle()
        if not self.due and not self.lenient:
            self._skip(token[1])
        self.due = self.lenient = False

    def _marker(self, token: Token) -> None:
        self.reading.fault(token[1], "merge conflict marker")
        self.lenient = True


_STEPS: dict[Kind, Callable[[Pushdown, Token], None]] = {
    Kind.OPEN: Pushdown._open,  # noqa: SLF001 - its own steps
    Kind.CLOSE: Pushdown._close,  # noqa: SLF001
    Kind.COLON: Pushdown._colon,  # noqa: SLF001
    Kind.COMMA: Pushdown._comma,  # noqa: SLF001
    Kind.MARKER: Pushdown._marker,  # noqa: SLF001
}


def comment(source: bytes, token: Token) -> Scalar:
    """Return the text of a comment without its marker and the blanks around it."""
    _, start, end = token
    mark = 1 if source.startswith(b"#", start) else 2
    body = source[start + mark : end]
    if source.startswith(b"/*", start):
        body = body.removesuffix(b"*/")
    first = start + mark + len(body) - len(body.lstrip())
    return verbatim(source, first, first + len(body.strip()), quoted=False)


def _is_literal(text: bytes) -> bool:
    return text in _LITERALS or text[:1] in _NUMBER
