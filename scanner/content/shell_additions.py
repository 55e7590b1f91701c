"""What the command lines of clients add: their words as the servers that they come to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanner.configs import Scalar, Tree, part
from scanner.content import shell_values
from scanner.content.commands import Found, Option, option
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.content.shell_launches import target
from scanner.content.shell_servers import Draft, bare_name, merged, stated
from scanner.servers.arguments import split

_ANYWHERE = frozenset({"-e", "--env", "-H", "--header", "-s", "--scope", "-t", "--transport"})
"""Flags of a client that count behind the program of a server as well."""
_URL = re.compile(
    r"(?:https?|wss?|sse)://|\$\{?\w{0,60}URL\w{0,60}\}?\Z|<[^<>]{0,60}url[^<>]{0,60}>",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(r"\s*+([A-Za-z_][\w.-]*+)\s*+=", re.DOTALL)
_DOCUMENT = re.compile(
    r"\$\([ \t]*+cat[ \t]*+<<-?[ \t]*+['\"]?(\w++)['\"]?[ \t]*+\r?\n"
    r"(?P<text>[\s\S]*)\n[ \t]*+\1\s*+\)"
)
_STRUCTURE = re.compile(r"\s*+[\[{]")
_ENTRY = re.compile(r"(?:([\w-]++)\.)?([\w.-]++)=", re.DOTALL)


@dataclass(slots=True, repr=False, eq=False)
class _Reading:
    """A command line while its words are read."""

    found: Found
    draft: Draft = field(default_factory=Draft)
    operands: list[Scalar] = field(default_factory=list)
    closed: bool = False
    """True once the program of the server stands there: what follows is mostly its own."""
    last: str = ""
    """What the value of the option before is: more of the same may follow it."""
    payloads: list[Scalar] = field(default_factory=list)
    settings: list[Scalar] = field(default_factory=list)
    servers: list[Scalar] = field(default_factory=list)


def content(found: Found) -> Content:
    """Return what a command line adds."""
    reading = _Reading(found)
    at = 0
    while at < len(found.words):
        at = _step(reading, at)
    if "payload" in found.program.operands:
        reading.payloads += reading.operands[1:]
        named = reading.operands[0].text if len(reading.operands) > 1 else ""
        named = named or (reading.draft.name.text if reading.draft.name else "")
        reading.payloads += () if named else reading.operands
        return Content(pieces=tuple(_pieces(reading, named)))
    told = (*_one(reading), *_settings(reading), *_listed(reading))
    return Content(told, tuple(_pieces(reading, "")))


def _step(reading: _Reading, at: int) -> int:
    """Read the word at `at`, and return where the next one is."""
    words, draft = reading.found.words, reading.draft
    text = words[at].text
    if text == "--":
        _take_command(reading, words[at + 1 :])
        return len(words)
    program = reading.found.program
    if reading.closed and (program.whole or _keeps_flags(draft.command[0])):
        draft.command += words[at:]
        return len(words)
    if (known := option(program, words, at)) is not None:
        if reading.closed and known.flag not in _ANYWHERE:
            draft.command.append(words[at])
            return at + 1
        _option(reading, known)
        reading.last = known.kind
        return known.after
    if not _more(reading, words[at]):
        _operand(reading, words[at])
        reading.last = ""
    return at + 1


def _keeps_flags(program: Scalar) -> bool:
    """Return whether what follows `program` is its own, whatever the flags of the client are."""
    return program.text.rpartition("/")[2] in {"docker", "podman", "nerdctl", "curl", "sh", "bash"}


def _take_command(reading: _Reading, words: Sequence[Scalar]) -> None:
    draft = reading.draft
    if reading.found.program.operands == ("name", "target") and draft.name is None and words:
        # `mcp add -- NAME COMMAND`, which some write.
        draft.name, words = words[0], words[1:]
    if len(words) == 1 and not draft.command and _URL.match(words[0].text):
        draft.url = words[0]
    else:
        draft.command += words


def _more(reading: _Reading, word: Scalar) -> bool:
    """Return whether `word` is one more value of the option before, and take it as such."""
    if reading.draft.command or reading.last not in {"env", "header", "env-list", "header-list"}:
        return False
    is_env = reading.last.startswith("env")
    if is_env and _ASSIGNMENT.match(word.text) and not _URL.match(word.text):
        reading.draft.env += shell_values.assignments(word, listed=False)
        return True
    if not is_env and ": " in word.text and "//" not in word.text:
        reading.draft.headers += shell_values.headers(word, listed=False)
        return True
    return False


def _operand(reading: _Reading, word: Scalar) -> None:
    draft, wanted = reading.draft, reading.found.program.operands
    if "payload" in wanted:
        reading.operands.append(word)
    elif "entry" in wanted:
        _entry(draft, word)
    elif draft.name and draft.name.text == word.text and not draft.command:
        pass  # a function that first takes a name of its own is given it twice
    elif "name" in wanted and draft.name is None and not _is_target(draft, word):
        draft.name = word
    elif "file" in wanted and not draft.command:
        draft.command.append(word)
    elif "target" in wanted or draft.command:
        if not draft.command and draft.url is None and _URL.match(word.text):
            draft.url = word
        elif draft.url is None:
            draft.command.append(word)
            reading.closed = reading.found.program.whole or "name" in wanted


def _is_target(draft: Draft, word: Scalar) -> bool:
    return bool(draft.name is None and "://" in word.text)


def _entry(draft: Draft, word: Scalar) -> None:
    if (found := _ENTRY.match(word.text)) is None:
        return
    if draft.name is None and found[1]:
        draft.name = part(word, *found.span(1))
    value = part(word, found.end(), len(word.text))
    draft.env.append((part(word, *found.span(2)), value))


def _option(reading: _Reading, known: Option) -> None:  # noqa: C901, PLR0912 - one for each kind
    draft, values = reading.draft, known.values
    if not values:
        return
    value = values[0]
    match known.kind:
        case "env" | "env-list":
            draft.env += shell_values.assignments(value, listed=known.kind == "env-list")
        case "header" | "header-list":
            draft.headers += shell_values.headers(value, listed=known.kind == "header-list")
        case "env-pair" if len(values) > 1:
            draft.env.append((value, values[1]))
        case "header-pair" if len(values) > 1:
            draft.headers.append((value, values[1]))
        case "transport":
            draft.transport = value
        case "url":
            draft.url = value
        case "line":
            draft.command.append(value)
        case "args":
            draft.args += shell_values.arguments(value)
        case "name":
            draft.name = value
        case "key":
            program = reading.found.program
            if known.flag in program.keys or program.verbs or program.operands:
                name = program.keys.get(known.flag) or known.flag.lstrip("-")
                draft.others.append((name, value))
        case "payload":
            reading.payloads.append(value)
        case "settings":
            reading.settings.append(value)
        case "server":
            reading.servers.append(value)
        case _:
            pass


def _one(reading: _Reading) -> Iterator[Stated]:
    """Yield the server that the words of the line are."""
    draft = reading.draft
    if not draft.command and not draft.url and draft.args:
        draft.command, draft.args = draft.args, []
    if draft.is_told and not (reading.servers and not draft.command and not draft.url):
        yield _stated(reading, draft)


def _listed(reading: _Reading) -> Iterator[Stated]:
    """Yield the servers that are one value each: an address, or a whole command line."""
    for index, value in enumerate(reading.servers):
        draft = Draft()
        if index == 0 and not reading.draft.url:
            draft.headers, draft.others = reading.draft.headers, reading.draft.others
        if _URL.match(value.text):
            draft.url = value
        else:
            draft.command = [word.scalar for word in split("", value)]
            while draft.command and (found := _ASSIGNMENT.match(draft.command[0].text)):
                word = draft.command.pop(0)
                name = part(word, *found.span(1))
                draft.env.append((name, part(word, found.end(), len(word.text))))
        if draft.is_told:
            yield _stated(reading, draft)


def _stated(reading: _Reading, draft: Draft) -> Stated:
    program, near = reading.found.program, reading.found.near
    if draft.name is None:
        named = target(draft.command) if draft.command else draft.url or near
        draft.name = Scalar(bare_name(named.text), named.anchors[:1])
    return stated(
        draft,
        near,
        program.client,
        program.under,
        fields=program.fields,
        constants=program.constants,
    )


def _settings(reading: _Reading) -> Iterator[Stated]:
    """Yield the settings `path=value`, which are TOML, as one file."""
    trees = [tree for word in reading.settings if (tree := shell_values.setting(word))]
    if any("mcp" in name.text for tree in trees for name, _ in tree.entries):
        yield Stated(reading.found.program.client, Tree(merged(trees), (), ()))


def _pieces(reading: _Reading, named: str) -> Iterator[Piece]:
    for word in reading.payloads:
        if document := _DOCUMENT.match(word.text):
            inside = part(word, *document.span("text"))
            yield Piece(Notation.JSON, inside, reading.found.program.client, named)
        elif _STRUCTURE.match(word.text):
            yield Piece(Notation.JSON, word, reading.found.program.client, named)
