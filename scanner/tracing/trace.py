"""Tracing all values in one unit: one pass over all that it holds; runs anywhere."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from detectors.model import Slot
from scanner.authors import signed
from scanner.content.bundles import is_bundle
from scanner.discovery.catalogue import matches
from scanner.findings import Place
from scanner.gathering.gather import gathered
from scanner.gathering.state import Gathering
from scanner.git.ledger import Ledger
from scanner.git.lives import Holding, Line, lifetime, lines
from scanner.model import Coverage, Form, Lifetime, Occurrence, Sighting, Skipped, UnitResult
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.local import Unit
from scanner.tracing.regain import Regained, regain
from scanner.tracing.search import Hit, Searcher
from scanner.tracing.sought import Sought

_Number = tuple[str, Form, int]
"""A credential, a form, and the how manieth place of it in that form a content has."""


@dataclass(frozen=True, slots=True)
class Task:
    """A unit to trace in."""

    unit: Unit
    known: tuple[Sighting, ...]
    """What was found in it: the trace tells of other places only."""

    @property
    def name(self) -> str:
        """Return how reports call the unit."""
        return self.unit.name


def trace(task: Task, settings: Settings, sought: tuple[Sought, ...]) -> UnitResult:
    """Return all other places of what is `sought` in a unit, and what of it was not looked for.

    Raises:
        AuditError: nothing of the unit could be searched.
        OSError: the temporary directory could not be written.

    """
    regained = regain(sought, settings)
    redactor = regained.redactor({sighting.fingerprint for sighting in task.known})
    found = _Traced(task, regained, redactor)
    if regained.searcher:
        reader = _Reader(regained.searcher, settings)
        gathering = Gathering(reader, replace(settings, by_content=True))
        reader.places, reader.mattering = gathering.ledger.places, gathering.mattering
        with gathered(task.unit, gathering) as view:
            found.hits, found.ledger = reader.hits, gathering.ledger
            found.skipped += gathering.skipped
            found.coverage = Coverage(traced=reader.contents, traced_bytes=reader.size)
            result = found.result()
            return signed(result, view, settings, redactor) if view else result
    return found.result()


@dataclass(slots=True, repr=False)
class _Reader:
    """Searches every content, wherever it stands."""

    searcher: Searcher
    settings: Settings
    places: Mapping[str, Collection[str]] = field(default_factory=dict)
    mattering: set[str] = field(default_factory=set)
    hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    """By id of the content."""
    contents: int = 0
    size: int = 0
    """Bytes."""

    def selects(self, path: str) -> bool:
        """Return True: a value may stand anywhere."""
        del path
        return True

    def claims(self, paths: Iterable[str]) -> bool:
        """Return whether a scan would name what stands there as a gap, so that both do so alike."""
        return any(matches(path, self.settings.catalogue) or is_bundle(path) for path in paths)

    def tells(self, content: bytes) -> bool:
        """Return whether `content` holds a value."""
        return bool(self.searcher.find(content))

    def leaf(self, note: Callable[[], str], parts: Iterator[bytes]) -> bool:
        """Search a content that is too large to be held; return False: it is no gap."""
        if hits := self.searcher.leaf(map(self._counted, parts)):
            blob = note()
            self.hits[blob] = hits
            self.mattering.update(self.places[blob])
        self.contents += 1
        return False

    def take(self, blob: str, paths: Collection[str], content: bytes) -> bool:
        """Search a content; return whether it holds any value."""
        del paths
        self.contents += 1
        if hits := self.searcher.find(self._counted(content)):
            self.hits[blob] = hits
        return bool(hits)

    def recall(self, blob: str, paths: Collection[str]) -> None:
        """Return None: nothing is remembered of what is searched."""
        del blob, paths

    def forgotten(self) -> dict[str, str]:
        """Return nothing: nothing is remembered."""
        return {}

    def remind(self, blob: str, path: str, content: bytes) -> None:
        """Do nothing: nothing is remembered."""
        del blob, path, content

    def follow(self, known: Container[str]) -> set[str]:
        """Return nothing: all is searched anyway."""
        del known
        return set()

    def _counted(self, part: bytes) -> bytes:
        self.size += len(part)
        return part


@dataclass(slots=True, repr=False)
class _Traced:
    """Puts together what was found and when it lived; nothing leaves it uncleaned."""

    task: Task
    regained: Regained
    redactor: Redactor
    ledger: Ledger = field(default_factory=Ledger)
    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)

    def result(self) -> UnitResult:
        """Return the result of the unit."""
        untraced = tuple(f"{_short(name)}: {why}" for name, why in self.regained.untraced)
        return UnitResult(
            repository=self._clean(self.task.name),
            coverage=replace(self.coverage, untraced=untraced),
            occurrences=tuple(self._occurrences()),
            skipped=tuple(self._skipped()),
        )

    def _occurrences(self) -> Iterator[Occurrence]:
        """Yield a place for each place of a value at a path, as its newest content has it."""
        held: dict[str, dict[_Number, dict[str, Place]]] = {}
        known = {
            (item.fingerprint, self._clean(item.path), blob)
            for item in self.task.known
            for blob in item.blobs
        }
        for blob, hits in sorted(self.hits.items()):
            for path in self.ledger.places[blob]:
                for number, place in _numbered(hits):
                    if (number[0], self._clean(path), blob) not in known:
                        held.setdefault(path, {}).setdefault(number, {})[blob] = place
        holdings = {
            Holding((fingerprint, form), path, f"/{number}", "", frozenset(places)): places
            for path, numbers in sorted(held.items())
            for (fingerprint, form, number), places in sorted(numbers.items())
        }
        for line in lines(tuple(holdings), self.ledger):
            yield self._occurrence(line, holdings[line.holding])

    def _occurrence(self, line: Line, places: Mapping[str, Place]) -> Occurrence:
        fingerprint, form = line.holding.what
        path = line.holding.path
        place = places[self.ledger.newest(path, places)]
        return Occurrence(
            fingerprint=fingerprint,
            repository=self._clean(self.task.name),
            path=self._clean(path),
            pointer="",
            line=place.line,
            column=place.column,
            slot=Slot.OTHER,
            name="",
            client="",
            server="",
            server_name="",
            lifetime=self._lifetime(line),
            form=Form(form),
        )

    def _lifetime(self, line: Line) -> Lifetime:
        life = lifetime(line, self.ledger)
        return replace(
            life,
            refs=tuple(map(self._clean, life.refs)),
            moved_from=tuple(map(self._clean, life.moved_from)),
        )

    def _skipped(self) -> Iterator[Skipped]:
        for skipped in self.skipped:
            subject, reason = f"{self.task.name}: {skipped.subject}", skipped.reason
            yield Skipped(self._clean(subject), self._clean(reason), skipped.effect)
        for fingerprint in self.regained.lost:
            reason = "it could not be read again where it was found"
            yield Skipped(_short(fingerprint), reason, "it was not looked for elsewhere")

    def _clean(self, text: str) -> str:
        return self.redactor.clean(text)


def _short(fingerprint: str) -> str:
    return f"credential {fingerprint[:12]}"


def _numbered(hits: Iterable[Hit]) -> Iterator[tuple[_Number, Place]]:
    counts: dict[tuple[str, Form], int] = {}
    for hit in hits:
        key = hit.fingerprint, hit.form
        counts[key] = counts.get(key, 0) + 1
        yield (*key, counts[key]), hit.place
