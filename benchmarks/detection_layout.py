"""Where a client keeps what: paths, containers and keys, taken from the catalogue of clients."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from benchmarks.detection_text import Leaf, Node
from scanner.configs import Mapping, Sequence
from scanner.configs import Node as Located
from scanner.discovery.catalogue import Client, matches
from scanner.discovery.globs import expand
from scanner.discovery.selectors import Each, Having, Selector, Step, select
from scanner.discovery.shape import servers
from scanner.syntax import Format, parse

Style = Literal["mapping", "texts", "pairs"]

_WORDS = ("tools", "team", "platform", "staging", "backend", "research")
_FILLERS = {
    "transport": "stdio",
    "url": "https://mcp.example-host.com/mcp",
    "remote_url": "https://mcp.example-host.com/mcp",
}
"""What a condition on a key without a value is fulfilled with."""


@dataclass(frozen=True, slots=True)
class Role:
    """Under which keys a client keeps one part of a server, and how."""

    steps: tuple[str, ...]
    style: Style = "mapping"
    """Where it is names and values: a mapping, a list of texts, or one of mappings."""
    sampled: bool = False
    """True if the client's own sample has it."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts of a server in the words of one client."""

    command: Role
    arguments: Role
    environment: Role
    headers: Role
    url: Role


def path(client: Client, chance: random.Random) -> str:
    """Return a path that a glob of `client` matches, below a folder `NUMBER`.

    Raise ValueError if no glob does.
    """
    globs = [glob for text in client.paths for glob in expand(text)]
    glob = chance.choice(globs)
    folder = f"NUMBER/{chance.choice(('', 'services/api/', 'home/'))}"
    middle = glob.removeprefix("**/").replace("**/", "app/")
    found = folder + re.sub(r"\*", lambda _: chance.choice(_WORDS), middle).replace("?", "a")
    if client.id not in {known.id for known in matches(found)}:
        raise ValueError(f"{glob!r} does not match {found!r}")
    return found


@cache
def roles(client: Client) -> Roles:
    """Return the keys that the client's own sample uses, and the common ones for the rest."""
    root = parse(client.sample.encode(), Format(client.format)).root
    nodes = [found.node for found in servers(root, client)]
    fields = client.fields
    command = _role(fields.command, nodes, ())
    beside = command.steps[:-1]
    return Roles(
        command,
        _role(fields.arguments, nodes, beside),
        _role(fields.environment, nodes, beside),
        _role(fields.headers, nodes, ()),
        _role(fields.url, nodes, ()),
    )


def _role(known: tuple[Selector, ...], nodes: list[Located], beside: tuple[str, ...]) -> Role:
    for selector in known:
        for node in nodes:
            for found in select(node, selector):
                return Role(_keys(selector), _style(found.node), sampled=True)
    siblings = [s for s in known if len(s.steps) == len(beside) + 1 and s.steps[:-1] == beside]
    return Role(_keys((siblings or list(known))[0]))


def _style(node: Located) -> Style:
    match node:
        case Sequence(items=(Mapping(), *_)):
            return "pairs"
        case Sequence():
            return "texts"
        case _:
            return "mapping"


def secret_fields(client: Client) -> list[tuple[str, ...]]:
    """Return the keys of the fields that hold a credential themselves."""
    return [_keys(field) for field in client.fields.secrets if _is_plain(field)]


def name_fields(client: Client) -> list[tuple[str, ...]]:
    """Return the keys of the fields that hold only the name of a variable or file."""
    return [_keys(field) for field in client.fields.names_only if _is_plain(field)]


def _is_plain(selector: Selector) -> bool:
    return not any(isinstance(step, Each) for step in selector.steps)


def _keys(selector: Selector) -> tuple[str, ...]:
    return tuple(step for step in selector.steps if isinstance(step, str))


def put(into: dict[str, Node], steps: tuple[str, ...], node: Node) -> bool:
    """Set what `steps` lead to; return False, and change nothing, if something is in the way."""
    for step in steps[:-1]:
        below = into.setdefault(step, {})
        if not isinstance(below, dict):
            return False
        into = below
    if steps[-1] in into:
        return False
    into[steps[-1]] = node
    return True


def place(root: Node, steps: tuple[Step, ...], names: Iterator[str], node: Node) -> Node:
    """Return `root` with `node` where a selector's steps lead; wildcards take the next name."""
    if not steps:
        return root | node if isinstance(root, dict) and isinstance(node, dict) else node
    step, *rest = steps
    if step is Each.ITEM:
        items = root if isinstance(root, list) else []
        return [*items, place(_begun(rest, names), tuple(rest), names, node)]
    mapping = dict(root) if isinstance(root, dict) else {}
    if isinstance(step, Having):
        return _fulfil(step, place(mapping, tuple(rest), names, node))
    key = next(names) if isinstance(step, Each) else step
    mapping[key] = place(mapping.get(key, {}), tuple(rest), names, node)
    return mapping


def _begun(rest: list[Step], names: Iterator[str]) -> Node:
    """Return an item that says what it is called: a prompt by its id, anything else by name."""
    if rest == ["default"]:
        return {"id": Leaf(next(names)), "type": Leaf("promptString")}
    return {"name": Leaf(next(names))} if rest else {}


def _fulfil(condition: Having, node: Node) -> Node:
    if not isinstance(node, dict):
        return node
    present = node.get(condition.key)
    if isinstance(present, Leaf) and condition.text in present.text.lower():
        return node
    if present is not None and not condition.text:
        return node
    return node | {condition.key: Leaf(condition.text or _FILLERS.get(condition.key, "npm"))}
