"""What is looked for, without its plaintext: only where that can be read again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from scanner.model import Sighting, UnitResult
from scanner.sources.local import Unit

_MOST_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A content that holds a credential."""

    unit: Unit
    path: str
    """As reports show it; that of a file which no git keeps has to be its own."""
    blob: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A credential to look for."""

    fingerprint: str
    default: bool
    """True for a well-known one, which stands anywhere."""
    sources: tuple[Source, ...]


def sought(results: Iterable[UnitResult], units: Mapping[str, Unit]) -> tuple[Sought, ...]:
    """Return all credentials in `results`, each with up to three places of the `units` by name."""
    results = tuple(results)
    held: dict[str, bool] = {}
    for item in (credential for result in results for credential in result.credentials):
        held[item.fingerprint] = held.get(item.fingerprint, True) and item.default
    sources: dict[str, list[Source]] = defaultdict(list)
    for result in results:
        # A repository whose name the redactor changed cannot be opened by it.
        if unit := units.get(result.repository):
            for sighting in result.sightings:
                sources[sighting.fingerprint] += _sources(unit, sighting)
    return tuple(
        Sought(fingerprint, default, _best(sources[fingerprint]))
        for fingerprint, default in sorted(held.items())
    )


def _sources(unit: Unit, sighting: Sighting) -> Iterable[Source]:
    return (Source(unit, sighting.path, blob) for blob in sighting.blobs[:_MOST_SOURCES])


def _best(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the first of each path before the second of any."""
    first = {(source.unit.name, source.path): source for source in reversed(sources)}
    others = [source for source in sources if source not in first.values()]
    return tuple(islice((*reversed(first.values()), *others), _MOST_SOURCES))
