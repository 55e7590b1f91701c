"""Who answers for the repositories that hold one credential, and whether they are different."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from reports.grouping import place_of
from reports.inventory import Inventory, declared
from reports.model import PlacedOccurrence
from reports.owners import Named


@dataclass(frozen=True, slots=True)
class Answering:
    """The owners of the repositories of one credential; nothing for one of a single repository."""

    names: tuple[str, ...] = ()
    apart: bool = False
    """True if two of the repositories have no owner in common."""
    complete: bool = False
    """True if every repository has an owner for the places in question."""


NOBODY_KNOWN = Answering()


def answering(places: Sequence[PlacedOccurrence], inventory: Inventory, named: Named) -> Answering:
    """Return who answers for `places`: the inventory's owner, else whom the repository names."""
    repositories = {item.occurrence.repository for item in places}
    if len(repositories) == 1 or not (named or any(rule.owner for rule in inventory.rules)):
        return NOBODY_KNOWN
    owners: dict[str, set[str]] = defaultdict(set)
    for item in places:
        place = item.occurrence
        said = declared(inventory, place_of(place), "owner").value
        told = named.get((place.repository, place.path))
        if said:
            owners[place.repository].add(said)
        elif told and told.name:
            owners[place.repository].update(told.name.split(", "))
    different = {frozenset(names) for names in owners.values()}
    return Answering(
        names=tuple(sorted({name for names in owners.values() for name in names})),
        apart=any(one.isdisjoint(other) for one, other in combinations(different, 2)),
        complete=owners.keys() == repositories,
    )
