"""Tokens of a program to keys and values: no grammar, no recursion, and nothing derails it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.configs import Fault, Mapping, Scalar
from scanner.content.literal_groups import Group, node_of
from scanner.content.literal_keys import is_parameter, keys, taken_keys
from scanner.content.literal_lisp import elements
from scanner.content.literal_strings import decoded
from scanner.content.literal_style import Style, style
from scanner.content.literal_tokens import Kind, Lexer, Token
from scanner.content.literal_values import (
    Item,
    Operand,
    Word,
    value,
)
from scanner.syntax.drafts import Exhausted, Limits, Reading
from scanner.syntax.scalars import verbatim

_CLOSES = {b")": "(", b"]": "[", b"}": "{"}
# Words that change nothing of the value they stand before.
_SILENT = frozenset({
    b"new", b"await", b"const", b"let", b"var", b"val", b"return", b"export", b"mut", b"static",
    b"final", b"public", b"private", b"protected", b"internal", b"readonly", b"local", b"my",
    b"our", b"yield", b"async", b"setq", b"setq-default", b"defvar", b"defcustom", b"move",
    b"lazy", b"override", b"default", b"with", b"rec", b"let!", b"required", b"global",
})  # fmt: skip
_WORDS = {
    b"or": "or", b"if": "if", b"else": "else", b"unless": "unless", b"and": "&&", b"not": "!",
    b"as": "as", b"satisfies": "as", b"is": "as",
}  # fmt: skip
_BEGINS = frozenset({Kind.STRING, Kind.NAME})
_LONGEST_NAME = 500


@dataclass(slots=True, repr=False, eq=False)
class _Parser:
    source: bytes
    style: Style
    reading: Reading
    stack: list[Group]
    opened: dict[str, int] = field(default_factory=lambda: {"(": 0, "[": 0, "{": 0})
    last: int = 0
    """Where the last token ended."""

    def feed(self, token: Token) -> None:
        kind, start, end = token
        group = self.stack[-1]
        if kind in _BEGINS and self._begins_item(group, token):
            self._finish(group)
        if step := _STEPS.get(kind):
            step(self, group, start, end)
            self.last = end

    def _string(self, group: Group, start: int, end: int) -> None:
        self.reading.spend(1, start)
        group.operands.append(decoded(self.source, start, end, nix=self.style.nix))

    def _number(self, group: Group, start: int, end: int) -> None:
        group.operands.append(verbatim(self.source, start, end, quoted=False))

    def _separator(self, group: Group, _start: int, _end: int) -> None:
        group.commas = True
        self._finish(group)

    def _operator(self, group: Group, start: int, end: int) -> None:
        text = self.source[start:end]
        group.operands.append(text.decode("utf-8", "replace"))
        group.chosen = group.chosen or text == b"?"

    def _begins_item(self, group: Group, token: Token) -> bool:
        """Return whether a line break separates, as it does where nothing else does."""
        if group.mark not in {"{", ""} or not group.operands or self.style.lisp:
            return False
        kind, start, end = token
        previous = group.operands[-1]
        if isinstance(previous, str) or (isinstance(previous, Word) and not group.path):
            return False
        if kind is Kind.STRING and isinstance(previous, Scalar):
            return False
        return b"\n" in self.source[self.last : start] and self.source[start:end] not in _WORDS

    def _name(self, group: Group, start: int, end: int) -> None:
        text = self.source[start:end]
        if text in _SILENT:
            return
        if text == b"to" and not group.path and group.operands:
            self._given(group, b"=>")
        elif text == b"lambda":
            group.operands.append("lambda")
            group.chosen = True
        elif word := _WORDS.get(text):
            group.operands.append(word)
        else:
            self.reading.spend(1, start)
            name = text.decode("utf-8", "surrogateescape")
            group.operands.append(Word(name, start, end))

    def _member(self, group: Group, start: int, end: int) -> None:
        previous = group.operands[-1] if group.operands else None
        name = self.source[start:end].decode("utf-8", "surrogateescape")
        if isinstance(previous, Word) and not previous.keys:
            if len(previous.name) < _LONGEST_NAME:
                previous.name += name.replace("\n", "").replace(" ", "")
            previous.end = end
        elif previous is not None:
            lead = len(name) - len(name.lstrip("?!.:-> \t\r\n"))
            group.operands.append(Word(f".{name[lead:]}", start + lead - 1, end))

    def _open(self, group: Group, start: int, _end: int) -> None:
        mark = self.source[start : start + 1].decode()
        previous = group.operands[-1] if group.operands else None
        beside = self.last == start
        opened = Group(mark)
        if isinstance(previous, Word):
            self._open_behind(group, opened, previous, beside=beside)
        elif beside and mark == "[" and previous is not None and not isinstance(previous, str):
            opened.index = True
        elif mark == "{" and isinstance(previous, Mapping):
            opened.receiver = previous
            group.operands.pop()
        self.reading.spend(1, start)
        if len(self.stack) > self.reading.limits.max_depth:
            self.reading.deep(start)
        self.stack.append(opened)
        self.opened[mark] += 1

    def _open_behind(self, group: Group, opened: Group, word: Word, *, beside: bool) -> None:
        """Open a bracket behind a name: a call, an index, or what is of that type."""
        if word.name.startswith(":") or (self.style.lisp and not beside):
            return
        if opened.mark == "[" and not word.name.endswith("!"):
            opened.index = beside
            return
        if opened.mark == "{" and word.keys and not self.style.lisp:
            return
        opened.word = word
        group.operands.pop()
        if word.name.startswith(".") and group.operands:
            receiver = group.operands[-1]
            if not isinstance(receiver, Word | str):
                opened.receiver = receiver
                group.operands.pop()

    def _close(self, _group: Group, start: int, end: int) -> None:
        mark = _CLOSES[self.source[start:end]]
        if not self.opened[mark]:
            return
        while True:
            group = self.stack.pop()
            self.opened[group.mark] -= 1
            self._attach(group)
            if group.mark == mark:
                return

    def _attach(self, group: Group) -> None:
        """Hand what a closed bracket comes to to the item that it stands in."""
        self._finish(group)
        parent = self.stack[-1]
        if len(self.stack) > self.reading.limits.max_depth:
            return
        if group.index:
            previous = parent.operands[-1] if parent.operands else None
            texts = [node for _, node in group.items if isinstance(node, Scalar)]
            if isinstance(previous, Word):
                previous.keys += texts[:1]
            return
        parent.operands.append(node_of(group, self.style))

    def _assign(self, group: Group, start: int, end: int) -> None:
        self._given(group, self.source[start:end])

    def _given(self, group: Group, mark: bytes) -> None:
        operands = group.operands
        if mark == b":" and group.chosen:
            operands.append(":")
            if operands[0] == "lambda":
                operands.clear()
                group.chosen = False
            return
        if not group.path:
            self._key(group, mark)
        elif group.typed and mark != b":":
            group.typed = False
            operands.clear()
        elif len(operands) > 1 and self._is_key(operands):
            key = operands.pop()
            self._finish(group)
            group.operands.append(key)
            self._key(group, mark)
        elif mark == b"=>":
            operands.clear()

    def _is_key(self, operands: list[Operand]) -> bool:
        """Return whether the last operand begins a new item: no comma stands before it."""
        last, before = operands[-1], operands[-2]
        return isinstance(last, Word | Scalar) and not isinstance(before, str)

    def _key(self, group: Group, mark: bytes) -> None:
        """Take the operands so far as the key of what follows; what is none was an item."""
        operands = group.operands
        taken = taken_keys(operands)
        if not taken or (mark == b"=>" and is_parameter(taken[0])):
            operands.clear()
            return
        if any(not isinstance(one, Word | str) for one in operands):
            self._finish(group)
        operands.clear()
        split = mark != b":"
        group.path = tuple(key for one in taken for key in keys(one, split=split))
        group.typed = mark == b":"

    def _finish(self, group: Group) -> None:
        """End the item that is being read."""
        if self.style.lisp:
            return
        operands, path = group.operands, group.path
        group.operands, group.path, group.typed, group.chosen = [], (), False, False
        alone = group.mark == "[" and not group.commas and not path and not group.index
        if alone and sum(isinstance(one, Scalar) for one in operands) > 1 and not _joins(operands):
            group.items.extend(((), node) for one in operands if (node := value([one])) is not None)
            return
        node = value(operands)
        if node is not None:
            group.items.append((path, node))

    def finish(self) -> list[Item]:
        """Close what is still open and return the items of the whole text."""
        while len(self.stack) > 1:
            self._attach(self.stack.pop())
        whole = self.stack[0]
        self._finish(whole)
        return [((), elements(whole.operands))] if self.style.lisp else whole.items


_STEPS: dict[Kind, Callable[[_Parser, Group, int, int], None]] = {
    Kind.STRING: _Parser._string,  # noqa: SLF001 - its own steps
    Kind.NAME: _Parser._name,  # noqa: SLF001
    Kind.MEMBER: _Parser._member,  # noqa: SLF001
    Kind.NUMBER: _Parser._number,  # noqa: SLF001
    Kind.OPEN: _Parser._open,  # noqa: SLF001
    Kind.CLOSE: _Parser._close,  # noqa: SLF001
    Kind.SEPARATOR: _Parser._separator,  # noqa: SLF001
    Kind.ASSIGN: _Parser._assign,  # noqa: SLF001
    Kind.OPERATOR: _Parser._operator,  # noqa: SLF001
}


def _joins(operands: list[Operand]) -> bool:
    return any(isinstance(one, str) for one in operands)


@dataclass(frozen=True, slots=True, repr=False)
class Parsed:
    """What a literal says, before any of it is known to be a server."""

    items: tuple[Item, ...]
    comments: tuple[tuple[int, int], ...]
    """Where they start and end, in bytes, marks included."""
    faults: tuple[Fault, ...]


def parse(source: bytes, limits: Limits | None = None) -> Parsed:
    """Return the keys and values of `source`, UTF-8, in linear time."""
    known = style(source)
    reading = Reading(limits or Limits())
    parser = _Parser(source, known, reading, [Group("")])
    comments: list[tuple[int, int]] = []
    try:
        for token in Lexer(source, known).tokens(0, len(source)):
            if token[0] is Kind.COMMENT:
                comments.append(token[1:])
            else:
                parser.feed(token)
    except Exhausted:
        reading.exhausted()
    items = parser.finish()
    return Parsed(tuple(items), tuple(comments), tuple(reading.faults))
