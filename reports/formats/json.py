"""The JSON report, version 1: a contract of its own, written apart from our types.

Its schema is `reports/report.schema.json`; changes are additive only.
"""

import json
from typing import Any

from reports.escaping import json_text
from reports.formats.json_declared import attestation, exception
from reports.formats.json_judged import controls, published, requests, standing
from reports.formats.json_lives import life, slot, stamp
from reports.model import (
    Assignment,
    CheckResult,
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


def render(report: Report) -> str:
    """Return `report` as JSON, valid UTF-8 that shows on a terminal as it is, with a newline."""
    return json_text(json.dumps(_report(report), ensure_ascii=False, indent=2)) + "\n"


def _report(report: Report) -> _Object:
    return {
        "schema": SCHEMA,
        "verdict": report.verdict,
        "scan": _scan(report.scan),
        "coverage": _coverage(report.coverage),
        "skipped": [_skipped(item) for item in report.skipped],
        "credentials": [_credential(item) for item in report.credentials],
        "servers": [_server(item) for item in report.servers],
        "exposures": [_exposure(item) for item in report.exposures],
        "requests": requests(report),
        "frameworks": published(),
        "controls": controls(),
        "slots": [slot(item) for item in report.slots],
        "suppressed": [_suppressed(item) for item in report.suppressed],
        "exceptions": [exception(item) for item in report.exceptions],
        "attestations": [attestation(item) for item in report.attestations],
        "baseline": changes(report.baseline) if report.baseline else None,
        "groups": {
            "server": [_group(item) for item in report.by_server],
            "tenant": [_group(item) for item in report.by_tenant],
            "environment": [_group(item) for item in report.by_environment],
        },
    }


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


def _credential(record: CredentialRecord) -> _Object:
    credential = record.credential
    return {
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
        "servers": list(record.servers),
        "tenants": list(record.tenants),
        "environments": list(record.environments),
        "evidence": list(credential.evidence),
        "claims": dict(credential.claims),
        "occurrences": [_occurrence(item) for item in record.occurrences],
    }


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


def _server(server: ServerRecord) -> _Object:
    return {
        "identity": server.identity,
        "names": list(server.names),
        "transport": server.transport,
        "clients": list(server.clients),
        "identity_model": server.identity_model,
        "identity_grade": server.identity_grade,
        "identity_reason": server.identity_reason,
        "declarations": [_declaration(item) for item in server.declarations],
    }


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


def _exposure(exposure: Exposure) -> _Object:
    readiness = exposure.readiness
    return {
        "server": exposure.server,
        "tenant": exposure.tenant.value,
        "tenant_basis": _basis(exposure.tenant),
        "environment": exposure.environment.value,
        "environment_basis": _basis(exposure.environment),
        "severity": exposure.severity,
        "owner": {"name": exposure.owner.name, "basis": exposure.owner.basis},
        "credentials": list(exposure.credentials),
        "checks": [_check(item) for item in exposure.checks],
        "readiness": _answers(readiness),
        "readiness_reasons": _reasons(readiness),
        **standing(exposure),
    }


def _check(check: CheckResult) -> _Object:
    return {
        "id": check.id,
        "title": check.title,
        "state": check.state,
        "grade": check.grade,
        "reason": check.reason,
        "severity": check.severity,
        "accepted": bool(check.accepted),
        "accepted_by": check.accepted,
    }


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
