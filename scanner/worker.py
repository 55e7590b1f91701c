"""Scanning one unit, from its commits to a result without plaintext; runs anywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Thread

from detectors.secret import FingerprintKey
from scanner.candidates import Candidates
from scanner.examiner import Examiner
from scanner.findings import Examined, Finding, Place, Server
from scanner.gathering.gather import gather
from scanner.gathering.state import Gathering
from scanner.model import (
    Coverage,
    Credential,
    Declaration,
    Lifetime,
    Occurrence,
    Safe,
    Sighting,
    Signal,
    Skipped,
    UnitResult,
)
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.local import Unit
from scanner.tracing.sightings import sightings

_PARTLY = "what could be read of it was scanned"


def scan(unit: Unit, settings: Settings) -> UnitResult:
    """Return all that `unit` tells.

    Raises:
        AuditError: nothing of the unit could be scanned.
        OSError: the temporary directory could not be written.

    """
    # It takes as long as git needs for a short history, so it starts before that does.
    # No daemon: a thread inside a native library when the interpreter ends takes the process down.
    Thread(target=_warm_up, args=(settings.key,)).start()
    examiner = Examiner(
        unit.name, settings.key, Redactor(), settings.explain_safe, settings.catalogue
    )
    candidates = Candidates(examiner, settings.by_content)
    gathering = Gathering(candidates, settings)
    gather(unit, gathering)
    return _Outcome(unit.name, candidates, gathering).result()


def _warm_up(key: FingerprintKey) -> None:
    from scanner.examine import warm_up  # noqa: PLC0415 - the same

    warm_up(key)


_Identity = tuple[str, ...]
"""What tells one occurrence of a path from another."""

_Contents = dict[str, Examined]
"""What was examined at one path, by blob id."""


@dataclass(slots=True)
class _Outcome:
    """Puts together what was read and when it lived; nothing leaves it uncleaned."""

    repository: str
    candidates: Candidates
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
            sightings=self._sightings(places),
        )

    def _sightings(self, places: Iterable[tuple[str, _Contents]]) -> tuple[Sighting, ...]:
        return tuple(sightings(places, self._clean)) if self.gathering.settings.trace else ()

    def _places(self) -> dict[str, _Contents]:
        """Return, by path, what was examined there."""
        places: dict[str, _Contents] = {}
        held = self.gathering.ledger.places
        for blob in sorted({blob for blob, *_ in self.candidates.examined}):
            for path in held[blob]:
                if examined := self.candidates.at(path, blob):
                    places.setdefault(path, {})[blob] = examined
        return places

    def _occurrences(self, path: str, contents: _Contents) -> Iterator[Occurrence]:
        held: dict[_Identity, dict[str, tuple[Place, Finding]]] = {}
        for blob, examined in contents.items():
            for placed in examined.findings:
                held.setdefault(_place(placed[1]), {}).setdefault(blob, placed)
        for _, findings in sorted(held.items()):
            newest = self.gathering.ledger.newest(path, findings)
            yield self._occurrence(path, *findings[newest], self._lifetime(path, findings))

    def _occurrence(
        self, path: str, place: Place, finding: Finding, lifetime: Lifetime
    ) -> Occurrence:
        server = finding.server
        return Occurrence(
            fingerprint=finding.credential.fingerprint,
            repository=self._clean(self.repository),
            path=self._clean(path),
            pointer=self._clean(finding.pointer),
            line=place.line,
            column=place.column,
            slot=finding.slot,
            name=self._clean(finding.name),
            client=finding.client,
            server=self._clean(server.identity) if server else "",
            server_name=self._clean(server.name) if server else "",
            lifetime=lifetime,
            signals=self._signals(server.signals) if server else (),
        )

    def _declarations(self, path: str, contents: _Contents) -> Iterator[Declaration]:
        held: dict[_Identity, dict[str, Server]] = {}
        for blob, examined in contents.items():
            for server in examined.servers:
                place = (server.pointer, server.identity, server.client)
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
                unexpanded=tuple(self._clean(name) for name in server.unexpanded),
            )

    def _credentials(self) -> Iterator[Credential]:
        found: dict[str, Credential] = {}
        for examined in self.candidates.examined.values():
            for _, finding in examined.findings:
                credential = finding.credential
                known = found.get(credential.fingerprint)
                if known is None or _strength(credential) > _strength(known):
                    found[credential.fingerprint] = credential
        for _, credential in sorted(found.items()):
            claims = tuple((name, self._clean(text)) for name, text in credential.claims)
            yield replace(credential, claims=claims)

    def _safe(self, path: str, contents: _Contents) -> Iterator[Safe]:
        """Yield the safe values of the newest content at `path`."""
        for place, value in contents[self.gathering.ledger.newest(path, contents)].safe:
            yield Safe(
                self._clean(self.repository),
                self._clean(path),
                place.line,
                place.column,
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
            for (blob, *_), examined in self.candidates.examined.items()
            if examined.recognised
        }
        faulty = sum(bool(examined.fault) for examined in recognised.values())
        coverage = self.gathering.coverage
        return replace(
            coverage,
            recognised=len(recognised),
            parsed=len(recognised) - faulty,
            partly_parsed=faulty,
            values=sum(examined.values for examined in self.candidates.examined.values()),
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
        return self.candidates.examiner.redactor.clean(text)


def _place(finding: Finding) -> _Identity:
    server = finding.server.identity if finding.server else ""
    fingerprint = finding.credential.fingerprint
    return finding.pointer, fingerprint, finding.slot, finding.name, finding.client, server


def _strength(credential: Credential) -> tuple[int, int, str]:
    order = ("low", "medium", "high")
    return order.index(credential.confidence), len(credential.evidence), credential.kind
