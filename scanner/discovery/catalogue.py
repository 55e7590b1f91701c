"""The clients we know, read from the TOML files beside this one and from an auditor's own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Literal, get_args

import tomli

from detectors.model import Slot
from detectors.user_catalogue import UserCatalogue, nearest
from scanner.discovery.fields import Fields, dialects, read_fields
from scanner.discovery.globs import expand, pattern
from scanner.discovery.replacement import Replacement, read_replacement
from scanner.discovery.selectors import Selector
from scanner.discovery.tables import Table, read

Format = Literal["json", "toml", "yaml"]
FORMATS: tuple[Format, ...] = get_args(Format)

_WILD = re.compile(r"\*\*/|[*?]")
_LONGEST = 4096
_COMMON = frozenset({".json", ".jsonc", ".json5", ".yaml", ".yml", ".toml"})


@dataclass(frozen=True, slots=True)
class Loose:
    """Where values are that belong to no server."""

    select: Selector
    slot: Slot


@dataclass(frozen=True, slots=True)
class Client:
    """A kind of file that configures MCP, and how it is written."""

    id: str
    name: str
    paths: tuple[str, ...]
    """Globs over repository paths, without regard to case; none if only content tells."""
    format: Format
    servers: tuple[Selector, ...]
    loose: tuple[Loose, ...]
    """In a file that only its shape tells, these count only beside a server."""
    fields: Fields
    """The client's own, then those that all clients share."""
    references: tuple[str, ...]
    """Names of the syntaxes that the client expands, for information."""
    shape: bool
    """True if the path proves nothing: only the shape tells servers from other things."""
    content: bool
    """True if no path tells: a reader of contents says that a configuration is of this kind."""
    local_only: bool
    """True if the file is one user's, or meant never to be committed."""
    source: str
    """Where these facts were read: a URL or a repository and path."""
    sample: str
    """A small configuration as the client's users write it, free of secrets.

    For what is no file of its own (a command line, a structure in a program) what it comes to."""
    replace: Replacement | None
    """What is written instead of a credential; None if that is not known."""


_KEYS = tuple(field.name for field in fields(Client))


def clients(user: UserCatalogue | None = None) -> tuple[Client, ...]:
    """Return all clients, an auditor's own among them, by id.

    Raises ValueError naming the file if one is described wrongly.
    """
    return _clients(user)


