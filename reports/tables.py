"""Tables for spreadsheets: RFC 4180, UTF-8, and no cell that one takes for a formula."""

from collections.abc import Iterable, Sequence

from reports.encoding import shown
from reports.escaping import csv_cell


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a table with CRLF after each row; what is None is an empty cell.

    `##` is parted by a backslash, as the start of a command that CI systems find in any line.
    """
    cells: dict[object, str] = {}

    def cell(value: object) -> str:
        known = cells.get(value)
        if known is None:
            text = "" if value is None else str(value)
            known = cells[value] = csv_cell(shown(text).replace("##", "#\\#"))
        return known

    return "".join(f"{','.join(map(cell, row))}\r\n" for row in (header, *rows))


def listed(names: Iterable[str]) -> str:
    """Return several names in one cell."""
    return "; ".join(name for name in names if name)
