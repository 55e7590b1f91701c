"""Where a secret can be planted in a client's sample: every slot, in the client's own words."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

import yaml

from detectors.model import Slot
from scanner.configs import Scalar
from scanner.discovery.catalogue import Client
from scanner.discovery.fields import Paths
from scanner.discovery.selectors import select
from scanner.discovery.shape import servers
from tests.scanner.discovery.trees import Plain, tree
from tests.tokens import alphanumeric, github, opaque


@dataclass(frozen=True, slots=True)
class Planted:
    """A text that ends in, or holds, a secret."""

    before: str
    secret: str
    after: str = ""

    @property
    def text(self) -> str:
        """Return the whole."""
        return self.before + self.secret + self.after


Node = Planted | str | int | float | bool | None | dict[str, "Node"] | list["Node"]
Step = str | int


@dataclass(frozen=True, slots=True)
class Planting:
    """What is to be put where."""

    slot: Slot
    steps: tuple[Step, ...]
    """From the root to what is put there."""
    node: Node
    below: tuple[Step, ...] = ()
    """From there to the text with the secret."""

    @property
    def pointer(self) -> str:
        """Return the JSON Pointer of the text with the secret."""
        keys = (str(step) for step in (*self.steps, *self.below))
        return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


_REMARK = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*')
_TRICKY = ("{0}", "{0}\"'\\{0}", "{0}é{0}/ü", "\\{0}\t{0}")
_NAMES = ("SEARCH_API_KEY", "SEARCH_TOKEN")


class _Loader(yaml.SafeLoader):
    """Reads a text behind any tag as that text."""


_Loader.add_multi_constructor("!", lambda _loader, _tag, node: node.value)


@cache
def sample(client: Client) -> Node:
    """Return the client's sample as plain data, by other parsers than ours."""
    if client.format == "toml":
        return cast("Node", tomllib.loads(client.sample))
    text = client.sample
    if client.format == "json":
        text = _REMARK.sub(lambda found: found[1] or "", text).replace("\t", "  ")
    documents = list(yaml.load_all(text, _Loader))
    return documents[0] if len(documents) == 1 else documents


def plantings(client: Client, seed: int) -> Iterator[Planting]:
    """Yield all that can be planted in the sample of `client`; `seed` draws the secrets."""
    root = sample(client)
    located = tree(cast("Plain", root))
    for rule in client.loose:
        for found in select(located, rule.select):
            if isinstance(found.node, Scalar) and found.node.quoted:
                yield Planting(rule.slot, _steps(root, found.pointer), Planted("", github(seed)))
    for found in servers(located, client):
        steps = _steps(root, found.pointer)
        server = at(root, steps)
        if isinstance(server, dict):
            for made in _plantings(client, server, seed):
                yield replace(made, steps=(*steps, *made.steps))


def planted(root: Node, planting: Planting) -> Node:
    """Return `root` with the planting in it; `root` stays as it was."""
    return _put(root, planting.steps, planting.node)


def at(root: Node, steps: tuple[Step, ...]) -> Node:
    """Return what `steps` lead to, or None."""
    for step in steps:
        if isinstance(root, dict):
            root = root.get(str(step))
        elif isinstance(root, list) and isinstance(step, int):
            root = root[step]
        else:
            return None
    return root


def _put(root: Node, steps: tuple[Step, ...], node: Node) -> Node:
    if not steps:
        return node
    step, *rest = steps
    if isinstance(root, list):
        index = int(step)
        return [*root[:index], _put(root[index], tuple(rest), node), *root[index + 1 :]]
    mapping = root if isinstance(root, dict) else {}
    return {**mapping, str(step): _put(mapping.get(str(step)), tuple(rest), node)}


def _steps(root: Node, pointer: str) -> tuple[Step, ...]:
    """Return the keys and indices of a pointer."""
    steps: list[Step] = []
    for text in pointer.split("/")[1:]:
        key = text.replace("~1", "/").replace("~0", "~")
        steps.append(int(key) if isinstance(at(root, tuple(steps)), list) else key)
    return tuple(steps)


