"""One row for each credential: the list that somebody works through, one rotation after the other.

Not one for each credential and check: rotating ends all its failures at once, so they are a column.
Where it stands is in `occurrences.csv`, what failed where in `checks.csv`.
"""

from collections import defaultdict
from typing import Final

from reports.failures import key
from reports.model import CheckState, CredentialRecord, Exposure, Report
from reports.tables import listed, table

_HEADER: Final = (
    "credential_id", "severity", "state", "kind", "kind_name", "issuer", "preview", "confidence",
    "life", "subject", "privileged", "default", "servers", "tenants", "environments", "owners",
    "repositories", "places", "first_seen", "last_seen", "exposed_days", "failed_checks",
    "severity_trace", "evidence", "rotate", "revoke", "alternative",
)  # fmt: skip

_Rows = dict[tuple[str, str, str], Exposure]


def render(report: Report) -> str:
    """Return the credentials, the most severe first."""
    rows = {(one.server, one.tenant.value, one.environment.value): one for one in report.exposures}
    failed: dict[str, set[str]] = defaultdict(set)
    for row in report.exposures:
        names = {check.id for check in row.checks if check.state is CheckState.FAIL}
        for fingerprint in row.credentials:
            failed[fingerprint] |= names
    ranked = sorted(
        report.credentials, key=lambda one: (-one.severity.rank, one.credential.fingerprint)
    )
    return table(_HEADER, (_row(one, rows, failed[one.credential.fingerprint]) for one in ranked))


def _row(record: CredentialRecord, rows: _Rows, failed: set[str]) -> tuple[object, ...]:
    secret = record.credential
    held = [rows[key(placed)] for placed in record.occurrences if key(placed) in rows]
    return (
        secret.fingerprint, record.severity, record.state, secret.kind, secret.kind_name,
        secret.issuer, secret.preview, secret.confidence, secret.life, secret.subject,
        _yes(secret.privileged), _yes(secret.default),
        listed(record.servers), listed(record.tenants), listed(record.environments),
        listed(sorted({row.owner.name for row in held})),
        listed(sorted({placed.occurrence.repository for placed in record.occurrences})),
        len(record.occurrences),
        record.first_seen.at if record.first_seen else None,
        record.last_seen.at if record.last_seen else None,
        record.exposed_days, listed(sorted(failed)), listed(record.severity_trace),
        listed(secret.evidence), secret.rotate, secret.revoke or secret.rotate, secret.alternative,
    )  # fmt: skip


def _yes(told: bool) -> str:  # noqa: FBT001 - the value itself
    return "yes" if told else "no"
