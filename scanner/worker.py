"""Scanning one unit, from its commits to a result without plaintext; runs anywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from threading import Thread

from detectors.secret import FingerprintKey
from scanner.discovery.catalogue import Client, matches
from scanner.examiner import Examiner
from scanner.findings import Examined, Finding, Server
from scanner.gathering import Gathering, gather
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Lifetime,
    Occurrence,
    Safe,
    Signal,
    Skipped,
    UnitResult,
)
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.local import Unit

_PARTLY = "what could be read of it was scanned"


def scan(unit: Unit, settings: Settings) -> UnitResult:
    """Return all that `unit` tells.

    Raises:
        AuditError: nothing of the unit could be scanned.
        OSError: the temporary directory could not be written.

    """
    # It takes as long as git needs for a short history, so it starts before that does.
    Thread(target=_warm_up, args=(settings.key,), daemon=True).start()
    reading = _Reading(Examiner(unit.name, settings.key, Redactor(), settings.explain_safe))
    gathering = Gathering(reading.selects, reading.take, settings)
    gather(unit, gathering)
    return _Outcome(unit.name, reading, gathering).result()


@dataclass(slots=True)
class _Reading:
    """The contents of one unit; each is examined once for each set of clients it may be of."""

    examiner: Examiner
    clients: dict[str, tuple[Client, ...]] = field(default_factory=dict)
    """By path."""
    examined: dict[tuple[str, tuple[str, ...]], Examined] = field(default_factory=dict)
    """By blob id and the ids of the clients."""

    def selects(self, path: str) -> bool:
        """Return whether some client keeps its configuration at `path`."""
        found = matches(path)
        if found:
            self.clients[path] = found
        return bool(found)

    def take(self, blob: str, paths: set[str], content: bytes) -> bool:
        """Examine `content` as each of its paths says; return whether it configures MCP."""
        for path in sorted(paths):
            key = blob, self._ids(path)
            if key not in self.examined:
                self.examined[key] = _examine(content, self.clients[path], self.examiner)
        return any(found.client for path in paths if (found := self.at(path, blob)))

    def at(self, path: str, blob: str) -> Examined | None:
        """Return what the content `blob` is at `path`; None if it could not be read."""
        return self.examined.get((blob, self._ids(path)))

    def _ids(self, path: str) -> tuple[str, ...]:
        return tuple(client.id for client in self.clients[path])


def _examine(content: bytes, of: tuple[Client, ...], examiner: Examiner) -> Examined:
    # Imported when the first candidate is known: git walks the history meanwhile.
    from scanner.examine import examine  # noqa: PLC0415

    return examine(content, of, examiner)


def _warm_up(key: FingerprintKey) -> None:
    from scanner.examine import warm_up  # noqa: PLC0415 - the same

    warm_up(key)


_Place = tuple[str, ...]
"""What tells one occurrence of a path from another."""

_Contents = dict[str, Examined]
"""What was examined at one path, by blob id."""


@dataclass(slots=True)
class _Outcome:
    """Puts together what was read and when it lived; nothing leaves it uncleaned."""

    repository: str
    reading: _Reading
    gathering: Gathering

    def result(self) -> UnitResult:
        """Return the result of the unit."""
        places = sorted(self._places().items())
        occurrences = [found for path, held in places for found in self._occurrences(path, held)]
        declarations = [made for path, held in places for made in self._declarations(path, held)]
        return UnitResult(
            repository=self._clean(self.repository),
            coverage=self._coverage(),
            declarations=tuple(declarations),
            credentials=tuple(self._credentials()),
            occurrences=tuple(occurrences),
            skipped=tuple(self._skipped(places)),
            safe=tuple(found for path, held in places for found in self._safe(path, held)),
        )

    def _places(self) -> dict[str, _Contents]:
        """Return, by path, what was examined there."""
        places: dict[str, _Contents] = {}
        for blob, paths in sorted(self.gathering.ledger.blobs().items()):
            for path in paths:
                if examined := self.reading.at(path, blob):
                    places.setdefault(path, {})[blob] = examined
        return places

    def _occurrences(self, path: str, contents: _Contents) -> Iterator[Occurrence]:
        held: dict[_Place, dict[str, Finding]] = {}
        for blob, examined in contents.items():
            for finding in examined.findings:
                held.setdefault(_place(finding, examined.client or ""), {})[blob] = finding
        for _, findings in sorted(held.items()):
            newest = self.gathering.ledger.newest(path, findings)
            lifetime = self._lifetime(path, findings)
            client = contents[newest].client or ""
            yield self._occurrence(path, client, findings[newest], lifetime)

    def _occurrence(
        self, path: str, client: str, finding: Finding, lifetime: Lifetime
    ) -> Occurrence:
        server = finding.server
        return Occurrence(
            fingerprint=finding.credential.fingerprint,
            repository=self._clean(self.repository),
            path=self._clean(path),
            pointer=self._clean(finding.pointer),
            line=finding.line,
            column=finding.column,
            slot=finding.slot,
            name=self._clean(finding.name),
            client=client,
            server=self._clean(server.identity) if server else "",
            server_name=self._clean(server.name) if server else "",
            lifetime=lifetime,
            signals=self._signals(server.signals) if server else (),
        )

    def _declarations(self, path: str, contents: _Contents) -> Iterator[Declaration]:
        held: dict[_Place, dict[str, Server]] = {}
        for blob, examined in contents.items():
            for server in examined.servers:
                place = (server.pointer, server.identity, examined.client or "")
                held.setdefault(place, {})[blob] = server
        for (pointer, identity, client), servers in sorted(held.items()):
            server = servers[self.gathering.ledger.newest(path, servers)]
            yield Declaration(
                repository=self._clean(self.repository),
                path=self._clean(path),
                pointer=self._clean(pointer),
                client=client,
                server=self._clean(identity),
                name=self._clean(server.name),
                transport=server.transport,
                lifetime=self._lifetime(path, servers),
                signals=self._signals(server.signals),
                references=server.references,
            )

    def _credentials(self) -> Iterator[Credential]:
        found: dict[str, Credential] = {}
        for _, examined in sorted(self.reading.examined.items(), key=lambda item: item[0]):
            for finding in examined.findings:
                credential = finding.credential
                known = found.get(credential.fingerprint)
                if known is None or _strength(credential) > _strength(known):
                    found[credential.fingerprint] = credential
        for _, credential in sorted(found.items()):
            claims = tuple((name, self._clean(text)) for name, text in credential.claims)
            yield replace(credential, claims=claims)

    def _safe(self, path: str, contents: _Contents) -> Iterator[Safe]:
        """Yield the safe values of the newest content at `path`."""
        for value in contents[self.gathering.ledger.newest(path, contents)].safe:
            yield Safe(
                self._clean(self.repository),
                self._clean(path),
                value.line,
                value.column,
                value.slot,
                self._clean(value.name),
                value.outcome,
                value.reason,
            )

    def _skipped(self, places: Iterable[tuple[str, _Contents]]) -> Iterator[Skipped]:
        for skipped in self.gathering.skipped:
            yield Skipped(
                self._clean(f"{self.repository}: {skipped.subject}"),
                self._clean(skipped.reason),
                skipped.effect,
            )
        for path, contents in places:
            faults = {blob: seen.fault for blob, seen in contents.items() if seen.fault}
            if faults:
                newest = self.gathering.ledger.newest(path, faults)
                subject = f"{self.repository}: {path} (blob {newest[:12]})"
                more = f" (and {len(faults) - 1} more versions)" if len(faults) > 1 else ""
                yield Skipped(self._clean(subject), faults[newest] + more, _PARTLY)

    def _coverage(self) -> Coverage:
        recognised = {
            blob: examined
            for (blob, _), examined in self.reading.examined.items()
            if examined.client
        }
        faulty = sum(bool(examined.fault) for examined in recognised.values())
        coverage = self.gathering.coverage
        return replace(
            coverage,
            recognised=len(recognised),
            parsed=len(recognised) - faulty,
            partly_parsed=faulty,
            values=sum(examined.values for examined in self.reading.examined.values()),
            shallow=(self._clean(self.repository),) if coverage.shallow else (),
            partial=(self._clean(self.repository),) if coverage.partial else (),
            submodules=tuple(
                self._clean(f"{self.repository}: {path}") for path in coverage.submodules
            ),
        )

    def _lifetime(self, path: str, holders: Iterable[str]) -> Lifetime:
        lifetime = self.gathering.ledger.lifetime(path, frozenset(holders).__contains__)
        return replace(lifetime, refs=tuple(self._clean(ref) for ref in lifetime.refs))

    def _signals(self, signals: Iterable[Signal]) -> tuple[Signal, ...]:
        return tuple(
            replace(signal, name=self._clean(signal.name), text=self._clean(signal.text))
            for signal in signals
        )

    def _clean(self, text: str) -> str:
        return self.reading.examiner.redactor.clean(text)


def _place(finding: Finding, client: str) -> _Place:
    server = finding.server.identity if finding.server else ""
    fingerprint = finding.credential.fingerprint
    return finding.pointer, fingerprint, finding.slot, finding.name, client, server


def _strength(credential: Credential) -> tuple[int, int, str]:
    order = ("low", "medium", "high")
    return order.index(credential.confidence), len(credential.evidence), credential.kind
