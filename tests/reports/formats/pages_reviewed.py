"""A report with what people said of it, and with an earlier one to compare with."""

from dataclasses import replace
from datetime import date

from reports.attestations import Attestation, AttestationRecord, AttestationStatus, Claim
from reports.delta import Change, Changed, Delta
from reports.exceptions import (
    Decision,
    ExceptionRecord,
    ExceptionStatus,
    RiskException,
    Selector,
)
from reports.model import Overall, Report, Severity
from tests.reports.formats import pages


def reviewed() -> Report:
    """The rich report, reviewed: exceptions and attestations in every state, and a baseline."""
    found = pages.asking()
    return replace(
        found,
        exceptions=tuple(_exception(status, "team-tools") for status in ExceptionStatus),
        attestations=tuple(
            _attestation(status, found.credentials[0].credential.fingerprint)
            for status in AttestationStatus
        ),
        baseline=_delta(found),
    )


def reviewed_by_attackers() -> Report:
    """The same, and every name is an attack."""
    found = pages.hostile()
    name = pages.HOSTILE[1]
    return replace(
        found,
        exceptions=tuple(_exception(ExceptionStatus.ACTIVE, one) for one in pages.HOSTILE),
        attestations=tuple(
            AttestationRecord(
                Attestation(
                    1, Claim.LOGGED, date(2026, 1, 1), one, one, date(2027, 1, 1),
                    server=one, test="logged",
                ),
                AttestationStatus.IN_FORCE, one,
            )
            for one in pages.HOSTILE
        ),
        baseline=Delta(
            "2026-10-01T08:00:00Z",
            tuple(
                Changed(Change.NEW, one, Severity.HIGH, None, one, "ab" * 32)
                for one in pages.HOSTILE
            ),
            (Changed(Change.NEW, name, Severity.HIGH, None, name, tenant=name, environment=name),),
            Overall.CLEAN, Overall.EXPOSED, pages.HOSTILE,
        ),
    )  # fmt: skip


def _exception(status: ExceptionStatus, name: str) -> ExceptionRecord:
    told = RiskException(
        f"EX-{status}", "MX-01", Selector(path="demo/*", tenant=name), Decision.MITIGATE,
        "A demonstration without data.", name, f"{name} office", date(2026, 10, 1),
        date(2026, 12, 31), "risk committee", ("Its use raises an alert.",), "RISK-77",
    )  # fmt: skip
    return ExceptionRecord(told, status, f"{status}: why", rows=3)


def _attestation(status: AttestationStatus, fingerprint: str) -> AttestationRecord:
    told = Attestation(
        1, Claim.REVOKED, date(2026, 10, 1), "IAM", "TICKET-123", date(2027, 10, 1),
        fingerprint=fingerprint,
    )  # fmt: skip
    return AttestationRecord(told, status, f"{status}: why")


def _delta(found: Report) -> Delta:
    live, gone = found.credentials[0].credential, found.credentials[1].credential
    row = found.exposures[0]
    credentials = (
        Changed(Change.NEW, "first seen on 1 Nov 2026, after the baseline", Severity.CRITICAL,
                None, live.kind_name, live.fingerprint, open=True, days=9, limit=1),
        Changed(Change.NOT_SEEN, "its repository was not read whole: shallow", Severity.HIGH,
                Severity.HIGH, "Forgotten key", "cd" * 32),
        Changed(Change.RESOLVED, "removed by commit 0123456789ab", Severity.HIGH, Severity.CRITICAL,
                gone.kind_name, gone.fingerprint),
    )  # fmt: skip
    rows = (
        Changed(
            Change.REAPPEARED, "it is at a tip again", row.severity, None, row.server,
            tenant=row.tenant.value, environment=row.environment.value, open=True,
        ),
    )  # fmt: skip
    return Delta(
        "2026-10-01T08:00:00Z", credentials, rows, Overall.INCOMPLETE, Overall.EXPOSED,
        ("refs: 40 before, 41 now",),
    )  # fmt: skip
