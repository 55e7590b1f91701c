"""Strict reading of TOML tables: a wrong key or type is an error that names its file."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

import tomli

from detectors.user_catalogue import nearest
from scanner.discovery.selectors import Selector, parse


class TableError(ValueError):
    """A table does not say what it must."""

    def __init__(self, place: str, key: str, reason: str) -> None:
        """Say of the table at `place` what is wrong with its `key`."""
        super().__init__(f"{place}: {reason}" if place else reason)
        self.key = key
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table and where it stands, for messages."""

    place: str
    """The file, and which entry of it."""
    content: dict[str, object]

    def allow(self, *keys: str) -> None:
        """Raise TableError if the table has any other key than these."""
        if unknown := sorted(self.content.keys() - set(keys)):
            reason = f"unknown key {unknown[0]!r}; {nearest(unknown[0], keys)}"
            raise TableError(self.place, unknown[0], reason)

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text at `key`."""
        value = self.content.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value

    def flag(self, key: str) -> bool:
        """Return the truth value at `key`, false if absent."""
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at `key`, empty if absent."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "a list of texts")
        texts = tuple(item for item in value if isinstance(item, str))
        if len(texts) != len(value):
            raise self.wrong(key, "a list of texts")
        return texts

    def selectors(self, key: str) -> tuple[Selector, ...]:
        """Return the list of selectors at `key`, empty if absent."""
        return tuple(self._parsed(key, text) for text in self.texts(key))

    def selector(self, key: str) -> Selector:
        """Return the selector at `key`."""
        return self._parsed(key, self.text(key))

    def table(self, key: str) -> "Table":
        """Return the table at `key`, empty if absent."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(self.place, value)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the list of tables at `key`, empty if absent."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "a list of tables")
        return tuple(Table(self.place, item) for item in value)

    def wrong(self, key: str, expected: str) -> TableError:
        """Return the error that says what `key` should be."""
        return TableError(self.place, key, f"{key!r} is not {expected}")

    def _parsed(self, key: str, text: str) -> Selector:
        try:
            return parse(text)
        except ValueError as error:
            raise TableError(self.place, key, str(error)) from None


def read(file: Traversable) -> Table:
    """Return the whole of a TOML file of this package."""
    return Table(file.name, tomli.loads(file.read_text("utf-8")))
