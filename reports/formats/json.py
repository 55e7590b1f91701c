"""The JSON report, version 1: a contract of its own, written apart from our types.

Its schema is `reports/report.schema.json`; changes are additive only. Every item of a list is a
line, so that a report of 10,000 rows can be searched line by line.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from reports.encoding import exact, lined, listing
from reports.formats.json_declared import attestation, exception
from reports.formats.json_judged import Judged, controls, published, requests, standing, titles
from reports.formats.json_lives import life, slot, stamp
from reports.model import (
    Assignment,
    CredentialRecord,
    Exposure,
    Group,
    PlacedOccurrence,
    Readiness,
    Report,
    ScanInfo,
    ServerRecord,
)
from reports.telling import as_object as changes
from scanner.model import Coverage, Declaration, Occurrence, Skipped

SCHEMA = "mcp-exposure/report/1"

_Object = dict[str, Any]


def render(report: Report) -> bytes:
    """Return `report` as JSON, valid UTF-8 that shows on a terminal as it is, with a newline."""
    return b"".join(_parts(report))


def _parts(report: Report) -> Iterator[bytes]:
    before = "{\n"
    for name, text in _sections(report):
        yield f"{before}{exact(name)}:{text}".encode()
        before = ",\n"
    yield b"\n}\n"


def _sections(report: Report) -> Iterator[tuple[str, str]]:
    """Yield each part of the report with its name, one after the other made."""
    judged = Judged()
    yield "schema", exact(SCHEMA)
    yield "verdict", exact(report.verdict)
    yield "scan", exact(_scan(report.scan))
    yield "coverage", exact(_coverage(report.coverage))
    yield "skipped", listing(exact(_skipped(item)) for item in report.skipped)
    yield "credentials", listing(map(_credential, report.credentials))
    yield "servers", listing(map(_server, report.servers))
    yield "checks", exact(titles())
    yield "exposures", listing(_exposure(item, judged) for item in report.exposures)
    yield "requests", listing(map(exact, requests(report)))
    yield "frameworks", listing(map(exact, published()))
    yield "controls", exact(controls())
    yield "slots", listing(map(slot, report.slots))
    yield "suppressed", listing(exact(_suppressed(item)) for item in report.suppressed)
    yield "exceptions", listing(exact(exception(item)) for item in report.exceptions)
    yield "attestations", listing(exact(attestation(item)) for item in report.attestations)
    yield "baseline", exact(changes(report.baseline) if report.baseline else None)
    yield "groups", _groups(report)


def _scan(scan: ScanInfo) -> _Object:
    return {
        "tool": {"name": "mcp-exposure", "version": scan.version},
        "rules_digest": scan.rules_digest,
        "targets": list(scan.targets),
        "started_at": scan.started_at,
        "finished_at": scan.finished_at,
        "key_id": scan.key_id,
        "key_ephemeral": scan.key_ephemeral,
        "discover": scan.discover,
        "history": scan.history,
        "authors": scan.authors,
        "obey_suppressions": scan.obey_suppressions,
        "inventory_digest": scan.inventory_digest,
        "policy_digest": scan.policy_digest,
    }


def _coverage(coverage: Coverage) -> _Object:
    return {
        "repositories": coverage.repositories,
        "without_history": coverage.without_history,
        "refs": coverage.refs,
        "commits": coverage.commits,
        "blobs": coverage.blobs,
        "bytes": coverage.bytes,
        "files": coverage.files,
        "recognised": coverage.recognised,
        "parsed": coverage.parsed,
        "partly_parsed": coverage.partly_parsed,
        "values": coverage.values,
        "shallow": list(coverage.shallow),
        "partial": list(coverage.partial),
        "missing_objects": coverage.missing_objects,
        "submodules": list(coverage.submodules),
        "lfs_pointers": coverage.lfs_pointers,
        "unreachable_commits": coverage.unreachable_commits,
        "unreachable_blobs": coverage.unreachable_blobs,
        "traced": coverage.traced,
        "traced_bytes": coverage.traced_bytes,
        "untraced": list(coverage.untraced),
        "suppression_files": list(coverage.suppression_files),
    }


def _skipped(item: Skipped) -> _Object:
    return {"subject": item.subject, "reason": item.reason, "effect": item.effect}


def _credential(record: CredentialRecord) -> str:
    credential = record.credential
    head = {
        "fingerprint": credential.fingerprint,
        "kind": credential.kind,
        "kind_name": credential.kind_name,
        "issuer": credential.issuer,
        "life": credential.life,
        "subject": credential.subject or "unknown",
        "confidence": credential.confidence,
        "privileged": credential.privileged,
        "default": credential.default,
        "severity": record.severity,
        "severity_trace": list(record.severity_trace),
        "state": record.state,
        "preview": credential.preview,
        "rotate": credential.rotate,
        "revoke": credential.revoke or credential.rotate,
        "alternative": credential.alternative,
        "first_seen": stamp(record.first_seen),
        "last_seen": stamp(record.last_seen),
        "exposed_days": record.exposed_days,
        "reach": {
            "tenants": record.reach.tenants,
            "environments": record.reach.environments,
            "servers": record.reach.servers,
            "repositories": record.reach.repositories,
            "people": record.reach.people,
        },
        "servers": list(record.servers),
        "tenants": list(record.tenants),
        "environments": list(record.environments),
        "evidence": list(credential.evidence),
        "claims": dict(credential.claims),
    }
    return lined(head, "occurrences", (exact(_occurrence(item)) for item in record.occurrences))


def _occurrence(placed: PlacedOccurrence) -> _Object:
    item, lifetime = placed.occurrence, placed.occurrence.lifetime
    first, last, removed = lifetime.first, lifetime.last, lifetime.removed
    return {
        "repository": item.repository,
        "path": item.path,
        "pointer": item.pointer,
        "line": item.line,
        "column": item.column,
        "slot": item.slot,
        "name": item.name,
        "server": item.server,
        "server_name": item.server_name,
        "client": item.client,
        "tenant": placed.tenant.value,
        "tenant_basis": _basis(placed.tenant),
        "environment": placed.environment.value,
        "environment_basis": _basis(placed.environment),
        "state": lifetime.state,
        "first_commit": first.commit if first else None,
        "first_at": first.at if first else None,
        "last_commit": last.commit if last else None,
        "last_at": last.at if last else None,
        "removed_commit": removed.commit if removed else None,
        "removed_at": removed.at if removed else None,
        "refs": sorted(lifetime.refs),
        "worktree": lifetime.worktree,
        "form": item.form,
        "suppressed": item.suppressed,
        **life(lifetime),
    }


def _suppressed(item: Occurrence) -> _Object:
    return {
        "fingerprint": item.fingerprint,
        "repository": item.repository,
        "path": item.path,
        "line": item.line,
        "column": item.column,
        "by": item.suppressed,
    }


def _basis(assignment: Assignment) -> _Object:
    return {
        "confidence": assignment.confidence,
        "rule": assignment.rule,
        "matched": assignment.matched,
        "conflict": assignment.conflict,
    }


def _server(server: ServerRecord) -> str:
    head = {
        "identity": server.identity,
        "names": list(server.names),
        "transport": server.transport,
        "clients": list(server.clients),
        "identity_model": server.identity_model,
        "identity_grade": server.identity_grade,
        "identity_reason": server.identity_reason,
    }
    return lined(head, "declarations", (exact(_declaration(item)) for item in server.declarations))


def _declaration(item: Declaration) -> _Object:
    lifetime = item.lifetime
    return {
        "repository": item.repository,
        "path": item.path,
        "pointer": item.pointer,
        "client": item.client,
        "name": item.name,
        "transport": item.transport,
        "references": item.references,
        "unexpanded": list(item.unexpanded),
        "state": lifetime.state,
        "first_commit": lifetime.first.commit if lifetime.first else None,
        "first_at": lifetime.first.at if lifetime.first else None,
        "removed_at": lifetime.removed.at if lifetime.removed else None,
        "refs": sorted(lifetime.refs),
        "worktree": lifetime.worktree,
        **life(lifetime),
    }


def _exposure(exposure: Exposure, judged: Judged) -> str:
    readiness = exposure.readiness
    head = {
        "server": exposure.server,
        "tenant": exposure.tenant.value,
        "tenant_basis": _basis(exposure.tenant),
        "environment": exposure.environment.value,
        "environment_basis": _basis(exposure.environment),
        "severity": exposure.severity,
        "owner": {"name": exposure.owner.name, "basis": exposure.owner.basis},
        "credentials": list(exposure.credentials),
        "readiness": _answers(readiness),
        "readiness_reasons": _reasons(readiness),
        **standing(exposure),
    }
    return lined(head, "checks", map(judged.check, exposure.checks))


def _answers(readiness: Readiness) -> _Object:
    return {
        "scoped": readiness.scoped.answer,
        "logged": readiness.logged.answer,
        "rotated": readiness.rotated.answer,
        "revoked": readiness.revoked.answer,
    }


def _reasons(readiness: Readiness) -> _Object:
    return {
        "scoped": readiness.scoped.reason,
        "logged": readiness.logged.reason,
        "rotated": readiness.rotated.reason,
        "revoked": readiness.revoked.reason,
    }


def _groups(report: Report) -> str:
    kinds: tuple[tuple[str, Iterable[Group]], ...] = (
        ("server", report.by_server),
        ("tenant", report.by_tenant),
        ("environment", report.by_environment),
    )
    told = (f"{exact(name)}:{listing(exact(_group(one)) for one in held)}" for name, held in kinds)
    return f"{{{','.join(told)}}}"


def _group(group: Group) -> _Object:
    return {
        "name": group.name,
        "severity": group.severity,
        "exposures": group.exposures,
        "servers": list(group.servers),
        "tenants": list(group.tenants),
        "environments": list(group.environments),
        "credentials": list(group.credentials),
        "live": group.live,
    }
