"""The credentials of one file, with the bytes that each of them stands in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn, final

from detectors.judge import judge
from detectors.model import Outcome, Slot, Verdict
from detectors.secret import Field, refuse_to_pickle
from scanner.configs import Configuration, ServerDeclaration, Tree, Value
from scanner.discovery.catalogue import Client
from scanner.examiner import Examiner
from scanner.fixing.edits import stretch
from scanner.servers.extract import Rest, extract
from scanner.syntax import Format, SyntaxFailure, parse

_LITERAL = frozenset({Outcome.SECRET, Outcome.DEFAULT_CREDENTIAL})
_PLACES = {
    Slot.ENV: "env",
    Slot.HEADER: "headers",
    Slot.ARGUMENT: "arguments",
    Slot.COMMAND: "arguments",
}


@final
@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A file as the client that it belongs to reads it."""

    source: bytes
    client: Client
    tree: Tree
    configuration: Configuration

    def __repr__(self) -> str:
        return f"Reading({self.client.id})"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


@final
@dataclass(frozen=True, slots=True, repr=False)
class Literal:
    """A credential that is written out."""

    value: Value
    verdict: Verdict
    server: ServerDeclaration | None
    start: int
    """Byte offset of its first character in the source."""
    end: int

    @property
    def place(self) -> str:
        """Return which part of the server it stands in, as `replacement.PLACES` calls it."""
        if self.server and any(url is self.value.scalar for url in self.server.urls):
            return "url"
        return _PLACES.get(self.value.slot, "other")

    @property
    def text(self) -> str:
        """Return the credential as the configuration says it, without escapes of the format."""
        return self.value.scalar.text[self.verdict.start : self.verdict.end]

    def __repr__(self) -> str:
        return f"Literal({self.value.pointer})"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


def read(source: bytes, clients: Sequence[Client]) -> Reading | None:
    """Return `source` as the first of `clients` that recognises it reads it, as a scan does."""
    for client in clients:
        try:
            tree = parse(source, Format(client.format))
        except SyntaxFailure:
            continue
        configuration = extract(tree, client, Rest.IF_RECOGNISED)
        if configuration.recognised:
            return Reading(source, client, tree, configuration)
    return None


def literals(reading: Reading, examiner: Examiner) -> tuple[Literal, ...]:
    """Return the credentials in order; of what is read in two ways, the one of a server."""
    found: dict[tuple[int, int], Literal] = {}
    for server, value in _values(reading.configuration):
        for verdict in _verdicts(value, reading.client, examiner):
            start, end = stretch(reading.source, value.scalar, verdict.start, verdict.end)
            found.setdefault((start, end), Literal(value, verdict, server, start, end))
    return tuple(_outermost(found))


def _values(configuration: Configuration) -> Iterator[tuple[ServerDeclaration | None, Value]]:
    for server in configuration.servers:
        yield from ((server, value) for value in server.values)
    yield from ((None, value) for value in configuration.loose)


def _verdicts(value: Value, client: Client, examiner: Examiner) -> Iterator[Verdict]:
    slot = value.reads_as or value.slot
    text = Field(slot, value.name, value.scalar.text, examiner.catalogue)
    asked = text, frozenset(client.references)
    verdicts = examiner.known(asked)
    if verdicts is None:
        verdicts = judge(text, examiner.key, asked[1])
        examiner.remember(asked, verdicts)
    for verdict in verdicts:
        if verdict.outcome in _LITERAL:
            if verdict.outcome is Outcome.SECRET:
                examiner.redactor.learn(value.scalar.text[verdict.start : verdict.end])
            yield verdict


def _outermost(found: dict[tuple[int, int], Literal]) -> Iterator[Literal]:
    """Yield those that do not stand inside of another."""
    reach = 0
    for (_, end), literal in sorted(found.items(), key=lambda held: (held[0][0], -held[0][1])):
        if end > reach:
            yield literal
            reach = end
