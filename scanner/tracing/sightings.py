"""Where the credentials of one unit were found."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from scanner.findings import Examined
from scanner.model import Sighting


def sightings(
    places: Iterable[tuple[str, Mapping[str, Examined]]], clean: Callable[[str], str]
) -> Iterator[Sighting]:
    """Yield them fit to leave the worker; `places` has, by path, its contents by id."""
    for path, contents in places:
        held: dict[str, list[str]] = {}
        for blob, examined in sorted(contents.items()):
            for fingerprint in {found.credential.fingerprint for _, found in examined.findings}:
                held.setdefault(fingerprint, []).append(blob)
        for fingerprint, blobs in sorted(held.items()):
            yield Sighting(fingerprint, clean(path), tuple(blobs))
