"""The reviewer's own map of tenants, environments and owners: read strictly, matched exactly.

Only a file that the reviewer names is read; nothing that a scanned repository says of itself is an
inventory.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path

import tomli

VERSION = 1
SHARED = "shared"
"""The tenant that a reviewer declares for what serves several tenants by design."""

_FIELDS = ("repository", "path", "server", "name", "client", "branch")
_SETTABLE = ("tenant", "environment", "owner")
_CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")
_NO_WILDCARDS = str.maketrans("", "", "*?")


class InventoryError(ValueError):
    """An inventory that cannot be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[map]]` table: places that match every glob have these values."""

    position: int
    """Which `[[map]]` of the file this is, from 1."""
    match: tuple[tuple[str, str], ...]
    """(field, glob) in the order of the contract."""
    tenant: str = ""
    environment: str = ""
    owner: str = ""

    def __str__(self) -> str:
        globs = ", ".join(f'{field} = "{glob}"' for field, glob in self.match)
        return f"map[{self.position}] {{ {globs} }}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the reviewer declares; the empty one declares nothing."""

    environments: tuple[str, ...] = ()
    tenants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(tenant, its aliases)."""
    rules: tuple[Rule, ...] = ()


EMPTY = Inventory()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is configured: what rules are matched against."""

    repository: str
    path: str
    server: str
    name: str
    client: str
    branches: tuple[str, ...] = ()
    """The refs that hold it now, by full or short name."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared value and the rule that declares it; both empty if none does."""

    value: str = ""
    rule: str = ""


def load(path: Path) -> Inventory:
    """Return the inventory in the TOML file at `path`, or raise `InventoryError`."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InventoryError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise InventoryError(
            f"{path}: byte {error.start + 1} is not UTF-8; save it as UTF-8"
        ) from None
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        # The error carries the whole document: only its position may leave.
        where = f"line {error.lineno}, column {error.colno}"
        raise InventoryError(f"{path}: not TOML at {where}") from None
    except RecursionError:
        raise InventoryError(
            f"{path}: nested too deeply; an inventory needs three levels"
        ) from None
    try:
        return _inventory(document)
    except InventoryError as error:
        raise InventoryError(f"{path}: {error}") from None


def declared(inventory: Inventory, place: Place, key: str) -> Declared:
    """Return what the most specific matching rule sets for `key` (tenant, environment or owner).

    Raise `InventoryError` if two equally specific rules set different values.
    """
    setting = [rule for rule in inventory.rules if _value(rule, key) and _matches(rule, place)]
    if not setting:
        return Declared()
    setting.sort(key=_specificity, reverse=True)
    best = _specificity(setting[0])
    equals = list(takewhile(lambda rule: _specificity(rule) == best, setting))
    if len({_value(rule, key) for rule in equals}) > 1:
        rules = " and ".join(str(rule) for rule in equals)
        raise InventoryError(
            f"{rules} set different values of {key} for {place.repository}:{place.path} and are "
            f"equally specific; make one glob more exact"
        )
    return Declared(_value(equals[0], key), f"map[{equals[0].position}]")


def unused(inventory: Inventory, places: Iterable[Place]) -> tuple[Rule, ...]:
    """Return the rules that match none of `places`, in file order."""
    left = list(inventory.rules)
    for place in places:
        if not left:
            break
        left = [rule for rule in left if not _matches(rule, place)]
    return tuple(left)


def _value(rule: Rule, key: str) -> str:
    values = {"tenant": rule.tenant, "environment": rule.environment, "owner": rule.owner}
    return values[key]


def _matches(rule: Rule, place: Place) -> bool:
    return all(
        any(fnmatchcase(text, glob) for text in _texts_of(place, field))
        for field, glob in rule.match
    )


def _texts_of(place: Place, field: str) -> tuple[str, ...]:
    match field:
        case "repository":
            return (place.repository,)
        case "path":
            return (place.path,)
        case "server":
            return (place.server,)
        case "name":
            return (place.name,)
        case "client":
            return (place.client,)
        case _:
            short = (branch.removeprefix("refs/heads/") for branch in place.branches)
            return (*place.branches, *short)


def _specificity(rule: Rule) -> tuple[bool, bool, bool, int]:
    """Order rules: a server before a path, a path before a repository, then literal characters."""
    named = {field for field, _ in rule.match}
    literal = sum(
        len(_CHARACTER_CLASS.sub("", glob).translate(_NO_WILDCARDS)) for _, glob in rule.match
    )
    return (bool(named & {"server", "name"}), "path" in named, "branch" in named, literal)


def _inventory(document: Mapping[str, object]) -> Inventory:
    top = _table(document, "the file", ("version", "vocabulary", "map"))
    if top.get("version") != VERSION or isinstance(top.get("version"), bool):
        raise InventoryError(f"`version` must be {VERSION}; write `version = {VERSION}` at the top")
    words = _table(top.get("vocabulary", {}), "vocabulary", ("environments", "tenants"))
    environments = _texts(words.get("environments", []), "vocabulary.environments")
    tenants = _tenants(words.get("tenants", {}))
    tables = top.get("map", [])
    if not isinstance(tables, list):
        raise InventoryError("map must be a list of tables; write `[[map]]`")
    rules = tuple(_rule(table, position) for position, table in enumerate(tables, start=1))
    for rule in rules:
        _known(rule.environment, environments, f"map[{rule.position}].set.environment")
        names = tuple(name for name, _ in tenants)
        _known(rule.tenant, (*names, SHARED) if names else (), f"map[{rule.position}].set.tenant")
    return Inventory(environments, tenants, rules)


def _tenants(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise InventoryError("vocabulary.tenants must be a table of lists")
    tenants = tuple(
        (str(name), _texts(aliases, f"vocabulary.tenants.{name}"))
        for name, aliases in value.items()
    )
    owner: dict[str, str] = {}
    for name, aliases in tenants:
        for alias in {name.casefold(), *(alias.casefold() for alias in aliases)}:
            if owner.setdefault(alias, name) != name:
                raise InventoryError(
                    f'vocabulary.tenants: "{alias}" names both {owner[alias]} and {name}'
                )
    return tenants


def _rule(value: object, position: int) -> Rule:
    where = f"map[{position}]"
    table = _table(value, where, ("match", "set"))
    match = _table(table.get("match", {}), f"{where}.match", _FIELDS)
    values = _table(table.get("set", {}), f"{where}.set", _SETTABLE)
    if not match or not values:
        raise InventoryError(f"{where} needs both `match` and `set`, neither of them empty")
    globs = tuple(
        (field, _glob(match[field], f"{where}.match.{field}"))
        for field in _FIELDS
        if field in match
    )
    texts = {key: _text(text, f"{where}.set.{key}") for key, text in values.items()}
    return Rule(
        position,
        globs,
        tenant=texts.get("tenant", ""),
        environment=texts.get("environment", ""),
        owner=texts.get("owner", ""),
    )


def _known(value: str, vocabulary: tuple[str, ...], where: str) -> None:
    if value and vocabulary and value not in vocabulary:
        raise InventoryError(
            f'{where}: "{value}" is not in the vocabulary{_hint(value, vocabulary)}'
        )


def _table(value: object, where: str, allowed: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise InventoryError(f"{where} must be a table")
    for key in value:
        if key not in allowed:
            raise InventoryError(f"unknown key `{key}` in {where}{_hint(str(key), allowed)}")
    return {str(key): item for key, item in value.items()}


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InventoryError(f"{where} must be a non-empty string")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InventoryError(f"{where} must be a list of strings")
    return tuple(_text(item, f"{where}[{index}]") for index, item in enumerate(value, start=1))


def _glob(value: object, where: str) -> str:
    glob = _text(value, where)
    if "[" in _CHARACTER_CLASS.sub("", glob):
        raise InventoryError(f"{where}: `[` is never closed; write `[[]` for the character itself")
    return glob


def _hint(word: str, known: tuple[str, ...]) -> str:
    if near := get_close_matches(word, known, n=1):
        return f"; did you mean `{near[0]}`?"
    return f"; known: {', '.join(known)}"
