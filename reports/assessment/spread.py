"""How far a credential is written: servers, repositories, tenants, environments."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Assignment, PlacedOccurrence
from reports.tenancy import is_firm


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

    @property
    def is_wide(self) -> bool:
        """Whether it reaches more than one repository, server, tenant or environment."""
        sets = (self.repositories, self.servers, self.tenants, self.environments)
        return any(len(names) > 1 for names in sets)


def spread(occurrences: Iterable[PlacedOccurrence]) -> Spread:
    """Return how far `occurrences` reach."""
    items = tuple(occurrences)
    tenants = {item.tenant for item in items}
    environments = {item.environment for item in items}
    servers = {item.occurrence.server for item in items}
    return Spread(
        servers=tuple(sorted(servers - {""})),
        repositories=tuple(sorted({item.occurrence.repository for item in items})),
        tenants=_firm(tenants),
        environments=_firm(environments),
        vague_tenants=_vague(tenants),
        vague_environments=_vague(environments),
        outside=sum(not item.occurrence.server for item in items),
        declared_tenants=all(item.confidence == "declared" for item in tenants),
        declared_environments=all(item.confidence == "declared" for item in environments),
    )


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
