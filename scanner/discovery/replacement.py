"""How a credential in a client's file is replaced: what is written instead, and where it works."""

from dataclasses import dataclass

from scanner.discovery.fields import dialects
from scanner.discovery.tables import Table

PLACES = frozenset({"env", "headers", "arguments", "url", "other"})
"""Parts of a server in which a client may expand a reference."""
_WRITTEN = {"env-url": "${env://VAR}"}
"""Syntaxes whose example shows more than what is written."""
_ENVIRONMENT = "in the environment of the client"
_ASKED = "the client asks for it, and keeps it in the store of the system"


@dataclass(frozen=True, slots=True)
class NamedBy:
    """Keys of a server that name variables instead of holding their values; empty if none does."""

    environment: str = ""
    """The list of the variables that the client hands on to the server."""
    bearer: str = ""
    """The variable whose value is sent as `Authorization: Bearer …`."""
    headers: str = ""
    """The table of headers whose values are those of variables."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a client's documentation says to write instead of a credential."""

    syntax: str
    """The name of a reference syntax that the client expands; empty if it expands none."""
    where: frozenset[str]
    """The `PLACES` in which it does so."""
    named_by: NamedBy
    instead: str
    """What to do in other places, in a sentence; empty if nothing particular is known."""
    kept: str
    """Where the value is kept from then on, in words."""
    source: str
    """Where this was read: a URL."""

    @property
    def asks(self) -> bool:
        """Whether the client asks for the value and keeps it, as VS Code does for `inputs`."""
        return self.syntax == "input"

    def write(self, name: str) -> str:
        """Return the reference to the variable, or the input, called `name`."""
        example = _WRITTEN.get(self.syntax, dialects().references[self.syntax])
        return example.replace("id" if self.asks else "VAR", name)


def read_replacement(table: Table, references: tuple[str, ...]) -> Replacement | None:
    """Return what the table says; None if it is empty. Raise ValueError if it is wrong."""
    if not table.content:
        return None
    table.allow("syntax", "where", "named_by", "kept", "instead", "source")
    syntax, where = table.text("syntax", ""), frozenset(table.texts("where"))
    if syntax and (syntax not in references or syntax not in dialects().patterns):
        raise table.wrong("syntax", "one of the client's references that is written as a text")
    if not where <= PLACES or bool(syntax) != bool(where):
        raise table.wrong("where", f"a list of {', '.join(sorted(PLACES))}, for a syntax")
    named = table.table("named_by")
    named.allow("environment", "bearer", "headers")
    return Replacement(
        syntax,
        where,
        NamedBy(*(named.text(key, "") for key in ("environment", "bearer", "headers"))),
        table.text("instead", ""),
        table.text("kept", _ASKED if syntax == "input" else _ENVIRONMENT),
        table.text("source"),
    )
