"""From a located tree to servers with every value they carry, each in its slot."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from detectors.model import Slot
from scanner.configs import (
    Configuration,
    Fault,
    Mapping,
    Node,
    Scalar,
    Sequence,
    ServerDeclaration,
    Tree,
    Value,
    empty_entries,
    part,
)
from scanner.discovery.catalogue import Client, Loose
from scanner.discovery.fields import Fields, Paths
from scanner.discovery.selectors import Selected, Selector, below, parse, select
from scanner.discovery.shape import servers
from scanner.servers.arguments import Word, split, unfold, values
from scanner.servers.launchers import runner

_MAX_VISITS = 200_000
_MAX_SERVERS = 20_000
_DEFAULT = parse("default")
_VALUE = parse("value")
_IDENTITY = (parse("id"), parse("name"))
_FLAG = (parse("name"),)
_GIVEN = (parse("value"), parse("default"), parse("variables.*.default"))
_ABOUT = frozenset({
    "description", "title", "format", "type", "isSecret", "isRequired", "is_secret", "is_required",
})  # fmt: skip
"""What registries say of a variable or header beside its value."""
_TOO_MUCH = f"more than {_MAX_VISITS:,} values are reached, the rest is not read"


@dataclass(slots=True)
class Budget:
    """How many nodes may still be visited: aliases can lead to the same ones again and again."""

    left: int = _MAX_VISITS

    def spend(self) -> bool:
        """Return whether one more node may be visited."""
        self.left -= 1
        return self.left >= 0


class Rest(Enum):
    """Whether the values that belong to no server are wanted as well."""

    ALWAYS = auto()
    IF_RECOGNISED = auto()
    NEVER = auto()


def extract(tree: Tree, client: Client, rest: Rest = Rest.ALWAYS) -> Configuration:
    """Return what a file of `client` declares; what is not read for its size is a fault."""
    budget = Budget()
    found = {id(at.node): at for at in islice(servers(tree.root, client), _MAX_SERVERS)}
    declared = tuple(_server(at, client, budget) for at in found.values())
    if rest is Rest.NEVER:
        return Configuration(declared, (), tree.faults, recognised=bool(declared))
    placed = {leaf for at in found.values() for leaf in _ids(at.node, budget)}
    loose = [value for rule in client.loose for value in _loose(tree.root, rule, budget)]
    recognised = bool(declared) or (bool(loose) and not client.shape)
    if rest is Rest.IF_RECOGNISED and not recognised:
        return Configuration((), (), tree.faults, recognised=False)
    placed.update(id(value.scalar) for value in loose)
    loose += [
        Value(Slot.OTHER, name, pointer, scalar)
        for pointer, name, scalar in leaves(tree.root, "", budget)
        if id(scalar) not in placed
    ]
    loose += [Value(Slot.COMMENT, "", "", comment) for comment in tree.comments]
    cut = budget.left < 0 or len(found) == _MAX_SERVERS
    faults = (*tree.faults, Fault(0, _TOO_MUCH)) if cut else tree.faults
    return Configuration(declared, tuple(loose), faults, recognised)


def leaves(root: Node, pointer: str, budget: Budget) -> Iterator[tuple[str, str, Scalar]]:
    """Yield pointer, nearest key and scalar of each leaf, shared ones (YAML aliases) once."""
    waiting: list[tuple[str, str, Node]] = [(pointer, "", root)]
    seen: set[int] = set()
    while waiting and budget.spend():
        pointer, name, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case Scalar():
                yield pointer, name, node
            case Mapping(entries):
                waiting.extend(
                    (below(pointer, key.text), key.text, value) for key, value in reversed(entries)
                )
            case Sequence(items):
                waiting.extend(
                    (below(pointer, str(index)), name, item)
                    for index, item in reversed(tuple(enumerate(items)))
                )


def _ids(root: Node, budget: Budget) -> Iterator[int]:
    """Yield the `id` of each leaf, shared ones once: `leaves` without what they are called."""
    waiting = [root]
    seen: set[int] = set()
    while waiting and budget.spend():
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case Scalar():
                yield id(node)
            case Mapping(entries):
                waiting.extend(value for _, value in reversed(entries))
            case Sequence(items):
                waiting.extend(reversed(items))


def _server(found: Selected, client: Client, budget: Budget) -> ServerDeclaration:
    fields, node, pointer = client.fields, found.node, found.pointer
    command, arguments = _nodes(found, fields.command), _nodes(found, fields.arguments)
    words = _command_line(command, arguments, budget)
    package = _package(found, fields)
    images = [at for at in command if at.key in ("image", "container")]
    urls = tuple(at.node for at in _nodes(found, fields.url) if isinstance(at.node, Scalar))
    environment, headers = _nodes(found, fields.environment), _nodes(found, fields.headers)
    placed = (
        *(Value(Slot.COMMAND, "", word.pointer, word.scalar) for word in words[:1]),
        *values(words[1:]),
        *(value for at in environment for value in _pairs(at, Slot.ENV, budget)),
        *(value for at in headers for value in _pairs(at, Slot.HEADER, budget)),
    )
    known = {id(leaf) for at in (*command, *arguments) for leaf in _spoken(at.node)}
    known |= {leaf for at in (*environment, *headers) for leaf in _ids(at.node, budget)}
    nameless = {leaf for at in _nodes(found, fields.names_only) for leaf in _ids(at.node, budget)}
    rest = (
        Value(Slot.OTHER, "" if id(scalar) in nameless else name, where, scalar)
        for where, name, scalar in leaves(node, pointer, budget)
        if id(scalar) not in known
    )
    return ServerDeclaration(
        name=_name(found, fields.server_name),
        pointer=pointer,
        command=package or tuple(word.scalar for word in words),
        image=next((at.node.text for at in images if isinstance(at.node, Scalar)), ""),
        urls=() if package else urls,
        transport=next(_texts(found, fields.transport), ""),
        values=(*placed, *rest),
        pointers=() if package else tuple(word.pointer for word in words),
        empty=empty_entries(node),
    )


def _name(found: Selected, paths: Paths) -> str:
    """Return the key of the server, or in a list the name that it gives itself."""
    return next(_texts(found, paths), found.key) if found.key.isdigit() else found.key


def _texts(found: Selected, paths: Paths) -> Iterator[str]:
    return (at.node.text for at in _nodes(found, paths) if isinstance(at.node, Scalar))


def _nodes(found: Selected, paths: Paths) -> tuple[Selected, ...]:
    """Return what `paths` lead to below a server, with pointers from the root of the file."""
    entries = found.node.entries if isinstance(found.node, Mapping) else ()
    keys = {key.text for key, _ in entries}
    return tuple(
        Selected(found.pointer + at.pointer, at.key, at.node)
        for path in paths
        if _may_lead(path, keys)
        for at in select(found.node, path)
    )


def _may_lead(path: Selector, keys: AbstractSet[str]) -> bool:
    """Return False if `path` begins with a key that is not among `keys`, as nearly all do."""
    first = path.steps[0] if path.steps else None
    return not isinstance(first, str) or first in keys


def _command_line(
    command: tuple[Selected, ...], arguments: tuple[Selected, ...], budget: Budget
) -> tuple[Word, ...]:
    """Return the program and its arguments, which may be one text, one list, or apart."""
    program = [word for at in command for word in _words(at, budget)]
    following = [word for at in arguments for word in _words(at, budget)]
    if len(program) == 1 and not following:
        program = list(split(program[0].pointer, program[0].scalar))
        budget.left -= len(program)
    return unfold((*program, *following))


def _package(found: Selected, fields: Fields) -> tuple[Scalar, ...]:
    """Return the command line that runs the package which a registry's entry names, if any."""
    registry = next(_texts(found, fields.registry), "")
    named = (at.node for at in _nodes(found, fields.package) if isinstance(at.node, Scalar))
    identifier = next(named, None)
    if identifier is None or (words := runner(registry)) is None:
        return ()
    return (*(Scalar(word, identifier.anchors[:1]) for word in words), identifier)


