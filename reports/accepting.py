"""Exceptions applied: a failure that somebody accepts stays a failure, and says who accepts it.

A failure of a row is accepted only if all of its places are: an exception for one secret, or for
one file, leaves what else the row fails for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fnmatch import fnmatchcase

from reports.exceptions import ExceptionRecord, ExceptionStatus, RiskException
from reports.grouping import Row
from reports.lifespan import moment
from reports.model import CheckResult, CheckState, Exposure
from reports.policy import Policy
from reports.texts import count
from scanner.model import State

_SOON = timedelta(days=30)
_OF_DECLARATIONS = frozenset(
    {"MX-13", "MX-16", "MX-17", "MX-18", "MX-19", "MX-20", "MX-22", "MX-23"}
)
"""Checks that judge how servers are declared; the others judge credentials."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One of the places that a failure rests on; no fingerprint for that of a declaration."""

    fingerprint: str
    repository: str
    path: str


@dataclass(frozen=True, slots=True)
class _Failure:
    """A check that fails in one row."""

    check: str
    row: int
    exposure: Exposure
    places: frozenset[_Place]


def accept(
    exposures: Sequence[Exposure], rows: Sequence[Row], policy: Policy, at: str
) -> tuple[tuple[Exposure, ...], tuple[ExceptionRecord, ...]]:
    """Return `exposures` with what the exceptions of `policy` accept at `at`, and all exceptions.

    `rows` are what the exposures were judged from, in the same order; `at` is ISO 8601.
    """
    if not policy.exceptions:
        return tuple(exposures), ()
    failures = [
        _Failure(check.id, number, exposure, _places(check.id, row))
        for number, (exposure, row) in enumerate(zip(exposures, rows, strict=True))
        for check in exposure.checks
        if check.state is CheckState.FAIL
    ]
    selected = {
        item.id: [
            failure
            for failure in failures
            if failure.check == item.check and _selected(item, failure)
        ]
        for item in policy.exceptions
    }
    told = [_judged(item, selected[item.id], policy, at) for item in policy.exceptions]
    effective = [
        record.exception
        for record in told
        if record.status in {ExceptionStatus.ACTIVE, ExceptionStatus.EXPIRING}
    ]
    accepted: dict[tuple[int, str], str] = {}
    for failure in failures:
        by = [item for item in effective if failure in selected[item.id]]
        if by and failure.places <= frozenset().union(*(_selected(item, failure) for item in by)):
            accepted[failure.row, failure.check] = ", ".join(sorted(item.id for item in by))
    return (
        tuple(_overlaid(item, number, accepted) for number, item in enumerate(exposures)),
        tuple(_counted(record, selected[record.exception.id], accepted) for record in told),
    )


def _places(check: str, row: Row) -> frozenset[_Place]:
    """Return the places that a failure of `check` in `row` rests on."""
    declared = frozenset(_Place("", item.repository, item.path) for item in row.declarations)
    if declared and (check in _OF_DECLARATIONS or not row.occurrences):
        return declared
    found = [item.occurrence for item in row.occurrences]
    live = [item for item in found if item.lifetime.state is State.LIVE]
    gone = [item for item in found if item.lifetime.state is not State.LIVE]
    held = {"MX-01": live, "MX-02": gone}.get(check) or found
    return frozenset(_Place(item.fingerprint, item.repository, item.path) for item in held)


def _selected(item: RiskException, failure: _Failure) -> frozenset[_Place]:
    """Return the places of `failure` that `item` selects."""
    chosen, exposure = item.selector, failure.exposure
    pairs = (
        (chosen.server, exposure.server),
        (chosen.tenant, exposure.tenant.value),
        (chosen.environment, exposure.environment.value),
    )
    if not all(_fits(glob, text) for glob, text in pairs):
        return frozenset()
    return frozenset(
        place
        for place in failure.places
        if chosen.fingerprint in {"", place.fingerprint}
        and _fits(chosen.path, place.path)
        and _fits(chosen.repository, place.repository)
    )


def _fits(glob: str, text: str) -> bool:
    return not glob or fnmatchcase(text, glob)


def _judged(
    item: RiskException, selected: Sequence[_Failure], policy: Policy, at: str
) -> ExceptionRecord:
    now = moment(at)
    today = now.date() if now else item.expires_on + timedelta(days=1)
    rows = len({failure.row for failure in selected})
    if item.check in policy.non_acceptable:
        why = f"the policy lets nobody accept {item.check}: ignored"
        return ExceptionRecord(item, ExceptionStatus.REFUSED, why)
    if today < item.approved_on:
        return ExceptionRecord(
            item, ExceptionStatus.REFUSED, f"approved only on {item.approved_on}"
        )
    if item.expires_on < today:
        verb = "counts" if rows == 1 else "count"
        why = f"expired on {item.expires_on}; {count(rows, 'failure')} {verb} again"
        return ExceptionRecord(item, ExceptionStatus.EXPIRED, why)
    if rows > policy.exception_max_rows:
        why = f"it selects {rows} rows; the policy allows {policy.exception_max_rows}"
        return ExceptionRecord(item, ExceptionStatus.REFUSED, why)
    if not rows:
        return ExceptionRecord(item, ExceptionStatus.UNUSED, "it selects no failure")
    soon = item.expires_on - today <= _SOON
    status = ExceptionStatus.EXPIRING if soon else ExceptionStatus.ACTIVE
    return ExceptionRecord(item, status, f"until {item.expires_on}")


def _counted(
    record: ExceptionRecord, selected: Sequence[_Failure], accepted: dict[tuple[int, str], str]
) -> ExceptionRecord:
    if record.status not in {ExceptionStatus.ACTIVE, ExceptionStatus.EXPIRING}:
        return record
    whole = sum((failure.row, failure.check) in accepted for failure in selected)
    left = len(selected) - whole
    more = f"; {count(left, 'row')} only in part, which still counts" if left else ""
    return replace(record, rows=whole, reason=record.reason + more)


def _overlaid(exposure: Exposure, number: int, accepted: dict[tuple[int, str], str]) -> Exposure:
    checks = tuple(_with(item, accepted.get((number, item.id), "")) for item in exposure.checks)
    return replace(exposure, checks=checks)


def _with(check: CheckResult, identifier: str) -> CheckResult:
    failed = check.state is CheckState.FAIL
    return replace(check, accepted=identifier) if identifier and failed else check
