"""Servers by environments: how bad it is where."""

from typing import Final

from markupsafe import Markup

from reports.charts.svg import FILLS, INK, drawing, element, rule, words
from reports.grouping import OUTSIDE
from reports.model import Severity
from reports.texts import count, shorten
from reports.view import Cell, Matrix

ROWS: Final = 40
"""So many servers, the worst, are drawn."""
COLUMNS: Final = 9
"""So many environments are drawn."""

_LABEL: Final = 300
_WIDTH: Final = 116
_HEIGHT: Final = 32
_HEAD: Final = 30
_SOLID: Final = {Severity.CRITICAL, Severity.HIGH}


def matrix_chart(matrix: Matrix) -> Markup:
    """Return the picture of `matrix`; each cell leads to the worst exposure in it."""
    shown, rows = matrix.environments[:COLUMNS], matrix.rows[:ROWS]
    width = _LABEL + len(shown) * _WIDTH
    heads = [
        words(shorten(name, 16), _LABEL + at * _WIDTH + 6, 19) for at, name in enumerate(shown)
    ]
    lines = [
        _row(number, server or OUTSIDE, cells[:COLUMNS], shown, width)
        for number, (server, cells) in enumerate(rows)
    ]
    label = f"Severity of {count(len(rows), 'server')} in {count(len(shown), 'environment')}"
    return drawing(label, width, _HEAD + len(rows) * _HEIGHT + 4, *heads, *lines)


def _row(
    number: int, server: str, cells: tuple[Cell | None, ...], names: tuple[str, ...], width: int
) -> Markup:
    top = _HEAD + number * _HEIGHT
    parts = [rule(0, top, width, top), words(shorten(server, 42), 0, top + 20, fill=INK)]
    for at, (cell, name) in enumerate(zip(cells, names, strict=True)):
        left = _LABEL + at * _WIDTH
        parts.append(_cell(cell, left, top, f"{server}, {name}") if cell else _none(left, top))
    return element("g", *parts)


def _none(left: int, top: int) -> Markup:
    return words("\u2013", left + 6, top + 20)


def _cell(cell: Cell, left: int, top: int, where: str) -> Markup:
    level, color = cell.severity, FILLS[cell.severity]
    solid = level in _SOLID
    told = f"{where}: {level}, {count(cell.credentials, 'credential')}"
    look = {"fill": color} if solid else {"fill": "none"}
    box = element(
        "rect", x=left, y=top + 4, width=_WIDTH - 8, height=_HEIGHT - 8, rx=4, stroke=color,
        class_=f"{'fill' if solid else 'outline'} {level}", **look,
    )  # fmt: skip
    text = words(
        f"{level} · {cell.credentials:,}" if cell.credentials else level, left + 9, top + 20,
        fill="#ffffff" if solid else color, class_="on" if solid else f"fill {level}",
        font_weight=600,
    )  # fmt: skip
    return element("a", element("title", told), box, text, href=f"#{cell.anchor}", aria_label=told)
