"""Servers that words make up: the tree that their client would keep of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanner import configs
from scanner.configs import Node, Scalar, Tree
from scanner.content.model import Stated

Pair = tuple[Scalar, Scalar]
_DEEPEST = 12
_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".py", ".sh", ".jar", ".dll", ".exe", ".cmd")


@dataclass(slots=True, repr=False, eq=False)
class Draft:
    """A server while the words that say what it is are read."""

    name: Scalar | None = None
    command: list[Scalar] = field(default_factory=list)
    args: list[Scalar] = field(default_factory=list)
    """Those that are given apart from the command."""
    url: Scalar | None = None
    transport: Scalar | None = None
    env: list[Pair] = field(default_factory=list)
    headers: list[Pair] = field(default_factory=list)
    others: list[tuple[str, Scalar]] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """True if anything at all says what the server is."""
        return bool(self.command or self.url or self.env or self.headers or self.others)


def key(text: str, near: Scalar) -> Scalar:
    """Return a key that stands nowhere, as if it stood where `near` begins."""
    return Scalar(text, near.anchors[:1])


def stated(  # noqa: PLR0913 - a server, and how its client's file is laid out
    draft: Draft,
    near: Scalar,
    client: str,
    under: Sequence[str],
    *,
    fields: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Stated:
    """Return `draft` as its client's file would have it, at the end of the keys `under`."""
    server = configs.Mapping(tuple(_entries(draft, near, fields or {}, constants or {})))
    if not under:
        named = ((key("name", near), draft.name),) if draft.name else ()
        return Stated(client, Tree(configs.Mapping(named + server.entries), (), ()))
    root = configs.Mapping(((draft.name or key("server", near), server),))
    for container in reversed(under):
        root = configs.Mapping(((key(container, near), root),))
    return Stated(client, Tree(root, (), ()))


def _entries(
    draft: Draft, near: Scalar, fields: Mapping[str, str], constants: Mapping[str, str]
) -> Iterator[tuple[Scalar, Node]]:
    def called(name: str) -> Scalar:
        return key(fields.get(name, name), near)

    if draft.transport:
        yield called("type"), draft.transport
    for name, text in constants.items():
        yield key(name, near), key(text, near)
    if draft.command:
        yield called("command"), draft.command[0]
    if arguments := (*draft.command[1:], *draft.args):
        yield called("args"), configs.Sequence(arguments)
    if draft.url:
        yield called("url"), draft.url
    if draft.env:
        yield called("env"), configs.Mapping(tuple(draft.env))
    if draft.headers:
        yield called("headers"), configs.Mapping(tuple(draft.headers))
    for name, scalar in draft.others:
        yield key(name, near), scalar


def bare_name(target: str) -> str:
    """Return what a server goes by whose package, image, script or address is `target`."""
    if "://" in target:
        return target.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    name = target.replace("\\", "/").rstrip("/").partition("==")[0]
    name = name.rpartition("/")[2] if not name.startswith("@") else name
    name = name[:1] + name[1:].partition("@")[0]
    if "/" not in name:
        name = name.partition(":")[0]
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name or target


def merged(mappings: Iterable[configs.Mapping], depth: int = 0) -> configs.Mapping:
    """Return mappings as one, their mappings under equal keys as one too, down to 12 levels."""
    groups: dict[str, list[tuple[Scalar, Node]]] = {}
    for mapping in mappings:
        for name, value in mapping.entries:
            groups.setdefault(name.text, []).append((name, value))
    entries: list[tuple[Scalar, Node]] = []
    for group in groups.values():
        below = [value for _, value in group if isinstance(value, configs.Mapping)]
        if len(below) > 1 and depth < _DEEPEST:
            entries.append((group[0][0], merged(below, depth + 1)))
            entries += [pair for pair in group if not isinstance(pair[1], configs.Mapping)]
        else:
            entries += group
    return configs.Mapping(tuple(entries))


def relocated(node: Node, within: Scalar) -> Node:
    """Return `node`, read in the text of `within` alone, with its places in the source of that.

    What is deeper than 12 levels is left out.
    """
    return _relocated(node, _route(within), 0)


def relocated_words(words: Iterable[Scalar], within: Scalar) -> Iterator[Scalar]:
    """Yield `words`, read in the text of `within` alone, with their places in its source."""
    route = _route(within)
    return (_moved(word, route) for word in words)


@dataclass(frozen=True, slots=True, repr=False)
class _Route:
    """The way from the bytes of a text to the source that it was cut out of."""

    text: bytes
    starts: tuple[int, ...]
    """Where in the text the stretches begin that are as in the source."""
    offsets: tuple[int, ...]
    """Where each of them begins in the source."""


def _route(within: Scalar) -> _Route:
    starts: list[int] = []
    length = 0
    ends = (*(index for index, _ in within.anchors[1:]), len(within.text))
    for (index, _), end in zip(within.anchors, ends, strict=True):
        starts.append(length)
        length += len(within.text[index:end].encode("utf-8", "surrogatepass"))
    return _Route(
        within.text.encode("utf-8", "surrogatepass"),
        tuple(starts),
        tuple(offset for _, offset in within.anchors),
    )


def _relocated(node: Node, route: _Route, depth: int) -> Node:
    match node:
        case Scalar():
            return _moved(node, route)
        case configs.Mapping(entries) if depth < _DEEPEST:
            return configs.Mapping(
                tuple(
                    (_moved(name, route), _relocated(value, route, depth + 1))
                    for name, value in entries
                )
            )
        case configs.Sequence(items) if depth < _DEEPEST:
            return configs.Sequence(tuple(_relocated(item, route, depth + 1) for item in items))
        case _:
            return configs.Mapping(())


def _moved(scalar: Scalar, route: _Route) -> Scalar:
    ends = (*(index for index, _ in scalar.anchors[1:]), len(scalar.text))
    anchors: list[tuple[int, int]] = []
    for (index, at), end in zip(scalar.anchors, ends, strict=True):
        known = max(bisect_right(route.starts, at) - 1, 0)
        anchors.append((index, route.offsets[known] + at - route.starts[known]))
        last = at + len(scalar.text[index:end].encode("utf-8", "surrogatepass"))
        while known + 1 < len(route.starts) and route.starts[known + 1] < last:
            known += 1
            between = route.text[at : route.starts[known]].decode("utf-8", "surrogatepass")
            anchors.append((index + len(between), route.offsets[known]))
    return Scalar(scalar.text, tuple(anchors), scalar.quoted)
