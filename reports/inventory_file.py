"""The inventory as a file: read strictly."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

from reports import strict
from reports.attestations import Attestation, Claim
from reports.inventory import MATCHED, SHARED, ApprovedServer, Inventory, Rule
from reports.strict import ReviewFileError
from scanner.servers.identity import identify, of_url

VERSION = 1
VISIBILITIES = ("public", "internal", "private")
ASSURANCE = ("L1", "L2", "L3", "L4")
TESTS: dict[str, tuple[Claim, ...]] = {
    "scoped": (Claim.SCOPED,),
    "logged": (Claim.LOGGED,),
    "rotated": (Claim.ROTATED,),
    "revoked": (Claim.REVOKED, Claim.RUNBOOK),
}
"""By readiness test: what can be vouched for."""

_TOP = ("version", "as_of", "vocabulary", "map", "servers", "attestations")
_SETTABLE = ("tenant", "environment", "owner", "visibility", "assurance_target")
_SERVER = (
    "id", "target", "identity_model", "allowed_environments", "allowed_tenants", "versions",
    "auth", "logging",
)  # fmt: skip
_ATTESTATION = ("subject", "claim", "on", "by", "evidence", "expires")
_ABOUT_CREDENTIALS = (Claim.REVOKED, Claim.ROTATED)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_WILDCARD = re.compile(r"[*?\[]")
_IN_GLOBS = "/*?[]!"
_LAUNCHERS = {"npm": "npx", "pypi": "uvx"}


def load(path: Path) -> tuple[Inventory, bytes]:
    """Return the inventory in the TOML file at `path`, and its bytes, or raise ReviewFileError."""
    return strict.load(path, read)


def read(document: Mapping[str, object]) -> Inventory:
    """Return the inventory that a parsed file holds, or raise ReviewFileError."""
    top = strict.table(document, "the file", _TOP)
    strict.version(top, VERSION)
    words = strict.table(top.get("vocabulary", {}), "vocabulary", ("environments", "tenants"))
    environments = strict.texts(words.get("environments", []), "vocabulary.environments")
    tenants = _tenants(words.get("tenants", {}))
    rules = tuple(
        _rule(item, position)
        for position, item in enumerate(strict.tables(top.get("map", []), "map"), start=1)
    )
    servers = tuple(
        _server(item, position)
        for position, item in enumerate(strict.tables(top.get("servers", []), "servers"), start=1)
    )
    told = strict.tables(top.get("attestations", []), "attestations")
    inventory = Inventory(
        environments,
        tenants,
        rules,
        as_of=strict.day(top["as_of"], "as_of") if "as_of" in top else None,
        servers=servers,
        attestations=tuple(_attestation(item, at) for at, item in enumerate(told, start=1)),
    )
    _check_words(inventory)
    return inventory


def target(form: str) -> str:
    """Return the glob of our server identities that `form` stands for.

    `npm:`, `pypi:`, `oci:` and `path:` name packages, images and programs; anything else is a URL
    or an identity as reports show it. All may hold wildcards.
    """
    kind, _, rest = form.partition(":")
    plain = not _WILDCARD.search(rest)
    match kind:
        case "npm" | "pypi":
            return (
                identify((_LAUNCHERS[kind], rest), (), "", "")
                if plain
                else f"pkg:{kind}/{quote(rest, safe=_IN_GLOBS)}"
            )
        case "oci":
            return identify((), (), "", "", image=rest) if plain else _images(rest)
        case "path":
            rooted = rest.startswith(("/", "~", "*")) or "/" not in rest.removeprefix("./")
            return f"local:{rest}" if rooted else f"local:*/{rest.removeprefix('./')}"
        case "http" | "https":
            return of_url(form) if plain else form.rstrip("/")
        case _:
            return form


def _images(glob: str) -> str:
    """Return the glob of the identities of images; a registry is a qualifier of these."""
    first, _, rest = glob.partition("/")
    if not rest or not ("." in first or ":" in first or first == "localhost"):
        return f"pkg:docker/{glob}"
    registry = "" if first == "docker.io" else f"[?]repository_url={first}"
    return f"pkg:docker/{rest}{registry}"


def _tenants(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ReviewFileError("vocabulary.tenants must be a table of lists")
    tenants = tuple(
        (str(name), strict.texts(aliases, f"vocabulary.tenants.{name}"))
        for name, aliases in value.items()
    )
    owner: dict[str, str] = {}
    for name, aliases in tenants:
        for alias in {name.casefold(), *(alias.casefold() for alias in aliases)}:
            if owner.setdefault(alias, name) != name:
                raise ReviewFileError(
                    f'vocabulary.tenants: "{alias}" names both {owner[alias]} and {name}'
                )
    return tenants


def _rule(value: object, position: int) -> Rule:
    where = f"map[{position}]"
    found = strict.table(value, where, ("match", "set"))
    match = strict.table(found.get("match", {}), f"{where}.match", MATCHED)
    values = strict.table(found.get("set", {}), f"{where}.set", _SETTABLE)
    if not match or not values:
        raise ReviewFileError(f"{where} needs both `match` and `set`, neither of them empty")
    globs = tuple(
        (field, strict.glob(match[field], f"{where}.match.{field}"))
        for field in MATCHED
        if field in match
    )
    texts = {key: strict.text(text, f"{where}.set.{key}") for key, text in values.items()}
    for key, known in (("visibility", VISIBILITIES), ("assurance_target", ASSURANCE)):
        if key in texts:
            strict.choice(texts[key], f"{where}.set.{key}", known)
    return Rule(position, globs, **texts)


def _server(value: object, position: int) -> ApprovedServer:
    where = f"servers[{position}]"
    found = strict.table(value, where, _SERVER)
    strict.required(found, ("id", "target"), where)
    logging = strict.table(found.get("logging", {}), f"{where}.logging", ("gateway",))
    texts = {
        key: strict.text(found[key], f"{where}.{key}")
        for key in ("id", "identity_model", "auth")
        if key in found
    }
    lists = {
        key: strict.texts(found[key], f"{where}.{key}")
        for key in ("allowed_environments", "allowed_tenants")
        if key in found
    }
    versions = strict.texts(found.get("versions", []), f"{where}.versions")
    return ApprovedServer(
        texts["id"],
        target(strict.glob(found["target"], f"{where}.target")),
        identity_model=texts.get("identity_model", ""),
        allowed_environments=lists.get("allowed_environments", ()),
        allowed_tenants=lists.get("allowed_tenants", ()),
        versions=tuple(strict.glob(item, f"{where}.versions") for item in versions),
        auth=texts.get("auth", ""),
        logging_gateway=strict.text(logging["gateway"], f"{where}.logging.gateway")
        if logging
        else "",
    )


def _attestation(value: object, position: int) -> Attestation:
    where = f"attestations[{position}]"
    found = strict.table(value, where, _ATTESTATION)
    strict.required(found, ("subject", "claim", "on", "by", "evidence"), where)
    claim = Claim(strict.choice(found["claim"], f"{where}.claim", tuple(Claim)))
    evidence = strict.table(found["evidence"], f"{where}.evidence", ("ref", "sha256"))
    strict.required(evidence, ("ref",), f"{where}.evidence")
    on = strict.day(found["on"], f"{where}.on")
    expires = strict.day(found["expires"], f"{where}.expires") if "expires" in found else None
    if expires and expires < on:
        raise ReviewFileError(f"{where}.expires is before `on`")
    digest = evidence.get("sha256")
    return Attestation(
        position,
        claim,
        on,
        strict.text(found["by"], f"{where}.by"),
        strict.text(evidence["ref"], f"{where}.evidence.ref"),
        expires or _a_year_after(on),
        evidence_sha256=strict.digest(digest, f"{where}.evidence.sha256") if digest else "",
        **_subject(found["subject"], claim, f"{where}.subject"),
    )


def _subject(value: object, claim: Claim, where: str) -> dict[str, str]:
    found = strict.table(value, where, ("fingerprint", "server", "test"))
    match sorted(found):
        case ["fingerprint"]:
            name = strict.text(found["fingerprint"], f"{where}.fingerprint").lower()
            if not _FINGERPRINT.fullmatch(name):
                raise ReviewFileError(
                    f"{where}.fingerprint must be 64 hexadecimal digits, never a value"
                )
            if claim not in _ABOUT_CREDENTIALS:
                raise ReviewFileError(f"{where}: `{claim}` is claimed of a server and a test")
            return {"fingerprint": name}
        case ["server", "test"]:
            test = strict.choice(found["test"], f"{where}.test", tuple(TESTS))
            if claim not in TESTS[test]:
                claims = " or ".join(TESTS[test])
                raise ReviewFileError(f"{where}: the test `{test}` needs the claim {claims}")
            return {"server": target(strict.text(found["server"], f"{where}.server")), "test": test}
        case _:
            raise ReviewFileError(f"{where} needs `fingerprint`, or both `server` and `test`")


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _check_words(inventory: Inventory) -> None:
    """Raise an error where a value is not in the vocabulary, if one is given."""
    environments = inventory.environments
    names = tuple(name for name, _ in inventory.tenants)
    tenants = (*names, SHARED) if names else ()
    for rule in inventory.rules:
        where = f"map[{rule.position}].set"
        _known(rule.environment, environments, f"{where}.environment")
        _known(rule.tenant, tenants, f"{where}.tenant")
    for position, server in enumerate(inventory.servers, start=1):
        for word in server.allowed_environments:
            _known(word, environments, f"servers[{position}].allowed_environments")
        for word in server.allowed_tenants:
            _known(word, tenants, f"servers[{position}].allowed_tenants")
    ids = [server.id for server in inventory.servers]
    for name in ids:
        if ids.count(name) > 1:
            raise ReviewFileError(f'servers: the id "{name}" is given twice')


def _known(value: str, vocabulary: tuple[str, ...], where: str) -> None:
    if value and vocabulary and value not in vocabulary:
        raise ReviewFileError(
            f'{where}: "{value}" is not in the vocabulary{strict.hint(value, vocabulary)}'
        )
