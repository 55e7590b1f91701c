"""The page of all clients, generated from the catalogue: `python -m scanner.discovery.docs`."""

import sys
from collections.abc import Iterable
from dataclasses import fields

from scanner.discovery.catalogue import Client, clients
from scanner.discovery.fields import dialects
from scanner.discovery.replacement import NamedBy, Replacement

_NAMED = tuple(field.name for field in fields(NamedBy))
_HEAD = """\
# Clients

Generated from `scanner/discovery/clients/*.toml`; do not edit.

A file belongs to the first client whose globs match its path and in whose terms it holds a server;
paths are compared without regard to case. *Shape* means that the name proves nothing: only what
looks like a server, having a command or a URL, counts. *Local* files belong to one user, or are
meant never to be committed. *Content* is found inside other things (documents, scripts, programs),
whatever the file is called. Under *servers*, `.*` is every entry of a map, `[*]` every item of a
list, `..` any depth, `$` the root of the file. *Instead* is what `mcp-exposure fix` writes in the
place of a credential, and in which parts of a server; empty means that this is not known.

| client | files | format | servers | expands | instead | marks | source |
|---|---|---|---|---|---|---|---|
"""


def clients_page() -> str:
    """Return the Markdown page of all clients, those that only the shape tells last."""
    ordered = sorted(clients(), key=lambda client: (client.shape, client.name.casefold()))
    return _HEAD + "".join(_row(client) for client in ordered) + "\n" + _syntaxes()


def _row(client: Client) -> str:
    told = (("shape", client.shape), ("local", client.local_only), ("content", client.content))
    marks = [mark for mark, holds in told if holds]
    sources = dict.fromkeys(
        (client.source, client.replace.source if client.replace else client.source)
    )
    cells = (
        f"**{client.name}** `{client.id}`",
        _codes(client.paths),
        client.format,
        _codes(selector.text for selector in client.servers),
        ", ".join(client.references),
        _instead(client.replace),
        ", ".join(marks),
        "<br>".join(f"<{source}>" for source in sources),
    )
    return f"| {' | '.join(cells)} |\n"


def _instead(replacement: Replacement | None) -> str:
    if replacement is None:
        return ""
    named = [key for key in (getattr(replacement.named_by, name) for name in _NAMED) if key]
    if replacement.syntax:
        reference = replacement.write("id" if replacement.asks else "VAR")
        return f"`{reference}` in {', '.join(sorted(replacement.where))}"
    return _codes(named) or replacement.instead


def _codes(texts: Iterable[str]) -> str:
    return "<br>".join(f"`{text}`" for text in texts)


def _syntaxes() -> str:
    rows = "".join(f"| {name} | `{form}` |\n" for name, form in dialects().references.items())
    return f"What clients expand:\n\n| name | looks like |\n|---|---|\n{rows}"


if __name__ == "__main__":
    sys.stdout.write(clients_page())
