"""Who answers for a row: the inventory, else what its repositories say of its places.

An owner in the inventory is declared by the reviewer; one in CODEOWNERS or a Backstage catalogue
is what the scanned repository says of itself, so the basis is always shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.grouping import Row, place_of
from reports.inventory import Inventory, declared
from reports.model import Owner
from scanner.model import Declaration, Occurrence, PathOwner, State

Named = Mapping[tuple[str, str], PathOwner]
"""By repository and path."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who answers for the places of a row."""

    owner: Owner
    unowned: tuple[str, ...] = ()
    """Paths that nobody is named for."""
    unread: tuple[str, ...] = ()
    """Why it is not known who answers for some path."""


def by_path(owners: Iterable[PathOwner]) -> Named:
    """Return `owners` by the path that they are named for."""
    return {(item.repository, item.path): item for item in owners}


def ownership(row: Row, inventory: Inventory, named: Named) -> Ownership:
    """Return who answers for the live places of `row`, or for all if none is live.

    Raise `ReviewFileError` if two equally specific rules of `inventory` disagree.
    """
    found: set[tuple[str, str]] = set()
    unowned: set[str] = set()
    unread: set[str] = set()
    for item in _places(row):
        said = declared(inventory, place_of(item), "owner")
        told = named.get((item.repository, item.path))
        if said.value:
            found.add((said.value, f"inventory {said.rule}"))
        elif told and told.unread:
            unread.add(told.unread)
        elif told and told.name:
            found.add((told.name, told.basis))
        else:
            unowned.add(item.path)
    names = ", ".join(sorted({name for name, _ in found}))
    basis = ", ".join(sorted({basis for _, basis in found}))
    return Ownership(Owner(names, basis), tuple(sorted(unowned)), tuple(sorted(unread)))


def _places(row: Row) -> tuple[Declaration | Occurrence, ...]:
    every: tuple[Declaration | Occurrence, ...] = (
        *row.declarations,
        *(item.occurrence for item in row.occurrences),
    )
    return tuple(item for item in every if item.lifetime.state is State.LIVE) or every
