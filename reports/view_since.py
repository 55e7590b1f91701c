"""What a page tells of an earlier report: what changed, and where that stands in this one."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.delta import Change, Changed, Delta
from reports.telling import notes
from reports.texts import count, day
from reports.view import View


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A credential, or a row of the review, that people have to look at."""

    item: Changed
    anchor: str
    """Where it stands in this report; empty if it does not."""
    notes: str
    """Why it counts as changed, how severe it was, and whether it is open for too long."""


@dataclass(frozen=True, slots=True)
class Since:
    """All changes since an earlier report, ready to be laid out."""

    day: str
    counts: tuple[tuple[str, str], ...]
    """(what became of it, how many credentials and rows), those that are none left out."""
    verdicts: str
    """The verdict then and now, if they differ."""
    credentials: tuple[ChangedRow, ...]
    exposures: tuple[ChangedRow, ...]
    differences: tuple[str, ...]


def since(shown: View) -> Since | None:
    """Return what changed since the baseline of a report; None without one."""
    delta = shown.report.baseline
    if delta is None:
        return None
    credentials = {row.record.credential.fingerprint: row.anchor for row in shown.credentials}
    rows = {
        (row.exposure.server, row.exposure.tenant.value, row.exposure.environment.value): row.anchor
        for row in shown.exposures
    }
    return Since(
        day=day(delta.baseline_at),
        counts=_counts(delta),
        verdicts=_verdicts(delta),
        credentials=tuple(
            _row(item, credentials.get(item.fingerprint, "")) for item in _to_see(delta.credentials)
        ),
        exposures=tuple(
            _row(item, rows.get((item.title, item.tenant, item.environment), ""))
            for item in _to_see(delta.exposures)
        ),
        differences=delta.differences,
    )


def _to_see(items: Sequence[Changed]) -> list[Changed]:
    """Return what changed, then what did not and is open past its limit."""
    return [item for item in items if item.change is not Change.UNCHANGED] + [
        item for item in items if item.change is Change.UNCHANGED and item.overdue
    ]


def _row(item: Changed, anchor: str) -> ChangedRow:
    return ChangedRow(item, anchor, "; ".join(notes(item, str)))


def _counts(delta: Delta) -> tuple[tuple[str, str], ...]:
    found = [(change.capitalize(), *delta.count(change)) for change in Change]
    overdue = (
        "Open past the limit",
        sum(item.overdue for item in delta.credentials),
        sum(item.overdue for item in delta.exposures),
    )
    return tuple(
        (name, f"{count(credentials, 'credential')}, {count(rows, 'exposure')}")
        for name, credentials, rows in (*found, overdue)
        if credentials or rows
    )


def _verdicts(delta: Delta) -> str:
    if delta.verdict is delta.verdict_before:
        return ""
    return f"{delta.verdict_before} before, {delta.verdict} now"