def _words(at: Selected, budget: Budget) -> Iterator[Word]:
    match at.node:
        case Scalar():
            yield Word(at.pointer, at.node)
        case Sequence(items):
            for index, item in enumerate(items):
                pointer = below(at.pointer, str(index))
                if isinstance(item, Scalar) and budget.spend():
                    yield Word(pointer, item)
                elif isinstance(item, Mapping):
                    yield from _described(Selected(pointer, str(index), item), budget)
        case Mapping():
            pass


def _described(argument: Selected, budget: Budget) -> Iterator[Word]:
    """Yield the words that `{"type": "named", "name": "--token", "value": …}` comes to.

    Each text that may stand in the place of the value follows the flag once.
    """
    flags = [at for at in _nodes(argument, _FLAG) if _is_flag(at.node)]
    for at in _nodes(argument, _GIVEN):
        if isinstance(at.node, Scalar) and budget.spend():
            yield from (Word(f.pointer, f.node) for f in flags[:1] if isinstance(f.node, Scalar))
            yield Word(at.pointer, at.node)


def _is_flag(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text.startswith("-")


def _spoken(node: Node) -> Iterator[Scalar]:
    """Yield the scalars below `node` that `_words` makes words of."""
    yield from (word.scalar for word in _words(Selected("", "", node), Budget()))


def _pairs(at: Selected, slot: Slot, budget: Budget) -> Iterator[Value]:
    """Yield the values of a mapping, of a list of `NAME=value`, or of one of {name, value}."""
    match at.node:
        case Mapping(entries):
            for key, value in entries:
                for pointer, _, scalar in leaves(value, below(at.pointer, key.text), budget):
                    yield Value(slot, key.text, pointer, scalar)
        case Sequence(items):
            for index, item in enumerate(items):
                yield from _listed(below(at.pointer, str(index)), item, slot, budget)
        case Scalar():
            yield _assigned(at.pointer, at.node, slot)


def _listed(pointer: str, item: Node, slot: Slot, budget: Budget) -> Iterator[Value]:
    if isinstance(item, Scalar):
        yield _assigned(pointer, item, slot)
        return
    found = tuple(leaves(item, pointer, budget))
    name = next((scalar.text for _, key, scalar in found if key in ("name", "key")), "")
    for where, key, scalar in found:
        if key in _ABOUT:
            yield Value(Slot.OTHER, key, where, scalar)
        elif key not in ("name", "key"):
            yield Value(slot, name, where, scalar)


def _assigned(pointer: str, scalar: Scalar, slot: Slot) -> Value:
    separator = "=" if slot is Slot.ENV else ":"
    name, found, value = scalar.text.partition(separator)
    if not found:
        return Value(slot, "", pointer, scalar)
    start = len(scalar.text) - len(value.lstrip())
    return Value(slot, name.strip(), pointer, part(scalar, start, len(scalar.text)))


def _loose(root: Node, rule: Loose, budget: Budget) -> Iterator[Value]:
    for found, asked in _asked(root, rule):
        for pointer, name, scalar in leaves(found.node, found.pointer, budget):
            yield Value(rule.slot, asked or name or found.key, pointer, scalar)


def _asked(root: Node, rule: Loose) -> Iterator[tuple[Selected, str]]:
    """Yield what `rule` selects; a default or a value goes by the name of what it is given for."""
    key = rule.select.last
    if key not in ("default", "value"):
        yield from ((found, "") for found in select(root, rule.select))
        return
    for parent in select(root, rule.select.parent):
        identity = next(_texts(parent, _IDENTITY), "" if parent.key.isdigit() else parent.key)
        for found in select(parent.node, _DEFAULT if key == "default" else _VALUE):
            yield Selected(parent.pointer + found.pointer, found.key, found.node), identity
