"""Strict reading of TOML tables: a wrong key or type is an error that names its file."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

import tomli

from scanner.discovery.selectors import Selector, parse


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table and the file it was read from, for messages."""

    file: str
    content: dict[str, object]

    def allow(self, *keys: str) -> None:
        """Raise ValueError if the table has any other key than these."""
        if unknown := sorted(self.content.keys() - set(keys)):
            raise ValueError(f"{self.file}: unknown key {unknown[0]!r}")

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
        return tuple(self._parsed(text) for text in self.texts(key))

    def selector(self, key: str) -> Selector:
        """Return the selector at `key`."""
        return self._parsed(self.text(key))

    def table(self, key: str) -> "Table":
        """Return the table at `key`, empty if absent."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(self.file, value)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the list of tables at `key`, empty if absent."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "a list of tables")
        return tuple(Table(self.file, item) for item in value)

    def wrong(self, key: str, expected: str) -> ValueError:
        """Return the error that says what `key` should be."""
        return ValueError(f"{self.file}: {key!r} is not {expected}")

    def _parsed(self, text: str) -> Selector:
        try:
            return parse(text)
        except ValueError as error:
            raise ValueError(f"{self.file}: {error}") from None


def read(file: Traversable) -> Table:
    """Return the whole of a TOML file of this package."""
    return Table(file.name, tomli.loads(file.read_text("utf-8")))
