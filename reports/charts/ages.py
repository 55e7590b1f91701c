"""How old credentials are, by severity."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from reports.charts.svg import FILLS, INK, drawing, element, mark, rule, words
from reports.lifespan import days
from reports.model import Severity
from reports.texts import count
from reports.view import CredentialRow
from scanner.model import Stamp, State

AGES: Final = (
    (30, "under 30 days"),
    (90, "30 to 89 days"),
    (180, "90 to 179 days"),
    (365, "180 to 364 days"),
    (730, "1 to 2 years"),
    (None, "2 years and more"),
)
UNKNOWN: Final = "not known"

_LABEL: Final = 92
_WIDTH: Final = 112
_HEIGHT: Final = 52
_TALL: Final = 24
_HEAD: Final = 26


def ages_chart(credentials: Sequence[CredentialRow], now: str) -> Markup:
    """Return a column for each severity and age at the time `now`; what is live is solid in it."""
    found = Counter((row.record.severity, age(row, now), _live(row)) for row in credentials)
    names = [name for _, name in AGES] + [UNKNOWN]
    most = max(
        (found[level, name, True] + found[level, name, False] for level in Severity
         for name in names), default=0,
    )  # fmt: skip
    heads = [words(name, _LABEL + at * _WIDTH, 15) for at, name in enumerate(names)]
    lines = [
        _row(number, level, names, found, most or 1)
        for number, level in enumerate(reversed(Severity))
    ]
    label = f"Age and severity of {count(len(credentials), 'credential')}"
    return drawing(
        label, _LABEL + len(names) * _WIDTH, _HEAD + len(Severity) * _HEIGHT + 2, *heads, *lines
    )


def age(row: CredentialRow, now: str) -> str:
    """Return the name of the age of a credential: the days since it was first seen."""
    old = days(row.record.first_seen, Stamp("", now))
    if old is None:
        return UNKNOWN
    return next(name for limit, name in AGES if limit is None or old < limit)


def _live(row: CredentialRow) -> bool:
    return row.record.state is State.LIVE


def _row(
    number: int,
    level: Severity,
    names: list[str],
    found: Counter[tuple[Severity, str, bool]],
    most: int,
) -> Markup:
    top = _HEAD + number * _HEIGHT
    floor = top + _HEIGHT - 6
    width = _LABEL + len(names) * _WIDTH
    parts = [mark(level, 8, floor - 5), words(level, 22, floor, fill=INK)]
    for at, name in enumerate(names):
        live, gone = found[level, name, True], found[level, name, False]
        left = _LABEL + at * _WIDTH
        if live + gone:
            parts += _column(level, left, floor, live / most, gone / most)
            told = f"{live + gone:,}" + (f" ({live:,} live)" if live else "")
            parts.append(words(told, left + 26, floor, fill=INK))
        else:
            parts.append(words("0", left, floor))
    return element("g", rule(0, floor + 5, width, floor + 5), *parts)


def _column(level: Severity, left: int, floor: int, live: float, gone: float) -> list[Markup]:
    solid, open_ = round(live * _TALL, 1), round(gone * _TALL, 1)
    look: dict[str, str | float] = {"x": left, "width": 18, "stroke": FILLS[level], "rx": 1.5}
    return [
        element("rect", y=floor - tall, height=tall, class_=f"{kind} {level}", fill=fill, **look)
        for tall, kind, fill in (
            (solid + open_, "outline", "none"),
            (solid, "fill", FILLS[level]),
        )
        if tall
    ]
