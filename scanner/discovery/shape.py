"""What an MCP server looks like, whatever file it stands in."""

import re
from collections.abc import Callable, Iterator

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.discovery.catalogue import Client
from scanner.discovery.fields import Fields, Paths, dialects
from scanner.discovery.selectors import Each, Selected, Selector, keys, once, select

# A scheme, a reference or placeholder, a rooted path, or a host with a port or a path; behind
# `=` in n8n, where that begins an expression.
_URL = re.compile(r"\s*=?(?:[a-z][a-z0-9+.-]*:/|[$%{<]|/|[\w.-]+(?::\d|/))", re.IGNORECASE)
_NO_TEXT = re.compile(r"null|~|true|false|[-+]?\.?\d[\d_.e+-]*", re.IGNORECASE)


def is_server(node: Node, fields: Fields | None = None, *, known: bool = False) -> bool:
    """Return True if `node` says how to start or reach a server.

    That is a mapping with a command, or with a URL beside which no other kind of thing is named
    (`{"type": "git", "url": …}`). A toggle such as `{"enabled": false}` is none, nor is a form
    whose parts are mere labels. `fields` are those of all clients if absent. If it is `known`
    what kind of thing it is, its `type` says something else than its transport.
    """
    if not isinstance(node, Mapping):
        return False
    named = dialects().fields if fields is None else fields
    if _is_form(node, named):
        return False
    return _any(_is_command, node, named.command) or (
        _any(_is_url, node, named.url)
        and (known or not _any(_is_other_type, node, named.transport))
    )


def servers(root: Node, client: Client) -> Iterator[Selected]:
    """Yield the servers that a file of `client` declares, each once, with pointers from the root.

    The key of a server is its name as far as it has one.

    Where the path is proof, an entry with nothing but arguments, an environment, headers or a
    secret counts as well: it completes a server that another file starts. Everywhere else the
    shape decides.
    """
    if client.shape and _has_key(root, dialects().foreign):
        return
    present = keys(root)
    possible = (selector for selector in client.servers if present.issuperset(selector.keys))
    yield from once(at for selector in possible for at in _selected(root, client, selector))


def _selected(root: Node, client: Client, selector: Selector) -> Iterator[Selected]:
    if _is_flat_map(selector):
        return _flat(root, client, selector)
    return _contained(root, client, selector)


def _flat(root: Node, client: Client, selector: Selector) -> Iterator[Selected]:
    """Yield the servers of a map without a container: all of it is servers, or none."""
    found = []
    for entry in select(root, selector):
        if is_server(entry.node, client.fields):
            found.append(entry)
        elif not (_is_toggle(entry.node) or entry.key.startswith(("$", "_", "/"))):
            return
    yield from found


def _contained(root: Node, client: Client, selector: Selector) -> Iterator[Selected]:
    known = selector.is_conditional
    told = known or not client.shape or selector.last not in (None, Each.ITEM)
    for found in select(root, selector):
        if is_server(found.node, client.fields, known=known):
            if told or _is_accompanied(found.node, client.fields):
                yield _named(found, selector, client.fields)
        elif selector.steps and not client.shape and _completes(found.node, client.fields):
            yield _named(found, selector, client.fields)


def _named(found: Selected, selector: Selector, fields: Fields) -> Selected:
    """Return `found` by the name that it gives itself, if its key is no name."""
    if selector.last is Each.VALUE:
        return found
    own = (at.node for path in fields.server_name for at in select(found.node, path))
    name = next((node.text for node in own if isinstance(node, Scalar)), found.key)
    return Selected(found.pointer, name, found.node)


def _is_flat_map(selector: Selector) -> bool:
    return selector.steps == (Each.VALUE,)


def _has_key(node: Node, keys: frozenset[str]) -> bool:
    return isinstance(node, Mapping) and any(key.text in keys for key, _ in node.entries)


def _is_form(node: Mapping, fields: Fields) -> bool:
    """Return True for the labels of a form, as translations hold them."""
    if _any(_is_text, node, fields.arguments) and _any(_is_text, node, fields.environment):
        return True
    return _any(_is_command, node, fields.command) and _any(_is_no_url, node, fields.url)


def _is_accompanied(node: Node, fields: Fields) -> bool:
    """Return True if more than a lone command or URL says that this is a server.

    Lists of links and of API hosts are full of lone URLs; nothing in them is a server's name.
    """
    if _any(_is_command, node, fields.command):
        return _any(_is_filled, node, fields.arguments + fields.environment + fields.command)
    return _any(_is_text, node, fields.transport) or _completes(node, fields)


def _completes(node: Node, fields: Fields) -> bool:
    filled = fields.arguments + fields.environment + fields.headers
    return _any(_is_filled, node, filled) or _any(_is_text, node, fields.secrets)


def _any(holds: Callable[[Node], bool], node: Node, paths: Paths) -> bool:
    if not isinstance(node, Mapping):
        return False
    keys = {key.text for key, _ in node.entries}
    present = (path for path in paths if path.steps and path.steps[0] in keys)
    return any(holds(found.node) for path in present for found in select(node, path))


def _is_text(node: Node) -> bool:
    return (
        isinstance(node, Scalar)
        and not node.text.isspace()
        and node.text != ""
        and (node.quoted or _NO_TEXT.fullmatch(node.text) is None)
    )


def _is_command(node: Node) -> bool:
    return _is_text(node) or (
        isinstance(node, Sequence) and len(node.items) > 0 and _is_text(node.items[0])
    )


def _is_url(node: Node) -> bool:
    return isinstance(node, Scalar) and _is_text(node) and _URL.match(node.text) is not None


def _is_no_url(node: Node) -> bool:
    return _is_text(node) and not _is_url(node)


def _is_other_type(node: Node) -> bool:
    if not isinstance(node, Scalar) or not _is_text(node):
        return False
    spelling = node.text.strip().lower().replace("-", "").replace("_", "")
    return spelling not in dialects().transports


def _is_filled(node: Node) -> bool:
    match node:
        case Mapping(entries):
            return len(entries) > 0
        case Sequence(items):
            return len(items) > 0
        case _:
            return False


def _is_toggle(node: Node) -> bool:
    """Return True for a mapping of truth values and numbers only, e.g. `{"disabled": true}`."""
    return isinstance(node, Mapping) and all(
        isinstance(value, Scalar) and not _is_text(value) for _, value in node.entries
    )
