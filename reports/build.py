"""From facts to a report: merge, place, judge, group."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from reports import grouping, lifespan, suppressing
from reports.accepting import accept
from reports.assessment.addresses import addresses_of
from reports.assessment.answering import answering
from reports.assessment.assess import Evidence, Known, Said, assess, distinct
from reports.assessment.gaps import gaps_by_repository
from reports.assessment.identity import Shared, identity
from reports.assessment.settings import settings
from reports.assessment.severity import Standing, modifiers_of, rate_credential, worst
from reports.assessment.spread import spread
from reports.attestations import attested
from reports.grouping import OUTSIDE, Row
from reports.inventory import EMPTY, Inventory, Rule, declared, unused
from reports.merging import merge
from reports.model import (
    UNASSIGNED,
    CredentialRecord,
    Exposure,
    Group,
    PlacedOccurrence,
    Report,
    ScanInfo,
    ServerRecord,
)
from reports.owners import by_path
from reports.policy import DEFAULT, Policy
from reports.verdict import exit_code, overall
from scanner.model import Credential, Declaration, State, Transport, UnitResult

__all__ = ["build", "exit_code", "unused_rules"]

_STATES = list(State)


def build(
    results: Sequence[UnitResult],
    scan: ScanInfo,
    inventory: Inventory = EMPTY,
    policy: Policy = DEFAULT,
) -> Report:
    """Return the report on `results`, the same whatever their order.

    Raise `ReviewFileError` if two equally specific rules of `inventory` disagree on a place.
    """
    merged = merge(results)
    occurrences, declarations = grouping.place(merged, inventory)
    parts = suppressing.parted(occurrences, obey=scan.obey_suppressions)
    gone = parts.gone
    counting = [item for item in merged.credentials if item.fingerprint not in gone]
    servers = {item.server for item in merged.declarations}
    vouched = attested(inventory.attestations, merged.occurrences, scan.started_at, servers)
    said = Said(inventory, policy, vouched, by_path(merged.owners))
    known = _known(counting, parts.counting, scan.started_at, said)
    rows = grouping.rows(parts.counting, declarations, parts.left_out)
    gaps = suppressing.gaps(gaps_by_repository(results, scan), parts.left_out)
    slots = suppressing.without(merged.slots, gone)
    judged, requests = assess(
        rows,
        Evidence(
            known,
            gaps,
            scan.started_at,
            slots=slots,
            settings=settings(results),
            said=said,
        ),
    )
    exposures, exceptions = accept(judged, rows, policy, scan.started_at)
    records = tuple(known[fingerprint].record for fingerprint in sorted(known))
    live = frozenset(
        record.credential.fingerprint for record in records if record.state is State.LIVE
    )
    return Report(
        # What is ignored is there all the same: it makes no result clean.
        verdict=overall(
            merged.coverage,
            credentials=len(merged.credentials),
            skipped=len(merged.skipped),
        ),
        scan=scan,
        coverage=merged.coverage,
        skipped=merged.skipped,
        credentials=records,
        servers=_servers(merged.declarations, occurrences, _shared(known, rows, policy)),
        exposures=exposures,
        by_server=_groups(exposures, lambda item: item.server or OUTSIDE, live),
        by_tenant=_groups(exposures, lambda item: item.tenant.value, live),
        by_environment=_groups(exposures, lambda item: item.environment.value, live),
        slots=slots,
        requests=requests,
        suppressed=parts.places,
        exceptions=exceptions,
        attestations=vouched.records,
    )


def unused_rules(results: Sequence[UnitResult], inventory: Inventory) -> tuple[Rule, ...]:
    """Return the rules of `inventory` that match nothing of `results`."""
    merged = merge(results)
    places = (
        *map(grouping.place_of, merged.declarations),
        *map(grouping.place_of, merged.occurrences),
    )
    return unused(inventory, places)


def _known(
    credentials: Sequence[Credential],
    occurrences: Sequence[PlacedOccurrence],
    at: str,
    said: Said,
) -> dict[str, Known]:
    places: dict[str, list[PlacedOccurrence]] = defaultdict(list)
    for item in occurrences:
        places[item.occurrence.fingerprint].append(item)
    return {
        item.fingerprint: _one(item, places[item.fingerprint], at, said) for item in credentials
    }


def _one(credential: Credential, places: Sequence[PlacedOccurrence], at: str, said: Said) -> Known:
    live = [item for item in places if item.occurrence.lifetime.state is State.LIVE]
    everywhere, tips = spread(places), spread(live or places)
    states = [item.occurrence.lifetime.state for item in places]
    state = min(states, key=_STATES.index, default=State.UNREACHABLE)
    environments = [item.environment for item in places]
    lifetimes = [item.occurrence.lifetime for item in places]
    record = said.attested.revoked(credential.fingerprint)
    standing = Standing(
        state,
        everywhere,
        returned=sum(len(life.returned) for life in lifetimes),
        public=_public(places, said.inventory),
        revoked=f"attested as revoked, {record.attestation.evidence_ref}" if record else "",
    )
    modifiers = modifiers_of(credential, standing, environments, at)
    rating = rate_credential(credential, state, modifiers)
    told = CredentialRecord(
        credential=credential,
        severity=rating.severity,
        severity_trace=rating.trace,
        state=state,
        first_seen=lifespan.first(item.first for item in lifetimes),
        last_seen=lifespan.last(item.last for item in lifetimes),
        servers=everywhere.servers,
        tenants=distinct(item.tenant.value for item in places),
        environments=distinct(item.environment.value for item in places),
        occurrences=tuple(places),
        exposed_days=lifespan.exposed_days(lifetimes),
        reach=everywhere.reach,
    )
    owners = answering(places, said.inventory, said.named)
    return Known(told, everywhere, tips, standing, owners)


def _public(places: Sequence[PlacedOccurrence], inventory: Inventory) -> tuple[str, ...]:
    """Return the repositories of `places` that the reviewer declares as public."""
    if not any(rule.visibility for rule in inventory.rules):
        return ()
    return distinct(
        item.occurrence.repository
        for item in places
        if declared(inventory, grouping.place_of(item.occurrence), "visibility").value == "public"
    )


def _servers(
    declarations: Sequence[Declaration],
    occurrences: Sequence[PlacedOccurrence],
    shared: Shared,
) -> tuple[ServerRecord, ...]:
    declared: dict[str, list[Declaration]] = defaultdict(list)
    held: dict[str, list[PlacedOccurrence]] = defaultdict(list)
    for item in declarations:
        declared[item.server].append(item)
    for placed in occurrences:
        held[placed.occurrence.server].append(placed)
    identities = sorted((declared.keys() | held.keys()) - {""})
    return tuple(
        _server(called, declared.get(called, []), held.get(called, []), shared)
        for called in identities
    )


def _shared(known: dict[str, Known], rows: Sequence[Row], policy: Policy) -> Shared:
    return Shared(
        fingerprints=frozenset(
            fingerprint
            for fingerprint, item in known.items()
            if not item.record.credential.default and item.tips.is_wide
        ),
        addresses=frozenset(key for key, item in addresses_of(rows).items() if item.is_wide),
        oauth_hosts=policy.oauth_hosts,
    )


def _server(
    called: str,
    declarations: Sequence[Declaration],
    occurrences: Sequence[PlacedOccurrence],
    shared: Shared,
) -> ServerRecord:
    transports = {item.transport for item in declarations}
    names = [item.name for item in declarations]
    names += [item.occurrence.server_name for item in occurrences]
    clients = [item.client for item in declarations]
    clients += [item.occurrence.client for item in occurrences]
    told = identity(declarations, occurrences, shared)
    return ServerRecord(
        identity=called,
        names=distinct(names),
        transport=transports.pop() if len(transports) == 1 else Transport.UNKNOWN,
        clients=distinct(clients),
        declarations=tuple(declarations),
        identity_model=told.model,
        identity_grade=told.grade,
        identity_reason=told.reason,
    )


def _groups(
    exposures: Sequence[Exposure], name: Callable[[Exposure], str], live: frozenset[str]
) -> tuple[Group, ...]:
    """Group by `name`: the unassigned first, then the worst, then by name."""
    members: dict[str, list[Exposure]] = defaultdict(list)
    for item in exposures:
        members[name(item)].append(item)
    groups = (_group(label, members[label], live) for label in members)
    return tuple(
        sorted(groups, key=lambda item: (item.name != UNASSIGNED, -item.severity.rank, item.name))
    )


def _group(label: str, members: Sequence[Exposure], live: frozenset[str]) -> Group:
    credentials = distinct(text for item in members for text in item.credentials)
    return Group(
        name=label,
        severity=worst(item.severity for item in members),
        exposures=len(members),
        servers=distinct(item.server for item in members if item.server),
        tenants=distinct(item.tenant.value for item in members),
        environments=distinct(item.environment.value for item in members),
        credentials=credentials,
        live=len(live & set(credentials)),
    )
