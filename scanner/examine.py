"""One content, read once: which servers it declares, and which of its values are credentials."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from detectors.anatomy import claims
from detectors.judge import judge
from detectors.model import Outcome, Slot, Verdict
from detectors.secret import Field, FingerprintKey
from scanner.configs import Configuration, Fault, ServerDeclaration, Tree, Value
from scanner.discovery.catalogue import Client, clients
from scanner.discovery.prefilter import may_declare
from scanner.examiner import Examiner
from scanner.findings import Examined, Finding, SafeValue, Server
from scanner.model import Credential, Origin, Signal, Transport
from scanner.redaction import Redactor
from scanner.servers.extract import extract
from scanner.servers.identity import identify
from scanner.servers.signals import signals
from scanner.syntax import Format, SyntaxFailure, decode, line_column, parse, position

_TRANSPORTS = {
    "stdio": Transport.STDIO,
    "local": Transport.STDIO,
    "http": Transport.HTTP,
    "https": Transport.HTTP,
    "remote": Transport.HTTP,
    "streamablehttp": Transport.HTTP,
    "sse": Transport.SSE,
    "ws": Transport.WEBSOCKET,
    "websocket": Transport.WEBSOCKET,
}
_HINTS = (b"mcp", b"servers", b"extensions")


def examine(raw: bytes, clients: tuple[Client, ...], examiner: Examiner) -> Examined:
    """Return what `raw` declares, read as the first of `clients` that recognises it."""
    source, _ = decode(raw)
    fault = ""
    trees: dict[str, Tree] = {}
    for client in clients:
        if client.shape and not may_declare(source, client):
            continue
        try:
            tree = trees.get(client.format) or parse(source, Format(client.format))
        except SyntaxFailure as failure:
            fault = str(failure)
            continue
        trees[client.format] = tree
        configuration = extract(tree, client)
        if configuration.recognised:
            found = _Reading(source, client.id, frozenset(client.references), examiner)
            found.read(configuration)
            return found.examined(_fault(source, configuration.faults))
        if not client.shape and any(hint in source.lower() for hint in _HINTS):
            fault = fault or _fault(source, tree.faults)
    return Examined(fault=fault)


@cache
def warm_up(key: FingerprintKey) -> None:
    """Load, once a process, all that judging needs: a sample of each format, and a token."""
    apart = Examiner("", key, Redactor())
    for client in {client.format: client for client in clients()}.values():
        examine(client.sample.encode(), (client,), apart)
    judge(Field(Slot.ENV, "API_KEY", secrets.token_hex(32)), key)


def _fault(source: bytes, faults: tuple[Fault, ...]) -> str:
    if not faults:
        return ""
    first = faults[0]
    line, column = line_column(source, first.offset)
    more = f" and {len(faults) - 1} more places" if len(faults) > 1 else ""
    return f"{first.reason} at line {line}, column {column}{more}"


@dataclass(slots=True)
class _Reading:
    """One configuration while its values are judged."""

    source: bytes
    client: str
    grammar: frozenset[str]
    """The reference syntaxes that the client reads."""
    examiner: Examiner
    servers: list[Server] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    safe: list[SafeValue] = field(default_factory=list)
    values: int = 0

    def read(self, configuration: Configuration) -> None:
        for declaration in configuration.servers:
            judged = [(value, self._judge(value)) for value in declaration.values]
            server = _server(declaration, judged, self.examiner.repository)
            self.servers.append(server)
            self._keep(judged, server)
        loose = [(value, self._judge(value)) for value in configuration.loose]
        self._keep(loose, None)

    def examined(self, fault: str) -> Examined:
        return Examined(
            self.client,
            tuple(self.servers),
            tuple(self.findings),
            tuple(self.safe),
            self.values,
            fault,
        )

    def _judge(self, value: Value) -> tuple[Verdict, ...]:
        self.values += 1
        text = Field(value.reads_as or value.slot, value.name, value.scalar.text)
        verdicts = self.examiner.known((text, self.grammar))
        if verdicts is None:
            verdicts = judge(text, self.examiner.key, self.grammar)
            self.examiner.remember((text, self.grammar), verdicts)
        return verdicts

    def _keep(
        self, judged: Iterable[tuple[Value, tuple[Verdict, ...]]], server: Server | None
    ) -> None:
        for value, verdicts in judged:
            for verdict in verdicts:
                if credential := _credential(value, verdict):
                    if not credential.default:
                        self.examiner.redactor.learn(_text(value, verdict))
                    place = self._place(value, verdict)
                    self.findings.append(Finding(credential, value.pointer, *place, server))
                elif self.examiner.explain_safe and value.slot is not Slot.COMMENT:
                    why = "; ".join(verdict.evidence)
                    place = self._place(value, verdict)
                    self.safe.append(SafeValue(*place, verdict.outcome, why))

    def _place(self, value: Value, verdict: Verdict) -> tuple[int, int, Slot, str]:
        line, column = position(self.source, value.scalar, verdict.start)
        reads_as = value.reads_as or value.slot
        slot = value.slot if verdict.slot is reads_as else verdict.slot
        return line, column, slot, verdict.name or value.name


def _text(value: Value, verdict: Verdict) -> str:
    return value.scalar.text[verdict.start : verdict.end]


def _credential(value: Value, verdict: Verdict) -> Credential | None:
    kind = verdict.kind
    if kind is None or verdict.outcome not in (Outcome.SECRET, Outcome.DEFAULT_CREDENTIAL):
        return None
    return Credential(
        fingerprint=verdict.fingerprint,
        kind=kind.id,
        kind_name=kind.name,
        issuer=kind.issuer,
        life=kind.life,
        confidence=verdict.confidence,
        privileged=kind.privileged,
        default=verdict.outcome is Outcome.DEFAULT_CREDENTIAL,
        preview=verdict.preview,
        rotate=kind.rotate,
        evidence=verdict.evidence,
        claims=claims(kind, _text(value, verdict)),
    )


def _server(
    declaration: ServerDeclaration,
    judged: list[tuple[Value, tuple[Verdict, ...]]],
    repository: str,
) -> Server:
    told = dict.fromkeys(_signals(judged))
    references = sum(
        any(verdict.outcome is Outcome.REFERENCE for verdict in verdicts) for _, verdicts in judged
    )
    words = [scalar.text for scalar in declaration.command]
    urls = [scalar.text for scalar in declaration.urls]
    identity = identify(words, urls, declaration.name, repository, declaration.image)
    transport = _transport(declaration)
    return Server(
        declaration.pointer, declaration.name, identity, transport, tuple(told), references
    )


def _signals(judged: list[tuple[Value, tuple[Verdict, ...]]]) -> Iterator[Signal]:
    for value, verdicts in judged:
        yield from signals(value, verdicts)
        for verdict in verdicts:
            if credential := _credential(value, verdict):
                for name, text in credential.claims:
                    yield Signal(Origin.CLAIM, name, text)


def _transport(declaration: ServerDeclaration) -> Transport:
    written = declaration.transport.lower().replace("-", "").replace("_", "")
    if written in _TRANSPORTS:
        return _TRANSPORTS[written]
    if declaration.urls:
        secure = declaration.urls[0].text.lower()
        return Transport.WEBSOCKET if secure.startswith(("ws:", "wss:")) else Transport.HTTP
    return Transport.STDIO if declaration.command else Transport.UNKNOWN
