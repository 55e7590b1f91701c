"""Tables for spreadsheets: RFC 4180, UTF-8, and no cell that one takes for a formula."""

from collections.abc import Callable, Iterable, Sequence

from reports.encoding import shown
from reports.escaping import csv_cell


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with CRLF after each row."""
    joined = cells()
    return "".join(f"{joined(row)}\r\n" for row in (header, *rows))


def cells() -> Callable[[Iterable[object]], str]:
    r"""Return what makes a part of a row of its cells; what is None is an empty one.

    `##` is parted by a backslash, as the start of a command that CI systems find in any line.
    """
    known: dict[object, str] = {}

    def cell(value: object) -> str:
        made = known.get(value)
        if made is None:
            text = "" if value is None else str(value)
            made = known[value] = csv_cell(shown(text).replace("##", "#\\#"))
        return made

    return lambda values: ",".join(map(cell, values))


def listed(names: Iterable[str]) -> str:
    """Return several names in one cell."""
    return "; ".join(name for name in names if name)
