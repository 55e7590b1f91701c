"""Elements of SVG as escaped text, and the marks that all charts share."""

from typing import Final

from markupsafe import Markup, escape

from reports.escaping import terminal_text
from reports.model import Severity

FONT: Final = "system-ui, sans-serif"
INK: Final = "#1d2026"
QUIET: Final = "#5b6270"
RULE: Final = "#dfdcd5"

FILLS: Final = {
    Severity.CRITICAL: "#8b1027",
    Severity.HIGH: "#b23a0c",
    Severity.MEDIUM: "#7d5900",
    Severity.LOW: "#2c5f86",
    Severity.INFO: "#56606e",
}

_SHAPES: Final = {
    Severity.CRITICAL: "M0-6 6 0 0 6-6 0Z",
    Severity.HIGH: "M0-5.5 6 5H-6Z",
    Severity.MEDIUM: "M-4.6-4.6H4.6V4.6H-4.6Z",
    Severity.LOW: "M-4.6 0A4.6 4.6 0 1 0 4.6 0 4.6 4.6 0 1 0-4.6 0Z",
    Severity.INFO: "M-5-1.5H5V1.5H-5Z",
}
"""Told apart in grey as well: a diamond, a triangle, a square, a disc, a dash."""


def element(tag: str, *children: str, **attributes: str | float) -> Markup:
    """Return an element; texts and values in it are made visible and escaped.

    In names of attributes `class_` is `class`, and an underscore a hyphen.
    """
    said = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), safe(value))
        for name, value in attributes.items()
    )
    inside = Markup("").join(safe(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, said, inside)


def safe(value: str | float) -> Markup:
    """Return `value` as markup: escaped, unless it is markup already."""
    if isinstance(value, Markup):
        return value
    return escape(terminal_text(value) if isinstance(value, str) else f"{value:g}")


def drawing(label: str, width: int, height: int, *children: Markup) -> Markup:
    """Return a whole picture in its natural size; `label` is what is read aloud.

    It is a group, not an image, so that links in it can be reached.
    """
    return element(
        "svg", *children, viewBox=f"0 0 {width} {height}", width=width, height=height,
        class_="chart", role="group", aria_label=label, font_family=FONT, font_size=12,
    )  # fmt: skip


def words(text: str, x: float, y: float, **attributes: str | float) -> Markup:
    """Return a line of text; quiet unless it is told another `fill`."""
    return element("text", text, **{"x": x, "y": y, "fill": QUIET, **attributes})


def mark(severity: Severity, x: float, y: float) -> Markup:
    """Return the mark of `severity` with its centre at a point, twelve units wide at most."""
    return element(
        "path", d=_SHAPES[severity], class_=f"fill {severity}", fill=FILLS[severity],
        transform=f"translate({x:g} {y:g})",
    )  # fmt: skip


def rule(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Return a thin line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="rule", stroke=RULE)
