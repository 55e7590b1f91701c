"""What the settings of a server say beside its credentials: `traits.toml` knows which do.

Nothing is shown of a value but what the row asks for, and nothing of one that holds a secret.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from detectors.model import Outcome, Slot, Verdict
from scanner.configs import ServerDeclaration, Value
from scanner.facts import Reference, ReferenceKind, Trait
from scanner.servers.trait_rules import Path, Rule, rules

_OFF = frozenset({"", "false", "0", "no", "off"})
_MOST, _MOST_TOOLS = 200, 100
_LONGEST_LINE, _LONGEST_TEXT, _SHOWN = 4_096, 4_096, 80
_SECRET = frozenset({Outcome.SECRET, Outcome.DEFAULT_CREDENTIAL})
_Judged = Iterable[tuple[Value, tuple[Verdict, ...]]]


def traits(
    server: ServerDeclaration, references: Iterable[Reference], judged: _Judged
) -> tuple[Trait, ...]:
    """Return what the settings of a server say, each once; at most 200."""
    reading = _Reading(
        server,
        " ".join(scalar.text for scalar in server.command)[:_LONGEST_LINE],
        frozenset(
            value.pointer for value, found in judged if any(v.outcome in _SECRET for v in found)
        ),
    )
    found = (
        *reading.fields(),
        *reading.variables(),
        *reading.flags(),
        *reading.line_and_texts(),
        *reading.headers(references),
    )
    return tuple(islice(_together(found), _MOST))


def _together(found: Iterable[Trait]) -> Iterator[Trait]:
    """Yield each trait of one place once, with all the tools that it names."""
    known: dict[tuple[str, str], Trait] = {}
    for one in found:
        key = one.rule, one.pointer
        before = known.setdefault(key, one)
        if before is not one and len(before.tools) < _MOST_TOOLS:
            tools = tuple(dict.fromkeys((*before.tools, *one.tools)))
            known[key] = replace(before, tools=tools, wildcard=before.wildcard or one.wildcard)
    return iter(known.values())


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    """One server while its settings are read."""

    server: ServerDeclaration
    line: str
    secret: frozenset[str]
    """Pointers of the values that hold a secret."""

    def fields(self) -> Iterator[Trait]:
        """Yield what the entries of the server say."""
        known = rules().fields
        start = len(self.server.pointer)
        asked = [
            (value, path)
            for value in self.server.values
            if (path := tuple(value.pointer[start:].split("/")[1:])) and path[0] in known
        ]
        off = {path for value, path in asked if value.scalar.text.lower() in _OFF}
        for value, path in asked:
            for rule, wanted in known[path[0]]:
                if off.isdisjoint(rule.unless) and _leads(rule, wanted, path):
                    yield from self._field(rule, wanted, path, value)
        for key in self.server.empty:
            for rule, wanted in known.get(key, ()):
                if rule.empty and len(wanted) == 1:
                    yield Trait(rule.trait, rule.id, f"{self.server.pointer}/{key}", key)

    def _field(self, rule: Rule, wanted: Path, path: Path, value: Value) -> Iterator[Trait]:
        text = value.scalar.text
        every = bool(rule.wildcard and rule.wildcard.fullmatch(text))
        if not every and not _holds(rule, text):
            return
        at = path[: len(wanted)] if "#" not in wanted else path[: wanted.index("#")]
        name = ".".join(wanted[: len(at)] if "*" not in wanted else at)
        shown = self._shown(name, ": ", rule, text, value.pointer)
        tools: tuple[str, ...] = ()
        if rule.tools and not every:
            shown = name
            tools = (path[wanted.index("*")] if "*" in wanted else text,)
        if value.pointer in self.secret:
            tools = ()
        pointer = "/".join((self.server.pointer, *at))
        yield Trait(rule.trait, rule.id, pointer, shown, tuple(t[:_SHOWN] for t in tools), every)

    def variables(self) -> Iterator[Trait]:
        """Yield what the variables say that it is given."""
        known = rules().env
        for value in self.server.values:
            if (value.reads_as or value.slot) is not Slot.ENV:
                continue
            for rule in known.get(value.name.upper(), ()):
                if _holds(rule, value.scalar.text):
                    text = self._shown(value.name, "=", rule, value.scalar.text, value.pointer)
                    yield Trait(rule.trait, rule.id, value.pointer, text)

    def flags(self) -> Iterator[Trait]:
        """Yield what the flags of the command line say."""
        known = rules().flags
        words = [scalar.text for scalar in self.server.command]
        for index, (pointer, word) in enumerate(zip(self.server.pointers, words, strict=False)):
            flag, glued, text = word.partition("=")
            for rule in known.get(flag, ()) if word.startswith("-") else ():
                given = text if glued else _next(words, index)
                if _given(rule, given, glued=bool(glued)):
                    yield Trait(
                        rule.trait, rule.id, pointer, self._flag(rule, flag, given, index, pointer)
                    )

    def _flag(self, rule: Rule, flag: str, given: str, index: int, pointer: str) -> str:
        behind = self.server.pointers[index + 1 : index + 2]
        at = behind[0] if behind and behind[0] in self.secret else pointer
        return self._shown(flag, "=", rule, given, at)

    def line_and_texts(self) -> Iterator[Trait]:
        """Yield what the command line as a whole says, and any value whatever it is called."""
        for rule in rules().lines if self.line else ():
            if rule.line and (found := rule.line.search(self.line)) and self._is_beside(rule):
                yield Trait(rule.trait, rule.id, self._at(found.start()), _match(found))
        for value in self.server.values:
            text = value.scalar.text
            if ":" not in text:
                continue
            for rule in rules().texts:
                if rule.text and (found := rule.text.search(text, 0, _LONGEST_TEXT)):
                    yield Trait(rule.trait, rule.id, value.pointer, _match(found))

    def headers(self, references: Iterable[Reference]) -> Iterator[Trait]:
        """Yield what authenticates by a header, and is kept elsewhere."""
        inside = {(v.pointer, v.name) for v in self.server.values if v.reads_as is Slot.HEADER}
        for one in references:
            is_header = one.slot is Slot.HEADER or (one.pointer, one.name) in inside
            if not is_header or one.kind is ReferenceKind.CLIENT:
                continue
            for rule in rules().headers:
                if rule.header and rule.header.fullmatch(one.name):
                    yield Trait(rule.trait, rule.id, one.pointer, one.name[:_SHOWN])

    def _is_beside(self, rule: Rule) -> bool:
        return not rule.beside or bool(
            rule.beside.search(self.line) or rule.beside.search(self.server.name)
        )

    def _at(self, position: int) -> str:
        """Return where the word stands that holds the character at `position` of the line."""
        index = self.line.count(" ", 0, position)
        words = iter(self.server.command)
        for pointer in self.server.pointers:
            index -= next(words).text.count(" ") + 1
            if index < 0:
                return pointer
        return self.server.pointer

    def _shown(self, name: str, mark: str, rule: Rule, text: str, pointer: str) -> str:
        if not rule.value or pointer in self.secret:
            return name[:_SHOWN]
        found = rule.value.fullmatch(text)
        return f"{name[:_SHOWN]}{mark}{_match(found)}" if found else name[:_SHOWN]


def _match(found: re.Match[str]) -> str:
    return (found.groupdict().get("shown") or found[0])[:_SHOWN]


def _next(words: Sequence[str], index: int) -> str:
    following = words[index + 1 : index + 2]
    return following[0] if following and not following[0].startswith("-") else ""


def _given(rule: Rule, text: str, *, glued: bool) -> bool:
    if rule.value:
        return bool(rule.value.fullmatch(text))
    return text.lower() not in _OFF if glued else text.lower() not in _OFF - {""}


def _holds(rule: Rule, text: str) -> bool:
    return bool(rule.value.fullmatch(text)) if rule.value else text.lower() not in _OFF


def _leads(rule: Rule, wanted: Path, path: Path) -> bool:
    """Return whether `wanted` leads to the value at `path`, or to what holds it."""
    below = path[len(wanted) :]
    if len(path) < len(wanted) or (rule.value and below and not _is_item(below)):
        return False
    return all(
        step in ("*", at) or (step == "#" and at.isdigit())
        for step, at in zip(wanted, path, strict=False)
    )


def _is_item(below: Path) -> bool:
    return len(below) == 1 and below[0].isdigit()
