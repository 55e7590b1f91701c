"""What one unit told, put together from what was read and when it lived."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scanner import cleaning
from scanner.approving import approvals
from scanner.candidates import Candidates
from scanner.facts import Approval, FileFact
from scanner.filing import Ignored, files
from scanner.findings import Examined, Finding, Place, Server
from scanner.gathering.state import Gathering
from scanner.git.lives import Holding, Line, lifetime, lines
from scanner.marks import Shadow
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
    SlotLife,
    UnitResult,
)
from scanner.rotation import slots
from scanner.suppressions import is_file_of_suppressions
from scanner.tracing.sightings import sightings

_PARTLY = "what could be read of it was scanned"

_Found = dict[str, tuple[Place, Finding]]
"""One credential at one place of a path, by the blobs that hold it there."""

_Contents = dict[str, Examined]
"""What was examined at one path, by blob id."""


@dataclass(slots=True)
class Outcome:
    """Puts together what was read and when it lived; nothing leaves it uncleaned."""

    repository: str
    candidates: Candidates
    gathering: Gathering
    ignored: Ignored

    def result(self) -> UnitResult:
        """Return the result of the unit."""
        places = sorted(self._places().items())
        found = dict(pair for path, held in places for pair in _holdings(path, held))
        lives = list(lines(tuple(found), self.gathering.ledger))
        declarations = [made for path, held in places for made in self._declarations(path, held)]
        credentials = tuple(self._credentials())
        return UnitResult(
            repository=self._clean(self.repository),
            coverage=self._coverage(),
            declarations=tuple(declarations),
            credentials=credentials,
            occurrences=tuple(self._occurrence(line, found[line.holding]) for line in lives),
            skipped=tuple(sorted(self._skipped(places), key=repr)),
            safe=tuple(value for path, held in places for value in self._safe(path, held)),
            slots=tuple(self._slots(lives, found)),
            sightings=self._sightings(places),
            files=tuple(self._files(places)),
            approvals=tuple(one for path, held in places for one in self._approvals(path, held)),
            shadows=tuple(map(self._shadow, credentials)),
        )

    def _sightings(self, places: Iterable[tuple[str, _Contents]]) -> tuple[Sighting, ...]:
        traced = self.gathering.settings.trace
        return tuple(sightings(places, self._clean)) if traced else ()

    def _places(self) -> dict[str, _Contents]:
        """Return, by path, what was examined there."""
        places: dict[str, _Contents] = {}
        held = self.gathering.ledger.places
        for blob in sorted({key.content for key in self.candidates.examined}):
            for path in held[blob]:
                if examined := self.candidates.at(path, blob):
                    places.setdefault(path, {})[blob] = examined
        return places

    def _occurrence(self, line: Line, found: _Found) -> Occurrence:
        path = line.holding.path
        place, finding = found[self.gathering.ledger.newest(path, found)]
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
            lifetime=self._lifetime(line),
            signals=self._signals(server.signals) if server else (),
            suppressed=finding.suppressed,
        )

    def _slots(self, lives: list[Line], found: dict[Holding, _Found]) -> Iterator[SlotLife]:
        for holding, held in slots(lives, self.gathering.ledger):
            blobs = found[holding]
            finding = blobs[self.gathering.ledger.newest(holding.path, blobs)][1]
            server = finding.server
            yield replace(
                held,
                repository=self._clean(self.repository),
                path=self._clean(held.path),
                moved_from=tuple(map(self._clean, held.moved_from)),
                pointer=self._clean(held.pointer),
                slot=finding.slot,
                name=self._clean(finding.name),
                server=self._clean(server.identity) if server else "",
                server_name=self._clean(server.name) if server else "",
            )

    def _declarations(self, path: str, contents: _Contents) -> Iterator[Declaration]:
        held: dict[tuple[str, str, str], dict[str, Server]] = {}
        for blob, examined in contents.items():
            for server in examined.servers:
                place = (server.pointer, server.identity, server.client)
                held.setdefault(place, {})[blob] = server
        for (pointer, identity, client), servers in sorted(held.items()):
            server = servers[self.gathering.ledger.newest(path, servers)]
            holding = Holding((identity,), path, pointer, client, frozenset(servers))
            (line,) = lines((holding,), self.gathering.ledger)
            yield Declaration(
                repository=self._clean(self.repository),
                path=self._clean(path),
                pointer=self._clean(pointer),
                client=client,
                server=self._clean(identity),
                name=self._clean(server.name),
                transport=server.transport,
                lifetime=self._lifetime(line),
                signals=self._signals(server.signals),
                references=server.references,
                unexpanded=tuple(self._clean(name) for name in server.unexpanded),
                by_reference=cleaning.references(server, self._clean),
                launch=cleaning.launch(server, self._clean),
                traits=cleaning.traits(server, self._clean),
            )

    def _approvals(self, path: str, contents: _Contents) -> Iterator[Approval]:
        place, ledger = (self.repository, path), self.gathering.ledger
        return approvals(place, contents, ledger, self._clean, self._lifetime)

    def _files(self, places: Iterable[tuple[str, _Contents]]) -> Iterator[FileFact]:
        for fact in files(places, self.gathering, self.ignored, self.candidates.examiner.catalogue):
            yield replace(
                fact, repository=self._clean(self.repository), path=self._clean(fact.path)
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

    def _shadow(self, credential: Credential) -> Shadow:
        examiner = self.candidates.examiner
        return examiner.redactor.shadow(
            credential.fingerprint, examiner.key, default=credential.default
        )

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
        recognised = {key: one for key, one in self.candidates.examined.items() if one.recognised}
        configurations = len({key.content for key in recognised})
        faulty = len({key.content for key, examined in recognised.items() if examined.fault})
        coverage = self.gathering.coverage
        return replace(
            coverage,
            recognised=configurations,
            parsed=configurations - faulty,
            partly_parsed=faulty,
            values=sum(examined.values for examined in self.candidates.examined.values()),
            shallow=(self._clean(self.repository),) if coverage.shallow else (),
            partial=(self._clean(self.repository),) if coverage.partial else (),
            submodules=tuple(
                self._clean(f"{self.repository}: {path}") for path in coverage.submodules
            ),
            suppression_files=tuple(
                self._clean(f"{self.repository}: {path}") for path in self._suppressing()
            ),
        )

    def _suppressing(self) -> list[str]:
        """Return the paths, at a tip or in the work tree, of what tells scanners what to ignore."""
        ledger = self.gathering.ledger
        standing = filter(is_file_of_suppressions, {*ledger.tips, *ledger.staged})
        return sorted({*standing, *self.gathering.suppressing})

    def _lifetime(self, line: Line) -> Lifetime:
        life = lifetime(line, self.gathering.ledger)
        return replace(
            life,
            refs=tuple(map(self._clean, life.refs)),
            moved_from=tuple(map(self._clean, life.moved_from)),
        )

    def _signals(self, signals: Iterable[Signal]) -> tuple[Signal, ...]:
        return tuple(
            replace(signal, name=self._clean(signal.name), text=self._clean(signal.text))
            for signal in signals
        )

    def _clean(self, text: str) -> str:
        return self.candidates.examiner.redactor.clean(text)


def _holdings(path: str, contents: _Contents) -> Iterator[tuple[Holding, _Found]]:
    """Yield each credential of each place of `path`, with the blobs that hold it there."""
    held: dict[tuple[str, ...], _Found] = {}
    for blob, examined in contents.items():
        for placed in examined.findings:
            held.setdefault(_place(placed[1]), {}).setdefault(blob, placed)
    for (pointer, fingerprint, slot, name, client, server), found in sorted(held.items()):
        what = fingerprint, server, slot, name
        yield Holding(what, path, pointer, client, frozenset(found)), found


def _place(finding: Finding) -> tuple[str, ...]:
    server = finding.server.identity if finding.server else ""
    fingerprint = finding.credential.fingerprint
    return finding.pointer, fingerprint, finding.slot, finding.name, finding.client, server


def _strength(credential: Credential) -> tuple[int, int, str, str]:
    """Return how much is known of a credential; of two different ones never the same."""
    order = ("low", "medium", "high")
    evidence = len(credential.evidence)
    return order.index(credential.confidence), evidence, credential.kind, repr(credential)