def _plantings(client: Client, server: dict[str, Node], seed: int) -> Iterator[Planting]:
    fields = client.fields
    yield from _named(_place(server, fields.environment), server, Slot.ENV, "=", seed)
    yield from _named(_place(server, fields.headers), server, Slot.HEADER, ": ", seed)
    yield from _words(client, server, seed)
    yield from _urls(_place(server, fields.url), server, seed)
    for selector in fields.secrets:
        keys = tuple(step for step in selector.steps if isinstance(step, str))
        if len(keys) == len(selector.steps) and _is_free(server, keys):
            yield Planting(Slot.OTHER, keys, Planted("", opaque(seed)))


def _place(server: dict[str, Node], paths: Paths) -> tuple[str, ...]:
    """Return the keys that the server has, or else the first that it could have."""
    plain = [
        tuple(step for step in path.steps if isinstance(step, str))
        for path in paths
        if all(isinstance(step, str) for step in path.steps)
    ]
    present = (keys for keys in plain if at(server, keys) is not None)
    return next(present, next(keys for keys in plain if _is_free(server, keys)))


def _is_free(server: dict[str, Node], keys: tuple[str, ...]) -> bool:
    node: Node = server
    for key in keys[:-1]:
        if not isinstance(node, dict):
            return False
        node = node.get(key, {})
    return isinstance(node, dict) and keys[-1] not in node


def _named(
    keys: tuple[str, ...], server: dict[str, Node], slot: Slot, sign: str, seed: int
) -> Iterator[Planting]:
    """Yield a secret behind a name, in the style in which the server has names and values."""
    present = at(server, keys)
    name, value = _variable(seed) if slot is Slot.ENV else _header(seed)
    if present is None or isinstance(present, dict):
        yield Planting(slot, (*keys, name), value)
    elif isinstance(present, list):
        last = len(present)
        text: Node = replace(value, before=f"{name}{sign}{value.before}")
        yield Planting(slot, keys, [*present, text], (last,))
        if any(isinstance(item, dict) for item in present):
            yield Planting(slot, keys, [*present, {"name": name, "value": value}], (last, "value"))


def _variable(seed: int) -> tuple[str, Planted]:
    if seed % 3 == 0:
        shape = _TRICKY[seed // 3 % len(_TRICKY)]
        return "DB_PASSWORD", Planted("", shape.format(alphanumeric(12, seed)))
    return _NAMES[seed % 2], Planted("", (github if seed % 2 else opaque)(seed))


def _header(seed: int) -> tuple[str, Planted]:
    if seed % 2:
        return "Authorization", Planted("Bearer ", opaque(seed))
    return "X-Api-Key", Planted("", opaque(seed))


def _words(client: Client, server: dict[str, Node], seed: int) -> Iterator[Planting]:
    command = _place(server, client.fields.command)
    arguments = _place(server, client.fields.arguments)
    program, words = at(server, command), at(server, arguments)
    if isinstance(program, list) and not isinstance(words, list):
        arguments, words = command, program
    elif words is None and isinstance(program, str):
        words = []
    if not isinstance(words, list) or any(isinstance(word, list) for word in words):
        return
    key = opaque(seed)
    for slot, *more in (
        (Slot.ARGUMENT, "--api-key", Planted("", key)),
        (Slot.ARGUMENT, Planted("--api-key=", key)),
        (Slot.ARGUMENT, "-e", Planted("SEARCH_API_KEY=", key)),
        (Slot.ARGUMENT, "--header", Planted("Authorization: Bearer ", key)),
        (Slot.URL_USERINFO, Planted("postgresql://app_rw:", key, "@db.example.com/shop")),
    ):
        below = len(words) + len(more) - 1
        yield Planting(slot, arguments, [*words, *more], (below,))


def _urls(keys: tuple[str, ...], server: dict[str, Node], seed: int) -> Iterator[Planting]:
    if isinstance(at(server, keys), str):
        key = opaque(seed)
        user = Planted("https://reporting:", key, "@search.example.com/mcp")
        yield Planting(Slot.URL_USERINFO, keys, user)
        query = Planted("https://search.example.com/mcp?region=eu&api_key=", key)
        yield Planting(Slot.URL_QUERY, keys, query)
