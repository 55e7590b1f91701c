"""What a long report needs beside its rows: groups, counts of checks, and whom to ask for what."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from reports.assessment.requests import grouped
from reports.grouping import OUTSIDE
from reports.model import (
    UNASSIGNED,
    CheckState,
    EvidenceRequest,
    Exposure,
    Group,
    Report,
)
from reports.view import ExposureRow


@dataclass(frozen=True, slots=True)
class Section:
    """A server, a tenant or an environment with its exposures."""

    anchor: str
    group: Group
    exposures: tuple[ExposureRow, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one check came out over all exposures."""

    id: str
    title: str
    counts: tuple[int, ...]
    """In the order of `CheckState`; a failure that is accepted is a failure."""
    accepted: int
    """How many of the failures an exception accepts."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the rows of the review that it is about, worst first."""

    request: EvidenceRequest
    """Its server, tenant and environment are empty."""
    rows: tuple[ExposureRow, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is asked of one role."""

    role: str
    asks: tuple[Question, ...]


def by_server(report: Report, rows: tuple[ExposureRow, ...]) -> tuple[Section, ...]:
    """Return a section for each server; what is outside any comes first."""
    return _sections("s", report.by_server, rows, lambda one: one.server or OUTSIDE)


def by_tenant(report: Report, rows: tuple[ExposureRow, ...]) -> tuple[Section, ...]:
    """Return a section for each tenant, unassigned first."""
    return _sections("t", report.by_tenant, rows, lambda one: one.tenant.value)


def by_environment(report: Report, rows: tuple[ExposureRow, ...]) -> tuple[Section, ...]:
    """Return a section for each environment, unassigned first."""
    return _sections("v", report.by_environment, rows, lambda one: one.environment.value)


def _sections(
    letter: str,
    groups: tuple[Group, ...],
    exposures: tuple[ExposureRow, ...],
    key: Callable[[Exposure], str],
) -> tuple[Section, ...]:
    held: dict[str, list[ExposureRow]] = {}
    for row in exposures:
        held.setdefault(key(row.exposure), []).append(row)
    ranked = sorted(
        groups,
        key=lambda one: (one.name not in {OUTSIDE, UNASSIGNED}, -one.severity.rank, one.name),
    )
    return tuple(
        Section(f"{letter}{number}", one, tuple(held.get(one.name, ())))
        for number, one in enumerate(ranked, 1)
    )


def tallies(exposures: tuple[Exposure, ...]) -> tuple[Tally, ...]:
    """Return how each check came out, in the order of the ids."""
    checks = [check for exposure in exposures for check in exposure.checks]
    titles = {check.id: check.title for check in checks}
    counts = Counter((check.id, check.state) for check in checks)
    accepted = Counter(check.id for check in checks if check.accepted)
    return tuple(
        Tally(
            name,
            titles[name],
            tuple(counts[name, state] for state in CheckState),
            accepted[name],
        )
        for name in sorted(titles)
    )


def desks(report: Report, rows: tuple[ExposureRow, ...]) -> tuple[Desk, ...]:
    """Return what to ask, by role, what most rows wait for first; `rows` are those of `report`."""
    known = {_place(row.exposure): row for row in rows}
    held: dict[str, list[Question]] = {}
    for one in grouped(report.requests, report.exposures):
        asked = {_place(report.exposures[number]) for number in one.rows}
        question = Question(one.request, tuple(row for key, row in known.items() if key in asked))
        held.setdefault(one.request.role, []).append(question)
    return tuple(
        Desk(role, tuple(sorted(asks, key=lambda ask: -len(ask.rows))))
        for role, asks in sorted(held.items())
    )


def _place(one: Exposure) -> tuple[str, str, str]:
    return one.server, one.tenant.value, one.environment.value
