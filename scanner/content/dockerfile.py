"""Dockerfiles: one server for each stage that runs something, with the variables it is built with.

The language is that of https://docs.docker.com/reference/dockerfile/.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detectors.model import Slot
from scanner.configs import Scalar, Value, part
from scanner.content.looks import looks
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.content.notations import notation_of
from scanner.content.rewriting import Edit, joined, parts, replaced, rewritten
from scanner.content.shell_launches import target
from scanner.content.shell_lexer import lex
from scanner.content.shell_pieces import client_of
from scanner.content.shell_servers import Draft, Pair, bare_name, relocated_words, stated
from scanner.content.shell_variables import leading
from scanner.discovery.selectors import below
from scanner.syntax.scalars import verbatim

_CLIENT = "dockerfile"
_UNDER = ("mcpServers",)
_LABEL = "io.modelcontextprotocol.server.name"
_UNNAMED = "dockerfile"
_ESCAPE = re.compile(rb"\s*+#\s*+escape\s*+=\s*+`", re.IGNORECASE)
_LINE = re.compile(rb"[^\n]*+(?:\n|\Z)")
_COMMENT = re.compile(rb"[ \t]*+(?:#[^\n]*+)?\r?(?:\n|\Z)")
_GOES_ON = {mark: re.compile(rb"\%s[ \t]*+\r?\n\Z" % mark) for mark in (b"\\", b"`")}
_INSTRUCTION = re.compile(r"\s*+(?:ONBUILD\s++)?([A-Za-z]++)(?:\s++|(?=\[))", re.IGNORECASE)
_FLAGS = re.compile(r"(?:--[a-z][\w-]*+(?:=\S*+)?\s++)*+")
_HEREDOC = re.compile(rb"<<-?([\"']?)([A-Za-z_]\w*+)\1")
_MOST_STAGES = 50
"""So many stages can build on one another."""
_READING = frozenset({"RUN", "COPY", "ADD"})
_STRUCTURE = re.compile(r"\s*+[\[{]\s*+[\[{\"']")
_ALONE = re.compile(rb"^\t*+([A-Za-z_]\w*+)[ \t\r]*+$", re.MULTILINE)
_ITEM = re.compile(r"\"((?:[^\"\\]++|\\.)*+)\"", re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\/])")
_STAGE = re.compile(r"(\S++)(?:\s++AS\s++(\S++))?", re.IGNORECASE)
_PAIR = re.compile(
    r"[\"']?([\w.-]++)[\"']?="
    r"((?:\"(?:[^\"\\]++|\\[\s\S])*+\"|'[^']*+'|\\[\s\S]|[^\s\"'\\]|[\"'])*+)"
)
_QUOTED = re.compile(
    r"\"(?P<double>(?:[^\"\\]++|\\[\s\S])*+)\"|'(?P<single>[^']*+)'|\\(?=[\s\"'\\$])"
)
_NAME = re.compile(r"([\w.-]++)\s++")


@dataclass(slots=True, repr=False, eq=False)
class _Stage:
    """A build stage while its instructions are read."""

    name: str = ""
    env: list[Pair] = field(default_factory=list)
    entrypoint: tuple[Scalar, ...] = ()
    command: tuple[Scalar, ...] = ()
    label: Scalar | None = None


@dataclass(frozen=True, slots=True, repr=False)
class _Instruction:
    """An instruction: its word in upper case, the rest of its lines, its here documents."""

    word: str
    rest: Scalar
    documents: tuple[Scalar, ...]


def read(source: bytes) -> Content:
    """Return the server of each stage, and what its commands hold."""
    stages = [_Stage()]
    pieces: list[Piece] = []
    for instruction in _instructions(source):
        _take(stages, instruction)
        pieces += _pieces(instruction)
    pieces += _comments(source)
    running = [stage for stage in stages if stage.entrypoint or stage.command]
    if not running:
        running = [stage for stage in stages if stage.env or stage.label][-1:]
    found = tuple(_server(stage) for stage in running)
    others = (stage for stage in stages if not any(stage is one for one in running))
    placed = {id(pair) for stage in running for pair in stage.env}
    loose = [_value(pair) for stage in others for pair in stage.env if id(pair) not in placed]
    return Content(found, tuple(pieces), tuple(loose))


def _take(stages: list[_Stage], instruction: _Instruction) -> None:
    stage, rest = stages[-1], instruction.rest
    match instruction.word:
        case "FROM":
            stages.append(_begun(stages, rest.text))
        case "ENV":
            stage.env += _variables(rest)
        case "ARG":
            stage.env += (pair for pair in _variables(rest) if pair[1].text)
        case "LABEL":
            for name, value in _variables(rest):
                if name.text == _LABEL:
                    stage.label = value
        case "ENTRYPOINT":
            env, stage.entrypoint = _words(rest)
            stage.command = ()
            stage.env += env
        case "CMD":
            env, stage.command = _words(rest)
            stage.env += env
        case _:
            pass


def _begun(stages: Sequence[_Stage], text: str) -> _Stage:
    """Return a new stage; one that builds on another has its variables and its program."""
    flags = _FLAGS.match(text)
    found = _STAGE.match(text, flags.end() if flags else 0)
    if found is None:
        return _Stage()
    named = found[1].lower()
    base = next((stage for stage in stages[-_MOST_STAGES:] if stage.name == named), None)
    name = (found[2] or "").lower()
    if base is None or len(stages) > _MOST_STAGES:
        return _Stage(name)
    return _Stage(name, list(base.env), base.entrypoint, base.command, base.label)


def _server(stage: _Stage) -> Stated:
    words = (*stage.entrypoint, *stage.command)
    draft = Draft(command=list(words), env=stage.env)
    near = words[0] if words else stage.env[0][0] if stage.env else stage.label
    near = near or Scalar("", ((0, 0),))
    if stage.label:
        draft.name = stage.label
    elif words and (named := target(words)).text != words[0].text:
        draft.name = Scalar(bare_name(named.text), named.anchors[:1])
    else:
        text = bare_name(words[0].text) if words else _UNNAMED
        draft.name = Scalar(text, near.anchors[:1])
    return stated(draft, near, _CLIENT, _UNDER)


def _value(pair: Pair) -> Value:
    return Value(Slot.ENV, pair[0].text, below("", pair[0].text), pair[1])


def _variables(rest: Scalar) -> Iterator[Pair]:
    """Yield `K=V K="V"`, or the one variable of `K V`."""
    if (old := _NAME.match(rest.text)) and "=" not in old[1]:
        yield part(rest, *old.span(1)), part(rest, old.end(), len(rest.text.rstrip()))
        return
    spans = [span for found in _PAIR.finditer(rest.text) for span in (found.span(1), found.span(2))]
    words = tuple(parts(rest, spans))
    for name, value in zip(words[::2], words[1::2], strict=True):
        yield name, rewritten(value, _quotes(value.text))


def _quotes(text: str) -> Iterator[Edit]:
    """Yield what quotes and escapes of a value leave out."""
    for found in _QUOTED.finditer(text):
        yield found.start(), found.start() + 1, ()
        if found["double"] is not None:
            for escape in _ESCAPED.finditer(text, *found.span("double")):
                yield escape.start(), escape.start() + 1, ()
        if found.lastgroup:
            yield found.end() - 1, found.end(), ()


def _words(rest: Scalar) -> tuple[tuple[Pair, ...], tuple[Scalar, ...]]:
    """Return the variables and words of a command in its JSON or its shell form."""
    text = rest.text.strip()
    if text.startswith("[") and text.endswith("]"):
        spans = [found.span(1) for found in _ITEM.finditer(rest.text)]
        return (), tuple(replaced(item, _ESCAPED, _plain) for item in parts(rest, spans))
    commands = lex(rest.text.encode("utf-8", "surrogateescape")).commands
    if not commands:
        return (), ()
    env, words = leading(tuple(relocated_words(commands[-1].words, rest)))
    return env, tuple(words)


def _plain(match: re.Match[str]) -> str:
    return match[1]


def _pieces(instruction: _Instruction) -> Iterator[Piece]:
    if instruction.word in {"ENV", "ARG", "LABEL"}:
        for _, value in _variables(instruction.rest):
            if _STRUCTURE.match(value.text):
                yield Piece(Notation.JSON, value)
    copied = instruction.word != "RUN" and instruction.documents
    file = instruction.rest.text.split()[-1] if copied else ""
    for document in instruction.documents:
        notation = notation_of(file) if file else looks(document.text)
        yield Piece(notation or Notation.SHELL, document, client_of(file) if file else "")
    script = instruction.rest.text.strip()
    if instruction.word in {"RUN", "HEALTHCHECK"} and script and not script.startswith("<<"):
        flags = _FLAGS.match(instruction.rest.text)
        start = flags.end() if flags else 0
        yield Piece(Notation.SHELL, part(instruction.rest, start, len(instruction.rest.text)))


def _instructions(source: bytes) -> Iterator[_Instruction]:
    goes_on = _GOES_ON[b"`" if _ESCAPE.match(source) else b"\\"]
    lines = _lines(source)
    at = 0
    while at < len(source):
        runs, at = _logical(source, at, goes_on)
        line = joined(source, runs)
        found = _INSTRUCTION.match(line.text)
        if found is None:
            continue
        word = found[1].upper()
        documents: tuple[tuple[int, int], ...] = ()
        if word in _READING and "<<" in line.text:
            after = at
            documents, at = _documents(source, runs, at, lines)
            if word == "RUN" and not line.text.startswith("<<", found.end()):
                # The commands of a line and what they read are one script.
                line, documents = joined(source, [*runs, (after, at)]), ()
        rest = part(line, found.end(), len(line.text.rstrip()))
        texts = (verbatim(source, *span, quoted=True) for span in documents)
        yield _Instruction(word, rest, tuple(texts))


def _logical(
    source: bytes, at: int, goes_on: re.Pattern[bytes]
) -> tuple[list[tuple[int, int]], int]:
    """Return the stretches of one instruction, without its comments, and where the next begins."""
    runs: list[tuple[int, int]] = []
    while at < len(source):
        comment = _COMMENT.match(source, at)
        if comment and comment.end() > at:
            at = comment.end()
            continue
        line = _LINE.match(source, at)
        end = line.end() if line else len(source)
        more = goes_on.search(source, max(at, end - 80), end)
        runs.append((at, more.start() if more else end))
        at = end
        if not more:
            break
    return runs, at


def _documents(
    source: bytes, runs: Sequence[tuple[int, int]], at: int, lines: Mapping[bytes, Sequence[int]]
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return where the here documents of an instruction are, and where the next one begins."""
    found: list[tuple[int, int]] = []
    for start, end in runs:
        for match in _HEREDOC.finditer(source, start, end):
            places = lines.get(match[2], ())
            index = bisect_left(places, at)
            if index < len(places):
                found.append((at, places[index]))
                line = _LINE.match(source, places[index])
                at = line.end() if line else places[index]
    return tuple(found), at


def _lines(source: bytes) -> Mapping[bytes, Sequence[int]]:
    """Return where the lines of one word alone begin, which may end here documents."""
    found: dict[bytes, list[int]] = {}
    if b"<<" in source:
        for match in _ALONE.finditer(source):
            found.setdefault(match[1], []).append(match.start())
    return found


def _comments(source: bytes) -> Iterator[Piece]:
    """Yield the comments as a script: commands stand in them, and instructions turned off."""
    for comment in lex(source).comments:
        if "mcp" in comment.text.lower() or "=" in comment.text:
            yield Piece(Notation.SHELL, comment)