@cache
def _clients(user: UserCatalogue | None) -> tuple[Client, ...]:
    folder = files("scanner.discovery") / "clients"
    tables = [read(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    if user is not None:
        tables.append(Table(user.file, {"client": tomli.loads(user.text).get("client", [])}))
    return tuple(sorted((client for table in tables for client in read_clients(table)), key=_id))


@cache
def by_id() -> Mapping[str, Client]:
    """Return our clients by their ids."""
    return {client.id: client for client in clients()}


def matches(path: str, user: UserCatalogue | None = None) -> tuple[Client, ...]:
    """Return the clients whose globs match a repository path, the most specific first.

    Clients that only the shape tells come last. A path of more than 4,096 characters is matched
    by its end. Where nothing matches it costs 0.3 µs, for JSON, YAML and TOML about 5 µs.
    """
    index = _index(user)
    lowered = path.lower()[-_LONGEST:]
    if not lowered.endswith(index.endings):
        return ()
    rules = list(index.named.get(lowered[lowered.rfind("/") + 1 :], ()))
    for fragment, wild in index.wild:
        if fragment in lowered:
            rules += wild
    found = sorted((r for r in rules if r.matches(lowered)), key=lambda rule: rule.order)
    return tuple({rule.client.id: rule.client for rule in found}.values())


@dataclass(frozen=True, slots=True)
class _Rule:
    """One glob of one client, without braces and in lower case."""

    client: Client
    glob: str
    expression: str
    """What it is as a regular expression."""
    order: tuple[bool, int, str]

    def matches(self, path: str) -> bool:
        """Return whether `path` matches; few of all rules are ever asked, so compile them then."""
        return bool(_compiled(self.expression).fullmatch(path))

    @property
    def name(self) -> str:
        return self.glob.rpartition("/")[2]

    @property
    def ending(self) -> str:
        """What each matching path ends with: the extension, or all after the last wildcard."""
        literal = _WILD.split(self.name)[-1]
        if not literal:
            raise ValueError(f"glob {self.glob!r} says nothing of how a path ends")
        return literal[literal.rfind(".") :] if "." in literal else literal

    @property
    def fragment(self) -> str:
        """A text that each matching path holds; not the extension, if there is another."""
        *others, last = _WILD.split(self.glob.removeprefix("**/"))
        return max(others, key=len, default="") or last


@dataclass(frozen=True, slots=True)
class _Index:
    """All rules, so that most paths are told apart without trying one."""

    endings: tuple[str, ...]
    named: Mapping[str, tuple[_Rule, ...]]
    """By the last component of their globs, where it has no wildcard."""
    wild: tuple[tuple[str, tuple[_Rule, ...]], ...]
    """The others by a fragment."""


@cache
def _index(user: UserCatalogue | None) -> _Index:
    rules = tuple(_rules(clients(user)))
    wild = [rule for rule in rules if _WILD.search(rule.name)]
    plain = [rule for rule in rules if not _WILD.search(rule.name)]
    fragments = {rule.fragment for rule in wild}
    return _Index(
        endings=tuple({rule.ending for rule in rules}),
        named=_grouped((rule.name, rule) for rule in plain),
        wild=tuple(_grouped((_shortest(fragments, rule.fragment), rule) for rule in wild).items()),
    )


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL)


def _shortest(fragments: Iterable[str], within: str) -> str:
    return min((part for part in fragments if part in within), key=lambda part: (len(part), part))


def _grouped(pairs: Iterable[tuple[str, _Rule]]) -> Mapping[str, tuple[_Rule, ...]]:
    groups: dict[str, tuple[_Rule, ...]] = {}
    for key, rule in pairs:
        groups[key] = (*groups.get(key, ()), rule)
    return groups


def _rules(known: Iterable[Client]) -> Iterator[_Rule]:
    for client in known:
        for glob in chain.from_iterable(expand(path.lower()) for path in client.paths):
            order = (client.shape, -len(_WILD.sub("", glob)), client.id)
            yield _Rule(client, glob, pattern(glob), order)


def unsound_glob(client: Client) -> str:
    """Return the first glob of `client` that cannot be read, or says too little; or nothing."""
    for path in client.paths:
        try:
            vague = [_is_vague(rule) for rule in _rules((client,))]
        except ValueError:
            return path
        if not path.startswith("**/") or (any(vague) and not client.shape):
            return path
    return ""


def _is_vague(rule: _Rule) -> bool:
    return "*" in rule.name and _WILD.sub("", rule.glob) == rule.ending in _COMMON


def read_clients(table: Table) -> Iterator[Client]:
    """Yield the clients that a TOML file describes; raise ValueError naming it if wrongly."""
    table.allow("client")
    yield from (read_client(entry) for entry in table.tables("client"))


def read_client(entry: Table) -> Client:
    """Return the client that a table describes; raise ValueError if wrongly."""
    entry.allow(*_KEYS)
    return Client(
        id=entry.text("id"),
        name=entry.text("name"),
        paths=_paths(entry),
        format=_format(entry),
        servers=entry.selectors("servers"),
        loose=tuple(_loose(loose) for loose in entry.tables("loose")),
        fields=read_fields(entry.table("fields")) + dialects().fields,
        references=_references(entry),
        shape=entry.flag("shape"),
        content=entry.flag("content"),
        local_only=entry.flag("local_only"),
        source=entry.text("source"),
        sample=entry.text("sample"),
        replace=read_replacement(entry.table("replace"), entry.texts("references")),
    )


def _format(entry: Table) -> Format:
    for known in FORMATS:
        if entry.text("format") == known:
            return known
    raise entry.wrong("format", f"one of {', '.join(FORMATS)}")


def _paths(entry: Table) -> tuple[str, ...]:
    paths = entry.texts("paths")
    if entry.flag("content") == bool(paths):
        raise entry.wrong("paths", "a list of globs, or content = true without any")
    return paths


def _loose(entry: Table) -> Loose:
    entry.allow("select", "slot")
    if entry.text("slot") not in list(Slot):
        raise entry.wrong("slot", "a slot")
    return Loose(entry.selector("select"), Slot(entry.text("slot")))


def _references(entry: Table) -> tuple[str, ...]:
    names = entry.texts("references")
    known = dialects().references
    if unknown := sorted(set(names) - known.keys()):
        raise entry.wrong("references", f"known: {unknown[0]}; {nearest(unknown[0], known)}")
    return names


def _id(client: Client) -> str:
    return client.id
