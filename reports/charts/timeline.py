"""The lives of credentials: since when, until when, with what breaks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from reports.charts.svg import INK, drawing, element, mark, rule, words
from reports.lifespan import moment
from reports.texts import count, day, shorten
from reports.view import CredentialRow
from scanner.model import Span, Stamp, State

LANES: Final = 40
"""So many credentials, the most urgent, are drawn."""

_YEARS: Final = 12
_LABEL: Final = 300
_AXIS: Final = 700
_STEP: Final = 26
_HEAD: Final = 26
_FILLS: Final = {State.LIVE: "#b23a0c", State.HISTORY: "#8a93a1", State.UNREACHABLE: "#ffffff"}

Stay = tuple[datetime, datetime, State]


def timeline_chart(credentials: Sequence[CredentialRow], now: str) -> Markup | None:
    """Return the lanes of the most urgent `credentials`; None if no time can be told."""
    end = moment(now)
    if end is None:
        return None
    lanes = [(row, tuple(_stays(row, end))) for row in credentials[:LANES]]
    begin = min((start for _, stays in lanes for start, _, _ in stays), default=end)
    if begin >= end:
        return None
    height = _HEAD + len(lanes) * _STEP
    drawn = [_lane(number, row, stays, begin, end) for number, (row, stays) in enumerate(lanes)]
    label = f"Timeline of {count(len(lanes), 'credential')}; the tables below say the same"
    return drawing(label, _LABEL + _AXIS, height + 4, *_grid(begin, end, height), *drawn)


def _at(time: datetime, begin: datetime, end: datetime) -> float:
    share = max(0.0, min(1.0, (time - begin) / (end - begin)))
    return _LABEL + round(share * _AXIS)


def _grid(begin: datetime, end: datetime, height: int) -> Iterator[Markup]:
    step = 1 + (end.year - begin.year) // _YEARS
    for year in range(begin.year + 1, end.year + 1, step):
        x = _at(datetime(year, 1, 1, tzinfo=UTC), begin, end)
        yield rule(x, 20, x, height)
        if x < _LABEL + _AXIS - 70:
            yield words(str(year), x + 4, 14)
    right = _LABEL + _AXIS
    yield rule(right - 0.5, 20, right - 0.5, height)
    yield words("this scan", right, 14, text_anchor="end")


def _lane(
    number: int, row: CredentialRow, stays: tuple[Stay, ...], begin: datetime, end: datetime
) -> Markup:
    middle = _HEAD + number * _STEP + _STEP / 2
    kind = row.record.credential.kind_name or row.record.credential.kind
    name = words(f"{shorten(kind, 28)} {row.fingerprint[:8]}", 22, middle + 4, fill=INK)
    link = element("a", name, href=f"#{row.anchor}")
    bars = [_bar(stay, middle, begin, end) for stay in stays]
    return element("g", mark(row.record.severity, 8, middle), link, *bars)


def _bar(stay: Stay, middle: float, begin: datetime, end: datetime) -> Markup:
    start, stop, state = stay
    left = _at(start, begin, end)
    until = "now" if state is State.LIVE else day(stop.isoformat())
    return element(
        "rect", element("title", f"{day(start.isoformat())} to {until}"), x=left,
        y=middle - 6, width=max(3, _at(stop, begin, end) - left), height=12, rx=2,
        class_=f"bar {state}", fill=_FILLS[state], stroke="#5b6270", stroke_width=0.75,
    )  # fmt: skip


def _stays(row: CredentialRow, now: datetime) -> Iterator[Stay]:
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
