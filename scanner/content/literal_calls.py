"""What programs call the parts of MCP, read from the TOML file beside this one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from scanner.discovery.tables import Table, read


@dataclass(frozen=True, slots=True)
class Constructor:
    """A call or a type that describes a server, or holds some."""

    names: tuple[str, ...]
    language: str
    parameters: tuple[str, ...]
    """What positional arguments mean: a field, `field...` for all that follow, `*` for a mapping
    that is the server itself, nothing for what says nothing of it."""
    needs: tuple[str, ...]
    """A name counts only in a text that holds one of these; empty if it always does."""
    source: str
    """Where these facts were read (URL)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names."""

    containers: frozenset[str]
    hinted: frozenset[str]
    """Containers only if servers are in them."""
    keys: tuple[str, ...]
    """Keys that only servers of MCP have."""
    fields: Mapping[str, str]
    """Field by what it is called, as `squashed`."""
    wrappers: frozenset[str]
    references: frozenset[str]
    mappings: frozenset[str]
    lists: frozenset[str]
    pairs: frozenset[str]
    formats: frozenset[str]
    methods: Mapping[str, str]
    """Field by the name of a method that fills it."""
    constructors: Mapping[str, Constructor]
    """By name; the most telling parts of a path, `Command::new` rather than `new`."""


_FIELDS = (
    "command",
    "args",
    "env",
    "headers",
    "url",
    "auth",
    "authorization_token",
    "name",
    "type",
)
_CALLS = ("references", "mappings", "lists", "pairs", "formats")
_TYPES = re.compile(r"(?:::)?<[^()]*>")
_STEPS = re.compile(r"\?\.|!\.|::|->|\.")


@cache
def vocabulary() -> Vocabulary:
    """Return all names, read once; raise ValueError if the file is written wrongly."""
    table = read(files("scanner.content") / "constructors.toml")
    table.allow("containers", "fields", "wrappers", "calls", "methods", "constructor")
    parts = {
        key: table.table(key) for key in ("containers", "fields", "wrappers", "calls", "methods")
    }
    parts["containers"].allow("names", "hinted", "keys")
    parts["fields"].allow(*_FIELDS)
    parts["methods"].allow(*_FIELDS)
    parts["wrappers"].allow("names")
    parts["calls"].allow(*_CALLS)
    constructors = tuple(_constructor(entry) for entry in table.tables("constructor"))
    calls = {key: frozenset(parts["calls"].texts(key)) for key in _CALLS}
    return Vocabulary(
        frozenset(parts["containers"].texts("names")),
        frozenset(parts["containers"].texts("hinted")),
        parts["containers"].texts("keys"),
        _by_text(parts["fields"]),
        frozenset(parts["wrappers"].texts("names")),
        calls["references"],
        calls["mappings"],
        calls["lists"],
        calls["pairs"],
        calls["formats"],
        _by_text(parts["methods"]),
        MappingProxyType({name: known for known in reversed(constructors) for name in known.names}),
    )


def _by_text(table: Table) -> Mapping[str, str]:
    return MappingProxyType({text: key for key in table.content for text in table.texts(key)})


def _constructor(entry: Table) -> Constructor:
    entry.allow("names", "language", "parameters", "needs", "source")
    return Constructor(
        entry.texts("names"),
        entry.text("language"),
        entry.texts("parameters"),
        entry.texts("needs"),
        entry.text("source"),
    )


def squashed(name: str) -> str:
    """Return a name without its dress: `:env-vars`, `EnvVars` and `env_vars` are one."""
    return name.strip(":$@").replace("_", "").replace("-", "").lower()


def segments(name: str) -> tuple[str, ...]:
    """Return the parts of a path of names, without its type arguments."""
    return tuple(part for part in _STEPS.split(_TYPES.sub("", name)) if part)


def endings(name: str) -> tuple[str, ...]:
    """Return how the end of a path of names may be listed, the longest first.

    What only says that something is made (`X.new`, `X::from`, `X.builder`) may be left out.
    """
    steps = [part for part in re.split(r"(\?\.|!\.|::|->|\.)", _TYPES.sub("", name)) if part]
    steps = steps[1:] if steps and _STEPS.fullmatch(steps[0]) else steps
    found = ["".join(steps[-count:]) for count in (5, 3, 1) if count <= len(steps)]
    if len(steps) > 1 and steps[-1] in _MAKERS:
        found.append(steps[-3])
    return tuple(dict.fromkeys(found))


_MAKERS = frozenset({
    "new", "builder", "Builder", "create", "make", "from", "init", "build", "connect", "of",
    "CreateAsync", "start", "from_config", "fromConfig",
})  # fmt: skip


def listed(name: str, names: frozenset[str]) -> bool:
    """Return whether one of the endings of `name` is in `names`."""
    return any(ending in names for ending in endings(name))


def constructor(name: str) -> Constructor | None:
    """Return the constructor that a path of names calls."""
    known = vocabulary().constructors
    return next((known[ending] for ending in endings(name) if ending in known), None)
