"""Credentials by who uses them: what cannot be revoked for one of them alone."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final

from markupsafe import Markup

from reports.charts.svg import INK, QUIET, drawing, element, mark, rule, words
from reports.texts import count, shorten
from reports.view import CredentialRow

ROWS: Final = 30
"""So many credentials, the most urgent, are drawn."""
COLUMNS: Final = 10
"""So many servers, tenants and environments have a column, those with most credentials."""

_LABEL: Final = 300
_STEP: Final = 26
_GAP: Final = 22
_HEAD: Final = 150

_KINDS: Final[tuple[tuple[str, Callable[[CredentialRow], tuple[str, ...]]], ...]] = (
    ("servers", lambda row: row.servers),
    ("tenants", lambda row: row.tenants),
    ("environments", lambda row: row.environments),
)


def sharing_chart(shared: Sequence[CredentialRow]) -> Markup:
    """Return the picture of `shared`: a mark where a credential is used, lines between its users.

    A row with users that have no column says how many these are.
    """
    rows = shared[:ROWS]
    heads: list[Markup] = []
    places: list[tuple[Callable[[CredentialRow], tuple[str, ...]], dict[str, int]]] = []
    left = _LABEL
    for title, users in _KINDS:
        names = _most_used(chain.from_iterable(map(users, rows)))
        places.append((users, {name: left + 13 + at * _STEP for at, name in enumerate(names)}))
        heads += _columns(title, left, names)
        left += (len(names) + 1) * _STEP + _GAP
    width = left + 40
    lines = [_row(number, row, places, width) for number, row in enumerate(rows)]
    label = f"Who uses {count(len(rows), 'shared credential')}; the table below says the same"
    return drawing(label, width, _HEAD + len(rows) * _STEP + 4, *heads, *lines)


def _most_used(names: chain[str]) -> tuple[str, ...]:
    used = Counter(names)
    return tuple(sorted(used, key=lambda name: (-used[name], name))[:COLUMNS])


def _columns(title: str, left: int, names: tuple[str, ...]) -> list[Markup]:
    turned = [
        words(
            _tail(name), 0, 0, fill=INK, font_size=11,
            transform=f"translate({left + 17 + at * _STEP} {_HEAD - 8}) rotate(-52)",
        )
        for at, name in enumerate(names)
    ]  # fmt: skip
    return [words(title, left, 12, font_weight=600), *turned]


def _tail(name: str) -> str:
    """Return what tells `name` apart, in at most 22 characters: a URL's host, else the end."""
    if "://" in name:
        return shorten(name.split("://", 1)[1], 22)
    short = name.rstrip("/").rsplit("/", 1)[-1] or name
    return shorten(short, 22)


def _row(
    number: int,
    row: CredentialRow,
    places: list[tuple[Callable[[CredentialRow], tuple[str, ...]], dict[str, int]]],
    width: int,
) -> Markup:
    top = _HEAD + number * _STEP
    middle = top + _STEP / 2
    kind = row.record.credential.kind_name or row.record.credential.kind
    parts = [rule(0, top, width, top), mark(row.record.severity, 8, middle), _label(row, middle)]
    for users, columns in places:
        used = [columns[name] for name in users(row) if name in columns]
        if used:
            parts.append(_line(min(used), max(used), middle))
        parts += [mark(row.record.severity, x, middle) for x in sorted(used)]
        if rest := len(users(row)) - len(used):
            x = max(columns.values()) + _STEP
            parts.append(words(f"+{rest:,}", x - 8, middle + 4))
    return element("g", element("title", f"{kind} {row.fingerprint}"), *parts)


def _label(row: CredentialRow, middle: float) -> Markup:
    kind = row.record.credential.kind_name or row.record.credential.kind
    text = words(f"{shorten(kind, 28)} {row.fingerprint[:8]}", 22, middle + 4, fill=INK)
    return element("a", text, href=f"#{row.anchor}")


def _line(start: float, end: float, y: float) -> Markup:
    return element("line", x1=start, y1=y, x2=end, y2=y, stroke=QUIET, class_="tie")
