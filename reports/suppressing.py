"""What a repository asks scanners to ignore, left out where the auditor has that obeyed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from reports.model import PlacedOccurrence, Report
from reports.texts import count
from scanner.model import Occurrence, SlotLife

NOT_IGNORED: Final = "the repository asks scanners to ignore this: {}; it was not ignored"
"""With the name of the comment that asks."""


@dataclass(frozen=True, slots=True)
class Parted:
    """All occurrences: those that count, and those that are left out."""

    counting: tuple[PlacedOccurrence, ...]
    left_out: tuple[PlacedOccurrence, ...] = ()

    @property
    def places(self) -> tuple[Occurrence, ...]:
        """Return what is left out, by place."""
        return tuple(item.occurrence for item in self.left_out)

    @property
    def gone(self) -> AbstractSet[str]:
        """Return the fingerprints of credentials of which nothing is left."""
        counting = {item.occurrence.fingerprint for item in self.counting}
        return {item.occurrence.fingerprint for item in self.left_out} - counting


def parted(occurrences: Sequence[PlacedOccurrence], *, obey: bool) -> Parted:
    """Return `occurrences` in two, in their order; none is left out unless the auditor says so."""
    if not obey:
        return Parted(tuple(occurrences))
    return Parted(
        tuple(item for item in occurrences if not item.occurrence.suppressed),
        tuple(item for item in occurrences if item.occurrence.suppressed),
    )


def gaps(
    known: Mapping[str, tuple[str, ...]], left_out: Iterable[PlacedOccurrence]
) -> dict[str, tuple[str, ...]]:
    """Return the `known` gaps by repository, and what was left out there.

    An absence that somebody asked for is no evidence.
    """
    found = dict(known)
    for name, number in Counter(item.occurrence.repository for item in left_out).items():
        told = f"{count(number, 'place')} left out, as the repository asks"
        found[name] = tuple(sorted({*found.get(name, ()), told}))
    return dict(sorted(found.items()))


def without(slots: Iterable[SlotLife], gone: AbstractSet[str]) -> tuple[SlotLife, ...]:
    """Return the `slots` that ever held anything but credentials that are `gone`."""
    return tuple(
        slot for slot in slots if any(value.fingerprint not in gone for value in slot.values)
    )


def left_out(report: Report) -> str:
    """Say in a sentence how much was left out; empty if nothing was."""
    if not report.suppressed:
        return ""
    places = count(len(report.suppressed), "place")
    those = count(len({item.fingerprint for item in report.suppressed}), "credential")
    return (
        f"Left out since the repository asks scanners to ignore it, and --obey-suppressions has "
        f"that obeyed: {places} of {those}, not shown to be harmless."
    )
