"""What a server's parts are called, in all the dialects of the clients."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from scanner.discovery.selectors import Selector
from scanner.discovery.tables import Table, read

Paths = tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Where in a server its parts are: selectors relative to the server."""

    command: Paths = ()
    """The program: a text (perhaps a whole command line), or a list with its arguments."""
    arguments: Paths = ()
    environment: Paths = ()
    """The mapping, or list of `NAME=value` or of `{name, value}`, as a whole."""
    headers: Paths = ()
    """The mapping, or list of `Name: value`, as a whole."""
    url: Paths = ()
    transport: Paths = ()
    secrets: Paths = ()
    """Fields whose value is itself a credential."""
    names_only: Paths = ()
    """Fields whose value is the name of a variable or the path of a file."""
    server_name: Paths = ()
    registry: Paths = ()
    """What publishes the package of the server: npm, pypi, oci …"""
    package: Paths = ()
    """What the package is called there; it is the server, whatever runs it."""

    def __add__(self, other: "Fields") -> "Fields":
        """Return the paths of both, those of `self` first, each once."""
        pairs = (getattr(self, n) + getattr(other, n) for n in FIELD_NAMES)
        return Fields(*(tuple(dict.fromkeys(paths)) for paths in pairs))


FIELD_NAMES = tuple(field.name for field in fields(Fields))


@dataclass(frozen=True, slots=True)
class Dialects:
    """What all clients share."""

    fields: Fields
    transports: frozenset[str]
    """Spellings of a transport in lower case, without hyphens and underscores."""
    foreign: frozenset[str]
    """Keys at the root of documents whose servers are not MCP servers."""
    references: Mapping[str, str]
    """Name of a reference syntax to an example of it."""
    patterns: Mapping[str, re.Pattern[str]]
    """Name of a reference syntax to what matches a whole reference in it."""


def read_fields(table: Table) -> Fields:
    """Return the fields that a TOML table lists; raise ValueError on an unknown one."""
    table.allow(*FIELD_NAMES)
    return Fields(*(table.selectors(name) for name in FIELD_NAMES))


@cache
def dialects() -> Dialects:
    """Return what all clients share, read once."""
    table = read(files("scanner.discovery") / "dialects.toml")
    keys = ("remote", "documents", "references", "patterns")
    table.allow("fields", *keys)
    remote, documents, references, patterns = (table.table(key) for key in keys)
    remote.allow("transports")
    documents.allow("foreign")
    return Dialects(
        fields=read_fields(table.table("fields")),
        transports=frozenset(remote.texts("transports")),
        foreign=frozenset(documents.texts("foreign")),
        references=MappingProxyType({name: references.text(name) for name in references.content}),
        patterns=MappingProxyType(
            {name: re.compile(patterns.text(name)) for name in patterns.content}
        ),
    )
