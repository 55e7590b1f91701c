"""The values of one configuration, judged: plaintext goes in and none comes out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from detectors.judge import judge
from detectors.model import Outcome, Slot, Verdict
from detectors.secret import Field
from scanner.configs import Configuration, ServerDeclaration, Value
from scanner.discovery.catalogue import Client
from scanner.examiner import Examiner
from scanner.findings import Finding, Judged, SafeValue, Server
from scanner.model import Credential, Origin, Signal, Transport
from scanner.servers.identity import identify
from scanner.servers.pins import start
from scanner.servers.references import references
from scanner.servers.signals import signals
from scanner.servers.traits import traits
from scanner.servers.unexpanded import unresolved
from scanner.standing import Standing, doubt
from scanner.syntax import offset

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
_ENV_FILE = frozenset({"envFile", "env_file", "envFiles", "env_files"})
_ENV_FILE_FLAG = "--env-file"

_Verdicts = tuple[tuple[Value, tuple[Verdict, ...]], ...]


def judged(
    source: bytes,
    configuration: Configuration,
    client: Client,
    examiner: Examiner,
    standing: Standing = Standing.CONFIGURES,
) -> Judged:
    """Return what the values of `configuration`, which stands in `source`, are."""
    reading = _Reading(source, client, frozenset(client.references), examiner, standing)
    for declaration in configuration.servers:
        reading.take(declaration.values, declaration)
    reading.take(configuration.loose)
    return reading.judged()


@dataclass(slots=True, repr=False)
class _Reading:
    """One configuration while its values are judged."""

    source: bytes
    client: Client
    grammar: frozenset[str]
    """The reference syntaxes that the client reads."""
    examiner: Examiner
    standing: Standing
    servers: list[Server] = field(default_factory=list)
    findings: list[tuple[int, Finding]] = field(default_factory=list)
    safe: list[tuple[int, SafeValue]] = field(default_factory=list)
    values: int = 0

    def take(self, values: Iterable[Value], declaration: ServerDeclaration | None = None) -> None:
        """Judge `values`, those of a server if there is a `declaration` of it."""
        verdicts = tuple((value, self._verdicts(value)) for value in values)
        self.values += len(verdicts)
        server = self._server(declaration, verdicts) if declaration else None
        for value, found in verdicts:
            for verdict in found:
                self._keep(value, verdict, server)

    def judged(self) -> Judged:
        """Return all that was judged."""
        return Judged(tuple(self.servers), tuple(self.findings), tuple(self.safe), self.values)

    def _verdicts(self, value: Value) -> tuple[Verdict, ...]:
        slot = value.reads_as or value.slot
        text = Field(slot, value.name, value.scalar.text, self.examiner.catalogue)
        verdicts = self.examiner.known((text, self.grammar))
        if verdicts is None:
            verdicts = judge(text, self.examiner.key, self.grammar)
            self.examiner.remember((text, self.grammar), verdicts)
        return verdicts

    def _keep(self, value: Value, verdict: Verdict, server: Server | None) -> None:
        at = offset(self.source, value.scalar, verdict.start)
        reads_as = value.reads_as or value.slot
        slot = value.slot if verdict.slot is reads_as else verdict.slot
        name = verdict.name or value.name
        why = "; ".join(verdict.evidence)
        if credential := _credential(verdict):
            found = Finding(credential, self.client.id, value.pointer, slot, name, server)
            doubtful = doubt(found, self.standing)
            if not doubtful:
                self._count(at, found, _text(value, verdict))
                return
            why = f"{doubtful}; {why}"
        if self.examiner.explain_safe and value.slot is not Slot.COMMENT:
            outcome = Outcome.HARMLESS if credential else verdict.outcome
            self.safe.append((at, SafeValue(slot, name, outcome, why)))

    def _count(self, at: int, found: Finding, text: str) -> None:
        if not found.credential.default:
            self.examiner.redactor.learn(text)
            found = replace(found, written=self.examiner.key.fingerprint(text))
        self.findings.append((at, found))

    def _server(self, declaration: ServerDeclaration, verdicts: _Verdicts) -> Server:
        words = [scalar.text for scalar in declaration.command]
        urls = [scalar.text for scalar in declaration.urls]
        repository = self.examiner.repository
        by_reference = references(declaration, self.client, verdicts, self.examiner.key)
        server = Server(
            client=self.client.id,
            pointer=declaration.pointer,
            name=declaration.name,
            identity=identify(words, urls, declaration.name, repository, declaration.image),
            transport=_transport(declaration),
            signals=tuple(dict.fromkeys(_signals(verdicts))),
            references=sum(
                any(verdict.outcome is Outcome.REFERENCE for verdict in found)
                for _, found in verdicts
            ),
            unexpanded=unresolved(declaration, self.client, verdicts),
            env_files=tuple(dict.fromkeys(_env_files(declaration.values))),
            by_reference=by_reference,
            launch=start(declaration),
            traits=traits(declaration, by_reference, verdicts),
        )
        self.servers.append(server)
        return server


def _text(value: Value, verdict: Verdict) -> str:
    return value.scalar.text[verdict.start : verdict.end]


def _credential(verdict: Verdict) -> Credential | None:
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
        claims=verdict.claims,
        subject=kind.subject,
        revoke=kind.revoke,
        alternative=kind.alternative,
    )


def _env_files(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        told = value.name == _ENV_FILE_FLAG or not _ENV_FILE.isdisjoint(value.pointer.split("/"))
        if told and value.scalar.text:
            yield value.scalar.text


def _signals(verdicts: _Verdicts) -> Iterator[Signal]:
    for value, found in verdicts:
        yield from signals(value, found)
        for verdict in found:
            if credential := _credential(verdict):
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
