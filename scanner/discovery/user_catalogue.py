"""An auditor's own file of clients and kinds of credentials: read, and checked before it counts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import tomli

from detectors import user_catalogue as kinds
from detectors.user_catalogue import Problem, UserCatalogue, nearest
from scanner.configs import Tree
from scanner.discovery.catalogue import Client, clients, read_client, unsound_glob
from scanner.discovery.selectors import select
from scanner.discovery.shape import servers
from scanner.discovery.tables import Table, TableError
from scanner.errors import UsageError
from scanner.syntax import Format, SyntaxFailure, line_column, parse

_TABLES = ("client", "kind")


def accepted(file: str, text: str) -> UserCatalogue:
    """Return the catalogue that `text` is; `file` is what messages call it.

    Raises:
        UsageError: something is wrong with it; the hint says how to see all that is.

    """
    if found := check(text):
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        hint = f"Run mcp-exposure catalogue check {file} to see all that is to be mended."
        raise UsageError(f"{file}: {found[0]}{more}", hint)
    return UserCatalogue(file, text)


def check(text: str) -> tuple[Problem, ...]:
    """Return all that is wrong with the catalogue `text`, the clients first."""
    try:
        content = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        return (Problem("", "", f"this is not TOML: {error}"),)
    except RecursionError:
        return (Problem("", "", "this is nested too deeply"),)
    wrong = tuple(_outline(content))
    return wrong or (*_clients(content.get("client", [])), *kinds.problems(content.get("kind", [])))


def _outline(content: dict[str, Any]) -> Iterator[Problem]:
    for key, value in content.items():
        if key not in _TABLES:
            yield Problem("", key, f"is no part of a catalogue; {nearest(key, _TABLES)}")
        elif not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            yield Problem("", key, f"must be tables, each under [[{key}]]")
    if not content:
        yield Problem(
            "", "", "this is empty; describe clients under [[client]], kinds under [[kind]]"
        )


def _clients(entries: Iterable[dict[str, Any]]) -> Iterator[Problem]:
    taken = {client.id for client in clients()}
    for number, entry in enumerate(entries, 1):
        label = f"client {entry.get('id') or number}"
        try:
            client = read_client(Table("", entry))
        except TableError as error:
            yield Problem(label, "", error.reason)
            continue
        yield from (Problem(label, key, message) for key, message in _client(client))
        if client.id in taken:
            yield Problem(label, "id", "is taken by another client; choose an id of your own")
        taken.add(client.id)


def _client(client: Client) -> Iterator[tuple[str, str]]:
    """Yield key and message for what is wrong with a client that can be read."""
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", client.id):
        yield "id", "must be in lower case with hyphens, such as acme-assistant"
    for key, value in (("name", client.name), ("source", client.source)):
        if not value.strip():
            yield key, "is empty; say what it is called, and where these facts were read"
    if glob := unsound_glob(client):
        yield "paths", f"{glob!r} must begin with **/ and name a file, such as **/.acme/mcp.json"
    if not client.servers and not client.loose:
        yield "servers", "is missing; say where servers are, such as mcpServers.*"
    yield from _sample(client)


def _sample(client: Client) -> Iterator[tuple[str, str]]:
    source = client.sample.encode("utf-8", "surrogatepass")
    try:
        tree = parse(source, Format(client.format))
    except SyntaxFailure as failure:
        yield "sample", f"cannot be read as {client.format}: {failure}"
        return
    if tree.faults:
        line, column = line_column(source, tree.faults[0].offset)
        reason = tree.faults[0].reason
        yield "sample", f"{reason} at its line {line}, column {column}; mend it, or the format"
    elif not _holds(tree, client):
        yield "sample", "holds nothing where `servers` and `loose` look; mend the one or the others"


def _holds(tree: Tree, client: Client) -> bool:
    if client.servers:
        return any(True for _ in servers(tree.root, client))
    return any(True for rule in client.loose for _ in select(tree.root, rule.select))
