"""How far a credential is written: servers, repositories, tenants, environments, holders."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Assignment, PlacedOccurrence
from reports.reach import Reach
from reports.tenancy import is_firm
from scanner.model import Occurrence

_HOME = re.compile(r"(?:^|[/\\])(?:home|Users|Documents and Settings)[/\\]([^/\\]+)[/\\]")
# Names of repositories begin with the host only where they come from a hosting service.
_HOSTED = re.compile(r"([\w-]+(?:\.[\w-]+)+/[^/]+)/.")


@dataclass(frozen=True, slots=True)
class Spread:
    """The sets over some occurrences; tenants and environments only where they are firm."""

    servers: tuple[str, ...]
    """Identities; places outside any server are counted by `outside`."""
    repositories: tuple[str, ...]
    tenants: tuple[str, ...]
    environments: tuple[str, ...]
    vague_tenants: tuple[str, ...]
    """What is known of each place without a firm tenant, in words."""
    vague_environments: tuple[str, ...]
    outside: int
    declared_tenants: bool
    """True if the reviewer declares the tenant of every place."""
    declared_environments: bool
    owners: tuple[str, ...] = ()
    """Host and namespace of the repositories whose names tell them."""
    homes: tuple[str, ...] = ()
    """The users in whose home directories it is."""
    authors: tuple[str, ...] = ()
    """Who introduced it, each into another slot; hashed unless the auditor asks for names."""
    anonymous: bool = False
    """True if it is not known of every slot who introduced it there."""
    tracked: bool = False
    """True if git has one of its places: every reader of that repository holds it."""

    @property
    def holders(self) -> int:
        """How many repositories, homes or introducing authors hold it, whichever are most."""
        return max(len(self.repositories), len(self.homes), len(self.authors))

    @property
    def reach(self) -> Reach:
        """Return all of it, counted."""
        return Reach(
            tenants=len(self.tenants),
            environments=len(self.environments),
            servers=len(self.servers),
            repositories=len(self.repositories),
            people=max(len(self.homes), len(self.authors)),
        )

    @property
    def is_wide(self) -> bool:
        """Whether it has several holders, servers, tenants or environments."""
        sets = (self.servers, self.tenants, self.environments)
        return self.holders > 1 or any(len(names) > 1 for names in sets)


def spread(occurrences: Iterable[PlacedOccurrence]) -> Spread:
    """Return how far `occurrences` reach."""
    items = tuple(occurrences)
    tenants = {item.tenant for item in items}
    environments = {item.environment for item in items}
    servers = {item.occurrence.server for item in items}
    repositories = {item.occurrence.repository for item in items}
    places = [item.occurrence for item in items]
    introducers = _introducers(places)
    return Spread(
        servers=tuple(sorted(servers - {""})),
        repositories=tuple(sorted(repositories)),
        tenants=_firm(tenants),
        environments=_firm(environments),
        vague_tenants=_vague(tenants),
        vague_environments=_vague(environments),
        outside=sum(not item.occurrence.server for item in items),
        declared_tenants=all(item.confidence == "declared" for item in tenants),
        declared_environments=all(item.confidence == "declared" for item in environments),
        owners=tuple(sorted({found[1] for name in repositories if (found := _HOSTED.match(name))})),
        homes=tuple(
            sorted(
                {
                    found[1]
                    for place in places
                    if (found := _HOME.search(f"{place.repository}/{place.path}"))
                }
            )
        ),
        authors=tuple(sorted(set(introducers.values()) - {""})),
        anonymous="" in introducers.values(),
        tracked=any(place.lifetime.first or place.lifetime.refs for place in places),
    )


def _introducers(places: Iterable[Occurrence]) -> dict[tuple[str, str, str], str]:
    """Return who first brought the value into each slot, so that one slot has one introducer."""
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    for place in places:
        first = place.lifetime.first
        slot = place.repository, place.path, place.pointer
        told = (first.at, first.author) if first else ("", "")
        found[slot] = min(found.get(slot, told), told)
    return {slot: author for slot, (_, author) in found.items()}


def _firm(assignments: set[Assignment]) -> tuple[str, ...]:
    return tuple(sorted({item.value for item in assignments if is_firm(item)}))


def _vague(assignments: set[Assignment]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                f"{item.value}, disputed: {item.conflict}" if item.conflict else item.value
                for item in assignments
                if not is_firm(item)
            }
        )
    )
