"""One row for each place where a credential is or was; joined to others by `credential_id`."""

from typing import Final

from reports.model import PlacedOccurrence, Report
from reports.tables import listed, table
from scanner.model import Stamp

_HEADER: Final = (
    "credential_id", "state", "repository", "path", "line", "column", "pointer", "slot", "name",
    "server", "server_name", "client", "tenant", "tenant_confidence", "environment",
    "environment_confidence", "first_commit", "first_at", "last_commit", "last_at",
    "removed_commit", "removed_at", "exposed_days", "refs", "worktree", "form", "suppressed",
)  # fmt: skip


def render(report: Report) -> str:
    """Return the places, credential by credential."""
    return table(
        _HEADER, (_row(placed) for record in report.credentials for placed in record.occurrences)
    )


def _row(placed: PlacedOccurrence) -> tuple[object, ...]:
    one, life = placed.occurrence, placed.occurrence.lifetime
    return (
        one.fingerprint, life.state, one.repository, one.path, one.line, one.column, one.pointer,
        one.slot, one.name, one.server, one.server_name, one.client,
        placed.tenant.value, placed.tenant.confidence,
        placed.environment.value, placed.environment.confidence,
        *_stamp(life.first), *_stamp(life.last), *_stamp(life.removed), life.exposed_days,
        listed(sorted(life.refs)), "yes" if life.worktree else "no", one.form, one.suppressed,
    )  # fmt: skip


def _stamp(stamp: Stamp | None) -> tuple[str, str]:
    return (stamp.commit, stamp.at) if stamp else ("", "")
