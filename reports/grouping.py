"""Place what all units told by tenant and environment, and cut it into rows.

Nothing here depends on the order of the results: sets are sorted, ties included.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from detectors.model import Slot
from reports import tenancy
from reports.inventory import EMPTY, Inventory, Place
from reports.merging import Merged
from reports.model import Assignment, PlacedOccurrence
from reports.tenancy import CONFIDENCES, Facts
from scanner.model import (
    Declaration,
    Occurrence,
    Origin,
    Signal,
)

OUTSIDE = "(outside any server)"
"""The name of the group of occurrences that belong to no server."""


@dataclass(frozen=True, slots=True)
class PlacedDeclaration:
    """A declaration with the tenant and environment it was assigned to."""

    declaration: Declaration
    tenant: Assignment
    environment: Assignment


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of review: a server (or none) in one tenant and one environment."""

    server: str
    tenant: Assignment
    environment: Assignment
    declarations: tuple[Declaration, ...]
    occurrences: tuple[PlacedOccurrence, ...]
    left_out: tuple[PlacedOccurrence, ...] = ()
    """Those that the auditor has us ignore, as the repository asks."""


def place(
    merged: Merged, inventory: Inventory = EMPTY
) -> tuple[tuple[PlacedOccurrence, ...], tuple[PlacedDeclaration, ...]]:
    """Assign a tenant and an environment to every occurrence and every declaration.

    A declaration stands where its credentials stand; only one without credentials is placed by
    what it says itself.
    """
    claims = {credential.fingerprint: credential.claims for credential in merged.credentials}
    occurrences = tuple(
        _place_occurrence(item, inventory, claims[item.fingerprint]) for item in merged.occurrences
    )
    stands: dict[tuple[str, ...], dict[tuple[str, str], PlacedOccurrence]] = defaultdict(dict)
    for placed in occurrences:
        rows = stands[_belongs_to(placed.occurrence)]
        rows.setdefault((placed.tenant.value, placed.environment.value), placed)
    declarations = (
        PlacedDeclaration(declaration, tenant, environment)
        for declaration in merged.declarations
        for tenant, environment in _assignments(
            declaration, stands.get(_declared_as(declaration), {}).values(), inventory
        )
    )
    return occurrences, tuple(declarations)


def rows(
    occurrences: Sequence[PlacedOccurrence],
    declarations: Sequence[PlacedDeclaration],
    left_out: Sequence[PlacedOccurrence] = (),
) -> tuple[Row, ...]:
    """Return the units of review, sorted by server, tenant and environment.

    What is `left_out` makes none of its own.
    """
    held = _by_unit(occurrences)
    ignored = _by_unit(left_out)
    declared: dict[tuple[str, str, str], list[PlacedDeclaration]] = defaultdict(list)
    for known in declarations:
        key = (known.declaration.server, known.tenant.value, known.environment.value)
        declared[key].append(known)
    return tuple(
        replace(
            _row(key[0], held.get(key, []), declared.get(key, [])),
            left_out=tuple(ignored.get(key, ())),
        )
        for key in sorted(held.keys() | declared.keys())
    )


def _by_unit(
    occurrences: Sequence[PlacedOccurrence],
) -> dict[tuple[str, str, str], list[PlacedOccurrence]]:
    held: dict[tuple[str, str, str], list[PlacedOccurrence]] = defaultdict(list)
    for item in occurrences:
        held[item.occurrence.server, item.tenant.value, item.environment.value].append(item)
    return held


def place_of(item: Declaration | Occurrence) -> Place:
    """Return the place of `item` as inventory rules see it."""
    name = item.name if isinstance(item, Declaration) else item.server_name
    refs = item.lifetime.refs
    return Place(item.repository, item.path, item.server, name, item.client, refs)


def _place_occurrence(
    item: Occurrence, inventory: Inventory, claims: Iterable[tuple[str, str]]
) -> PlacedOccurrence:
    """Place `item` by what is nearest to it; by all signals of its server where that is silent.

    The settings of a server hold for all its values, but with `PROD_KEY` beside `DEV_KEY` each
    name speaks for its own value only.
    """
    where = place_of(item)
    every = {*item.signals, *(Signal(Origin.CLAIM, name, text) for name, text in claims)}
    near = {*_near(item), *(Signal(Origin.CLAIM, name, text) for name, text in claims)}
    first = Facts(where, _with_host(near, item.server))
    second = Facts(where, _with_host(every, item.server))
    tenant, environment = tenancy.tenant(first, inventory), tenancy.environment(first, inventory)
    return PlacedOccurrence(
        item,
        tenant if _speaks(tenant) else tenancy.tenant(second, inventory),
        environment if _speaks(environment) else tenancy.environment(second, inventory),
    )


def _near(item: Occurrence) -> Iterable[Signal]:
    hosts = [signal for signal in item.signals if signal.origin is Origin.HOST]
    own_hosts = [signal for signal in hosts if signal.name == item.name]
    yield from own_hosts or hosts
    for signal in item.signals:
        named = signal.origin is Origin.VARIABLE and signal.name == item.name
        if named or signal.origin is Origin.SETTING:
            yield signal
    if item.slot is Slot.ENV:
        yield Signal(Origin.VARIABLE, item.name, item.name)


def _speaks(assignment: Assignment) -> bool:
    return bool(assignment.rule)


def _assignments(
    declaration: Declaration, held: Iterable[PlacedOccurrence], inventory: Inventory
) -> list[tuple[Assignment, Assignment]]:
    if placed := [(item.tenant, item.environment) for item in held]:
        return placed
    signals = _with_host(set(declaration.signals), declaration.server)
    facts = Facts(place_of(declaration), signals)
    return [(tenancy.tenant(facts, inventory), tenancy.environment(facts, inventory))]


def _with_host(signals: set[Signal], server: str) -> tuple[Signal, ...]:
    host = tenancy.host_of(server) if "://" in server else ""
    if host and not {"$", "{"} & set(host):
        signals = signals | {Signal(Origin.HOST, "server", host)}
    return tuple(sorted(signals, key=lambda signal: (signal.origin, signal.name, signal.text)))


def _declared_as(item: Declaration) -> tuple[str, ...]:
    return (item.repository, item.path, item.server, item.name)


def _belongs_to(item: Occurrence) -> tuple[str, ...]:
    return (item.repository, item.path, item.server, item.server_name)


def _row(
    server: str, occurrences: Sequence[PlacedOccurrence], declarations: Sequence[PlacedDeclaration]
) -> Row:
    members: list[PlacedOccurrence | PlacedDeclaration] = [*occurrences, *declarations]
    return Row(
        server,
        _strongest([item.tenant for item in members]),
        _strongest([item.environment for item in members]),
        tuple(item.declaration for item in declarations),
        tuple(occurrences),
    )


def _strongest(assignments: Sequence[Assignment]) -> Assignment:
    """Return the best founded assignment, with a conflict if any of the others has one."""
    best = min(
        set(assignments),
        key=lambda item: (
            -CONFIDENCES.index(item.confidence),
            item.rule,
            item.matched,
            item.conflict,
        ),
    )
    conflicts = sorted({item.conflict for item in assignments if item.conflict})
    if best.conflict or not conflicts:
        return best
    return replace(best, conflict=conflicts[0])
