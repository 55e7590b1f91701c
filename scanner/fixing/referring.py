"""The edits of one file: references in the place of credentials, or why there can be none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from detectors.model import Slot
from scanner.discovery.replacement import Replacement
from scanner.fixing.edits import Edit
from scanner.fixing.literals import Literal, Reading
from scanner.fixing.names import Names

REMOVED = "removed"
"""What stands for a credential in a comment."""
UNKNOWN = (
    "it is not known whether this client puts anything in the place of a reference; start the"
    " server through a wrapper that sets its environment, such as op run"
)
_NOT_HERE = "this client is not known to put anything in the place of a reference here"
_EXPANDS_NOTHING = "this client passes on what is written, references too"
_WRAPPER = "Start the server through a wrapper that sets its environment, such as op run."
_BASIC = re.compile(r"\bbasic\s+\Z", re.IGNORECASE)
_OPENED = re.compile(r"\$\{([A-Za-z_]\w*):?-\Z")
_NAMED = re.compile(r"_?(?:env_?var|_env|file|env_keys|env_vars|env_http_headers)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """An edit, and what it does to the text of a value."""

    literal: Literal
    edit: Edit
    old: str
    """A part of the text of the value."""
    new: str
    name: str = ""
    """Of the variable or input that holds the value from now on; empty if nothing does."""
    kept: str = ""
    """Where that is, in words."""


@dataclass(slots=True, repr=False)
class Changes:
    """What is changed, and what is not."""

    done: list[Change] = field(default_factory=list)
    refused: list[tuple[Literal, str, str]] = field(default_factory=list)
    """With the reason, and where the client's documentation says so."""
    seen: tuple[Literal, ...] = ()
    """All credentials of the file, to be changed or not."""
    others: tuple[Edit, ...] = ()
    """What hides each value of the file."""

    def refuse(self, literal: Literal, reason: str, source: str = "") -> None:
        """Leave a credential to who reads the reason."""
        self.refused.append((literal, reason, source))


def change(
    reading: Reading, found: Sequence[Literal], names: Names, changes: Changes
) -> list[Literal]:
    """Put references in the place of what is `found`; return those that keys have to name."""
    named: list[Literal] = []
    replacement = reading.client.replace
    for literal in found:
        if literal.value.slot is Slot.COMMENT:
            changes.done.append(_changed(literal, REMOVED))
        elif literal.value.slot is Slot.INPUT_DEFAULT and replacement and replacement.asks:
            changes.done.append(_changed(literal, ""))
        elif replacement and literal.server and _may_be_named(literal, replacement):
            named.append(literal)
        elif reason := _obstacle(literal, replacement):
            changes.refuse(literal, reason, replacement.source if replacement else "")
        elif replacement:
            changes.done.append(_referring(reading, literal, replacement, names))
    return named


def _may_be_named(literal: Literal, replacement: Replacement) -> bool:
    named = replacement.named_by
    return bool(
        (literal.place == "env" and named.environment)
        or (literal.place == "headers" and (named.headers or named.bearer))
    )


def _obstacle(literal: Literal, replacement: Replacement | None) -> str:
    if literal.server is None:
        return "it belongs to no server; move it out of the repository"
    if replacement is None:
        return UNKNOWN
    instead = replacement.instead or _WRAPPER
    if not replacement.syntax:
        return f"{_EXPANDS_NOTHING}. {instead}"
    if not literal.value.name and literal.value.slot is Slot.OTHER and literal.place != "url":
        return "a name is expected here, not a value: write that of a variable that holds it"
    if literal.place not in replacement.where:
        return f"{_NOT_HERE}. {instead}"
    return ""


def _changed(literal: Literal, new: str, name: str = "", kept: str = "") -> Change:
    edit = Edit(literal.start, literal.end, new.encode())
    return Change(literal, edit, literal.text, new, name, kept)


def _referring(
    reading: Reading, literal: Literal, replacement: Replacement, names: Names
) -> Change:
    text, verdict, kept = literal.value.scalar.text, literal.verdict, replacement.kept
    opened = _OPENED.search(text, 0, verdict.start)
    if opened and opened.end() == verdict.start and text[verdict.end : verdict.end + 1] == "}":
        # `${TOKEN:-secret}`: the reference is there, only its default has to go.
        lead = len(text[opened.end(1) : verdict.start])
        edit = Edit(literal.start - lead, literal.end, b"")
        return Change(literal, edit, text[opened.end(1) : verdict.end], "", opened[1], kept)
    name = names.of(literal)
    if _BASIC.search(text, 0, verdict.start):
        kept += ", as base64 of name:password"
    if replacement.asks:
        name = name.lower().replace("_", "-")
    new = replacement.write(name)
    whole = (verdict.start, verdict.end) == (0, len(text))
    change = _changed(literal, new, name, kept)
    if literal.value.scalar.quoted or not whole or _in_quotes(reading.source, literal):
        return change
    quoted = Edit(literal.start, literal.end, f'"{new}"'.encode())
    return Change(literal, quoted, literal.text, new, name, kept)


def _in_quotes(source: bytes, literal: Literal) -> bool:
    """Return whether quotes stand around: of a word that is a part of a longer text."""
    return source[literal.start - 1 : literal.start] in (b'"', b"'")
