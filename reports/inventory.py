"""The reviewer's own map of tenants, environments and owners: read strictly, matched exactly.

Only a file that the reviewer names is read; nothing that a scanned repository says of itself is an
inventory.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from itertools import takewhile

from reports.attestations import Attestation
from reports.strict import ReviewFileError

SHARED = "shared"
"""The tenant that a reviewer declares for what serves several tenants by design."""

MATCHED = ("repository", "path", "server", "name", "client", "branch")
"""What a rule can match, in the order of the contract."""
_CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")
_NO_WILDCARDS = str.maketrans("", "", "*?")


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
    visibility: str = ""
    """public, internal or private."""
    assurance_target: str = ""
    """L1 to L4."""

    def __str__(self) -> str:
        globs = ", ".join(f'{field} = "{glob}"' for field, glob in self.match)
        return f"map[{self.position}] {{ {globs} }}"


@dataclass(frozen=True, slots=True)
class ApprovedServer:
    """One `[[servers]]` table: a server that may be used, and how."""

    id: str
    target: str
    """A glob of server identities."""
    identity_model: str = ""
    allowed_environments: tuple[str, ...] = ()
    """Empty if every one is allowed, as for tenants and versions."""
    allowed_tenants: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    """Globs."""
    auth: str = ""
    logging_gateway: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the reviewer declares; the empty one declares nothing."""

    environments: tuple[str, ...] = ()
    tenants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(tenant, its aliases)."""
    rules: tuple[Rule, ...] = ()
    as_of: date | None = None
    """The day that the reviewer wrote it down."""
    servers: tuple[ApprovedServer, ...] = ()
    """The approved ones; none at all says that nothing is known of approval."""
    attestations: tuple[Attestation, ...] = ()


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


def declared(inventory: Inventory, place: Place, key: str) -> Declared:
    """Return what the most specific matching rule sets for `key`.

    `key` is tenant, environment, owner, visibility or assurance_target. Raise `ReviewFileError`
    if two equally specific rules set different values.
    """
    setting = [rule for rule in inventory.rules if _value(rule, key) and _matches(rule, place)]
    if not setting:
        return Declared()
    setting.sort(key=_specificity, reverse=True)
    best = _specificity(setting[0])
    equals = list(takewhile(lambda rule: _specificity(rule) == best, setting))
    if len({_value(rule, key) for rule in equals}) > 1:
        rules = " and ".join(str(rule) for rule in equals)
        raise ReviewFileError(
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
    values = {
        "tenant": rule.tenant,
        "environment": rule.environment,
        "owner": rule.owner,
        "visibility": rule.visibility,
        "assurance_target": rule.assurance_target,
    }
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


def approved(inventory: Inventory, server: str) -> tuple[ApprovedServer, ...]:
    """Return the approved servers whose target `server` matches, in file order."""
    return tuple(item for item in inventory.servers if fnmatchcase(server, item.target))
