"""The page of all clients, generated from the catalogue: `python -m scanner.discovery.docs`."""

import sys
from collections.abc import Iterable

from scanner.discovery.catalogue import Client, clients
from scanner.discovery.fields import dialects

_HEAD = """\
# Clients

Generated from `scanner/discovery/clients/*.toml`; do not edit.

A file belongs to the first client whose globs match its path and in whose terms it holds a server;
paths are compared without regard to case. *Shape* means that the name proves nothing: only what
looks like a server, having a command or a URL, counts. *Local* files belong to one user, or are
meant never to be committed. *Content* is found inside other things (documents, scripts, programs),
whatever the file is called. Under *servers*, `.*` is every entry of a map, `[*]` every item of a
list, `..` any depth, `$` the root of the file.

| client | files | format | servers | expands | marks | source |
|---|---|---|---|---|---|---|
"""


def clients_page() -> str:
    """Return the Markdown page of all clients, those that only the shape tells last."""
    ordered = sorted(clients(), key=lambda client: (client.shape, client.name.casefold()))
    return _HEAD + "".join(_row(client) for client in ordered) + "\n" + _syntaxes()


def _row(client: Client) -> str:
    told = (("shape", client.shape), ("local", client.local_only), ("content", client.content))
    marks = [mark for mark, holds in told if holds]
    cells = (
        f"**{client.name}** `{client.id}`",
        _codes(client.paths),
        client.format,
        _codes(selector.text for selector in client.servers),
        ", ".join(client.references),
        ", ".join(marks),
        f"<{client.source}>",
    )
    return f"| {' | '.join(cells)} |\n"


def _codes(texts: Iterable[str]) -> str:
    return "<br>".join(f"`{text}`" for text in texts)


def _syntaxes() -> str:
    rows = "".join(f"| {name} | `{form}` |\n" for name, form in dialects().references.items())
    return f"What clients expand:\n\n| name | looks like |\n|---|---|\n{rows}"


if __name__ == "__main__":
    sys.stdout.write(clients_page())
