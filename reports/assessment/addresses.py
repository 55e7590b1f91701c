"""Absolute references: equal addresses in a store of secrets are one secret, whatever it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.grouping import Row
from reports.model import Assignment
from reports.tenancy import is_firm
from scanner.model import State


@dataclass(frozen=True, slots=True)
class Address:
    """One address in a store, and how far it is written at tips."""

    display: str
    """Its scheme or provider; nothing of the address."""
    servers: tuple[str, ...]
    tenants: tuple[str, ...]
    """Those that are firm, as the environments."""
    environments: tuple[str, ...]
    vague_tenants: bool
    """True if a row that it stands in has no firm tenant."""
    vague_environments: bool
    repositories: int
    """How many repositories hold it."""

    @property
    def is_wide(self) -> bool:
        """Whether it reaches more than one repository, server, tenant or environment."""
        sets = (self.servers, self.tenants, self.environments)
        return self.repositories > 1 or any(len(names) > 1 for names in sets)


def addresses_of(rows: Sequence[Row]) -> Mapping[str, Address]:
    """Return every absolute reference that is live in `rows`, by its keyed digest."""
    found: dict[str, list[Row]] = defaultdict(list)
    display: dict[str, str] = {}
    for row in rows:
        for identity, shown in references(row):
            found[identity].append(row)
            display[identity] = min(display.get(identity, shown), shown)
    return {
        identity: _address(identity, display[identity], held) for identity, held in found.items()
    }


def references(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the digest and the display of each absolute reference that is live in `row`."""
    return tuple(
        sorted(
            {
                (one.identity, one.display)
                for item in row.declarations
                if item.lifetime.state is State.LIVE
                for one in item.by_reference
                if one.identity
            }
        )
    )


def _address(identity: str, display: str, rows: Sequence[Row]) -> Address:
    return Address(
        display=display,
        servers=tuple(sorted({row.server for row in rows} - {""})),
        tenants=_firm(row.tenant for row in rows),
        environments=_firm(row.environment for row in rows),
        vague_tenants=not all(is_firm(row.tenant) for row in rows),
        vague_environments=not all(is_firm(row.environment) for row in rows),
        repositories=len(
            {
                item.repository
                for row in rows
                for item in row.declarations
                if any(one.identity == identity for one in item.by_reference)
            }
        ),
    )


def _firm(assignments: Iterable[Assignment]) -> tuple[str, ...]:
    return tuple(sorted({item.value for item in assignments if is_firm(item)}))
