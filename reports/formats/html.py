"""The report as one page that loads nothing, runs nothing and prints well."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.forms import TOLD
from reports.grouping import OUTSIDE
from reports.lifespan import moment
from reports.model import UNASSIGNED, CheckState, Exposure, Group, Report
from reports.suppressing import NOT_IGNORED
from reports.texts import count, day, shorten, size
from reports.view import CredentialRow, ExposureRow, View, view
from scanner.model import Span, Stamp, State

MOST: Final = 100
"""So many exposures and credentials, the worst, are shown with every detail."""

LANES: Final = 40
"""So many credentials, the most urgent, are drawn on the timeline."""

AXIS: Final = 680
"""The length of the timeline, in its own units."""

YEARS: Final = 12
"""So many years are named on it at most."""


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
    """In the order of `CheckState`."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in which a credential stood in one place, in units of the axis."""

    start: int
    width: int
    state: State


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lives of credentials, from the first seen to the scan."""

    years: tuple[tuple[str, int], ...]
    """New Year's days on the axis."""
    lanes: tuple[tuple[CredentialRow, tuple[Bar, ...]], ...]


def render(report: Report) -> str:
    """Return `report` as one self-contained page, to be written as UTF-8."""
    shown = view(report)
    found, rows = shown.report, shown.exposures
    environment = _environment()
    style = _unindented(environment.get_template("report.css").render())
    page = environment.get_template("report.html.j2").render(
        view=shown,
        report=found,
        style=style,
        style_digest=b64encode(sha256(style.encode()).digest()).decode("ascii"),
        records={server.identity: server for server in found.servers},
        servers=_sections("s", found.by_server, rows, lambda one: one.server or OUTSIDE),
        tenants=_sections("t", found.by_tenant, rows, lambda one: one.tenant.value),
        environments=_sections("v", found.by_environment, rows, lambda one: one.environment.value),
        tallies=_tallies(found.exposures),
        timeline=_timeline(shown),
        in_full={row.anchor for row in rows[:MOST]}
        | {row.anchor for row in shown.credentials[:MOST]},
    )
    return _unindented(page)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shorten=shorten)
    environment.globals.update(
        count=count,
        day=day,
        size=size,
        OUTSIDE=OUTSIDE,
        TOLD=TOLD,
        NOT_IGNORED=NOT_IGNORED,
        UNASSIGNED=UNASSIGNED,
        AXIS=AXIS,
        LANES=LANES,
        MOST=MOST,
    )
    return environment


def _unindented(text: str) -> str:
    """Return `text` without indentation and empty lines: a third of a page is that.

    No value spans lines (`reports.escaping.terminal_text` sees to it), so none is changed.
    """
    return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip()))


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


def _tallies(exposures: tuple[Exposure, ...]) -> tuple[Tally, ...]:
    checks = [check for exposure in exposures for check in exposure.checks]
    titles = {check.id: check.title for check in checks}
    counts = Counter((check.id, check.state) for check in checks)
    return tuple(
        Tally(name, titles[name], tuple(counts[name, state] for state in CheckState))
        for name in sorted(titles)
    )


def _timeline(shown: View) -> Timeline | None:
    end = moment(shown.report.scan.finished_at)
    lanes = [(row, tuple(_stays(row, end))) for row in shown.credentials[:LANES]] if end else []
    starts = [start for _, stays in lanes for start, _, _ in stays]
    if end is None or not starts or min(starts) >= end:
        return None
    begin = min(starts)

    def at(time: datetime) -> int:
        return round(max(0.0, min(1.0, (time - begin) / (end - begin))) * AXIS)

    step = 1 + (end.year - begin.year) // YEARS
    years = (datetime(year, 1, 1, tzinfo=UTC) for year in range(begin.year + 1, end.year + 1, step))
    return Timeline(
        tuple((str(year.year), at(year)) for year in years),
        tuple(
            (
                row,
                tuple(
                    Bar(at(start), max(3, at(stop) - at(start)), state)
                    for start, stop, state in stays
                ),
            )
            for row, stays in lanes
        ),
    )


def _stays(row: CredentialRow, now: datetime) -> Iterator[tuple[datetime, datetime, State]]:
    """Yield when the credential stood in each of its places, as far as git tells."""
    for placed in row.places:
        life = placed.occurrence.lifetime
        spans = life.present or (Span(life.first, life.removed),)
        for span in spans:
            was_live = life.state is State.LIVE and span is not spans[-1]
            state = State.HISTORY if was_live else life.state
            start = _plausible(span.first)
            stop = now if state is State.LIVE else _plausible(span.removed or life.last) or start
            if start and stop:
                yield start, stop, state


def _plausible(stamp: Stamp | None) -> datetime | None:
    return moment(stamp.at) if stamp and not stamp.doubtful else None
