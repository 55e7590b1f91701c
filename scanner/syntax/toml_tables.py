"""What TOML's headers and dotted keys address: tables, tables in tables, arrays of tables."""

import re
from dataclasses import dataclass, field

from scanner.configs import Mapping, Scalar, Sequence
from scanner.syntax.drafts import Draft, Reading
from scanner.syntax.scalars import toml_string, verbatim

_MOST = 1_000
Path = list[tuple[Scalar, int]]
"""The keys of a dotted key, each with its byte offset."""

KEY = re.compile(
    rb"[ \t]*+(\"(?:[^\"\\\r\n]|\\.)*+\"|'[^'\r\n]*+'|[^\s\x00.=\[\]{}\"',#]++)[ \t]*+(\.?)"
)


def path(source: bytes, start: int, end: int) -> tuple[Path, int]:
    """Return the keys of the dotted key at `start`, and where it ends.

    Of more keys than tables are read in one another only the first and the last are returned.
    """
    keys: Path = []
    while match := KEY.match(source, start, end):
        first, last = match.span(1)
        if len(keys) > _MOST:
            keys.pop()
        if source[first] in b"\"'":
            keys.append((toml_string(source, first, last), first))
        else:
            keys.append((verbatim(source, first, last, quoted=False), first))
        start = match.end()
        if not match[2]:
            break
    return keys, start


@dataclass(slots=True, repr=False, eq=False)
class Tables:
    """The root table, and the table that pairs go to now."""

    reading: Reading
    root: Draft = field(default_factory=lambda: Draft(Mapping, 1))
    current: Draft = field(init=False)
    known: dict[tuple[int, str], Draft] = field(default_factory=dict)
    """The container that a key of a table names, by the table's `id`; the newest if several."""

    def __post_init__(self) -> None:
        self.current = self.root

    def header(self, keys: Path, *, array: bool) -> None:
        """Go to the table that a header names; one seen before goes on where it was."""
        parent = self._within(self.root, keys[:-1])
        key, offset = keys[-1]
        if not array:
            self.current = self._within(parent, keys[-1:])
            return
        rows = self.known.get((id(parent), key.text))
        if rows is None or rows.kind is not Sequence:
            rows = self._new(Sequence, parent, key, offset)
        self.current = self.reading.container(Mapping, rows, None, offset)

    def parent(self, table: Draft, keys: Path) -> Draft:
        """Return the table below `table` that the last of `keys` belongs to."""
        return self._within(table, keys[:-1])

    def _within(self, table: Draft, keys: Path) -> Draft:
        for key, offset in keys:
            below = self.known.get((id(table), key.text))
            if below is None:
                below = self._new(Mapping, table, key, offset)
            table = self._row(below, offset)
        return table

    def _new(
        self, kind: type[Mapping] | type[Sequence], parent: Draft, key: Scalar, offset: int
    ) -> Draft:
        draft = self.reading.container(kind, parent, key, offset)
        if draft.depth <= self.reading.limits.max_depth:
            # One that is too deep hangs nowhere: its `id` may be another's tomorrow.
            self.known[id(parent), key.text] = draft
        return draft

    def _row(self, below: Draft, offset: int) -> Draft:
        """Return the last table of an array of tables, or `below` itself."""
        if below.kind is Mapping:
            return below
        _, last = below.children[-1] if below.children else (None, None)
        if isinstance(last, Draft):
            return last
        return self.reading.container(Mapping, below, None, offset)
