"""Keys and values of a program to servers: one mapping by name, whatever the program calls them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanner.configs import Mapping, Node, Scalar, Sequence, part
from scanner.content.literal_calls import squashed, vocabulary
from scanner.content.literal_values import Item, as_pairs, is_reference, mapping, nested, start_of
from scanner.discovery.fields import dialects
from scanner.discovery.shape import is_server
from scanner.servers.arguments import split

CONTAINER = "mcpServers"
_MOST = 20_000
_DEEP = 6


@dataclass(frozen=True, slots=True, repr=False)
class _Place:
    """A node that may be a server, or hold some."""

    node: Node
    name: Scalar | None
    """The key or variable that it goes by."""
    contained: bool
    """True right below a container: what is there is a server."""


def shaped(items: tuple[Item, ...]) -> Mapping:
    """Return the servers among `items` below `mcpServers`, and beside them what is no server's."""
    places = [_whole(items)] if _is_one_server(items) else [_placed(item) for item in items]
    found = tuple(_servers(places))
    rest = mapping(items).entries
    if not found:
        return Mapping(rest)
    used = {id(leaf) for _, server in found for leaf in _scalars(server)}
    left = tuple((key, node) for key, node in rest if not _is_used(node, used))
    at = min(start_of(key) for key, _ in found)
    return Mapping(((Scalar(CONTAINER, ((0, at),), quoted=False), Mapping(found)), *left))


def _is_one_server(items: tuple[Item, ...]) -> bool:
    """Return whether the keys at the top are those of one server, written without its brackets."""
    return len(items) > 1 and is_server(_flat(mapping(items)))


def _whole(items: tuple[Item, ...]) -> _Place:
    return _Place(mapping(items), None, contained=True)


def _placed(item: Item) -> _Place:
    """Return where a value at the top stands: `config["mcpServers"]["x"] = …` is the server x."""
    path, node = item
    names = vocabulary().containers
    for index, key in enumerate(path):
        if key.text in names:
            return _Place(nested(path[index + 1 :], node), key, contained=True)
    return _Place(node, path[-1] if path else None, contained=False)


def _servers(places: list[_Place]) -> Iterator[tuple[Scalar, Node]]:
    """Yield name and server, in source order."""
    words = vocabulary()
    containers = words.containers | words.hinted
    stack = places[::-1]
    found = 0
    while stack and found < _MOST:
        place = stack.pop()
        match place.node:
            case Sequence(items):
                below = (_Place(item, place.name, place.contained) for item in items)
                stack.extend(reversed([*below]))
            case Mapping(entries):
                if server := _server(place):
                    found += 1
                    yield _name(place, server), server
                    continue
                stack.extend(
                    _Place(node, key, place.contained or key.text in containers)
                    for key, node in reversed(entries)
                )
            case Scalar() as text if place.contained and (server := _written(text)):
                found += 1
                yield _name(place, server), server
            case _:
                pass


def _server(place: _Place) -> Mapping | None:
    if not isinstance(place.node, Mapping):
        return None
    flat = _flat(place.node)
    if is_server(flat, known=place.contained or place.name is None) or _is_connector(flat):
        return flat
    if place.contained and place.name is not None and place.name.text not in _containers():
        return flat if _completes(flat) else None
    return None


def _is_connector(server: Mapping) -> bool:
    """Return whether a model provider knows where the server is that is named here."""
    keys = {key.text for key, _ in server.entries}
    return "connector_id" in keys and bool(keys & {"authorization", "server_label", "name"})


def _containers() -> frozenset[str]:
    words = vocabulary()
    return words.containers | words.hinted | words.wrappers


def _completes(server: Mapping) -> bool:
    """Return whether an environment or headers tell of a server that is started elsewhere."""
    return any(
        key.text in {"env", "headers", "args"} and not isinstance(node, Scalar)
        for key, node in server.entries
    )


def _written(text: Scalar) -> Mapping | None:
    """Return the server that is written as nothing but its address or its command line."""
    if not text.quoted or len(text.text) > _LONGEST:
        return None
    kind = "url" if _ADDRESS.match(text.text) else "command" if _LINE.match(text.text) else ""
    return Mapping(((Scalar(kind, text.anchors[:1], quoted=False), text),)) if kind else None


_LONGEST = 8_192
_ADDRESS = re.compile(r"(?:https?|wss?)://")
_LINE = re.compile(r"(?:npx|uvx|uv|bunx|pnpm|docker|podman|node|python3?|deno) \S")


def _flat(server: Mapping) -> Mapping:
    """Return a server with its parts under their usual names, out of what wraps them."""
    entries: list[tuple[Scalar, Node]] = []
    stack = [(key, node, 0) for key, node in reversed(server.entries)]
    wrappers = vocabulary().wrappers
    while stack:
        key, node, depth = stack.pop()
        known = vocabulary().fields.get(squashed(key.text), "")
        wraps = key.text in wrappers or known in {"command", "type"}
        if wraps and isinstance(node, Mapping) and depth < _DEEP:
            stack.extend((inner, below, depth + 1) for inner, below in reversed(node.entries))
            continue
        if known in {"env", "headers"}:
            node = as_pairs(node) or node
        entries.append((_usual(key, known), node))
    return Mapping(tuple(entries))


def _usual(key: Scalar, known: str) -> Scalar:
    if not known or known == key.text or key.text in _spellings():
        return key
    return replace(key, text=known, anchors=key.anchors[:1])


def _spellings() -> frozenset[str]:
    """Return the keys that configuration files use too."""
    fields = dialects().fields
    paths = (*fields.command, *fields.arguments, *fields.environment, *fields.headers, *fields.url)
    return frozenset(path.text for path in paths)


def _name(place: _Place, server: Mapping) -> Scalar:
    """Return what a server goes by: its key, its own name, its package or its host."""
    own = next(
        (node for key, node in server.entries if key.text in _NAMES and _is_text(node)), None
    )
    generic = place.name is None or place.name.text in _containers() or not place.name.text
    if place.name is not None and not generic and (own is None or place.contained):
        return place.name
    if isinstance(own, Scalar):
        return own
    return _package(server) or place.name or Scalar("server", ((0, start_of(server)),))


_NAMES = frozenset({"name", "server_label", "serverLabel", "server_name", "serverName", "Name"})


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text != "" and not is_reference(node)


def _package(server: Mapping) -> Scalar | None:
    """Return what a server runs or where it is, as its name."""
    for wanted in ("args", "command", "url"):
        for key, node in server.entries:
            if vocabulary().fields.get(squashed(key.text)) != wanted:
                continue
            items = node.items if isinstance(node, Sequence) else (node,)
            if wanted == "command" and len(items) == 1 and isinstance(items[0], Scalar):
                items = tuple(word.scalar for word in split("", items[0]))
                items = items[1:] or items
            for item in items:
                if isinstance(item, Scalar) and _is_text(item) and item.text[:1] not in "-/.":
                    return _host(item) if wanted == "url" else item
    return None


def _host(url: Scalar) -> Scalar:
    found = _HOST.match(url.text)
    return part(url, *found.span(1)) if found else url


_HOST = re.compile(r"(?:[a-z]+://)?(?:[^/@]*+@)?([^/]+)")


def _scalars(root: Node) -> Iterator[Scalar]:
    stack: list[Node] = [root]
    while stack:
        match stack.pop():
            case Scalar() as leaf:
                yield leaf
            case Mapping(entries):
                stack.extend(node for _, node in entries)
            case Sequence(items):
                stack.extend(items)


def _is_used(node: Node, used: set[int]) -> bool:
    return all(id(leaf) in used for leaf in _scalars(node))
