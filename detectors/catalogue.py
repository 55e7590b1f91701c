"""The kinds of credentials we know ourselves: `kinds/*.toml`, one file an issuer."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from typing import Any

import tomli

from detectors.model import Kind, Life, Subject

_FILE_KEYS = frozenset({"issuer", "rotate", "revoke", "alternative", "source", "kind"})
KIND_KEYS = frozenset(
    {"id", "name", "issuer", "life", "subject", "prefix", "privileged", "rotate", "revoke"}
    | {"alternative", "source", "pattern", "keywords", "names", "rules", "payload", "publishable"}
    | {"examples", "negative_examples"}
)
_ENGINES = ("kingfisher-secret-scanner", "detect-secrets")


class CatalogueError(ValueError):
    """A file of `kinds/` does not say what it must; names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Format:
    """How credentials of a kind look, and where they may stand."""

    kind: Kind
    pattern: re.Pattern[str] | None
    """Finds the credential in its group `secret`; None for kinds that structure alone tells."""
    keywords: tuple[str, ...]
    """One of them occurs in every text that the pattern matches; empty if bound to a name."""
    names: re.Pattern[str] | None
    """If set, the pattern holds only for whole values whose canonical name matches."""
    rules: tuple[str, ...]
    """Identifiers of the same kind in other catalogues."""
    payload: tuple[tuple[str, re.Pattern[str]], ...]
    """The claims of a JWT, and their values, that tell this kind; empty for others."""
    publishable: bool
    """True if the issuer means it to be public."""
    examples: tuple[str, ...]
    """Shapes (`detectors.shapes`); `NAME=shape` for kinds that are bound to a name."""
    negative_examples: tuple[str, ...]


@cache
def formats() -> tuple[Format, ...]:
    """Return every kind of the catalogue, those bound to a name first; strict about its files."""
    found: dict[str, Format] = {}
    for name, text in _files():
        for entry in entries(name, tomli.loads(text)):
            if entry.kind.id in found:
                raise CatalogueError(f"{name}: {entry.kind.id} is defined twice")
            found[entry.kind.id] = entry
    return tuple(sorted(found.values(), key=lambda entry: entry.names is None))


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by their id; callers do not change it."""
    return {entry.kind.id: entry.kind for entry in formats()}


@cache
def rules_digest() -> str:
    """Return SHA-256 over our kinds and the versions of the engines, as 64 hex digits."""
    digest = hashlib.sha256()
    for name, text in _files():
        digest.update(f"{name}\0{text}\0".encode())
    digest.update((resources.files("detectors") / "words.toml").read_bytes())
    for engine in _ENGINES:
        digest.update(f"{engine} {metadata.version(engine)}\0".encode())
    return digest.hexdigest()


@cache
def words(table: str, key: str) -> frozenset[str]:
    """Return one list of `words.toml`."""
    content = tomli.loads((resources.files("detectors") / "words.toml").read_text("utf-8"))
    return frozenset(content[table][key])


def _files() -> list[tuple[str, str]]:
    folder = resources.files("detectors") / "kinds"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return [(name, (folder / name).read_text("utf-8")) for name in names]


def entries(file: str, content: dict[str, Any]) -> list[Format]:
    """Return the formats of one TOML file; raise CatalogueError naming it if it is wrong."""
    if unknown := content.keys() - _FILE_KEYS:
        raise CatalogueError(f"{file}: unknown keys {sorted(unknown)}")
    shared = {key: value for key, value in content.items() if key != "kind"}
    return [_entry(file, shared | item) for item in content["kind"]]


def _entry(file: str, item: dict[str, Any]) -> Format:
    if unknown := item.keys() - KIND_KEYS:
        raise CatalogueError(f"{file}: unknown keys {sorted(unknown)}")
    kind = Kind(
        id=item["id"],
        name=item["name"],
        issuer=item.get("issuer", ""),
        life=Life(item.get("life", "unknown")),
        prefix=item.get("prefix", ""),
        privileged=item.get("privileged", False),
        rotate=item.get("rotate", ""),
        source=item.get("source", ""),
        subject=Subject(item.get("subject", "")),
        alternative=item.get("alternative", ""),
        revoke=item.get("revoke", ""),
    )
    pattern = item.get("pattern")
    names = item.get("names")
    if pattern is not None and "(?P<secret>" not in pattern:
        raise CatalogueError(f"{file}: {kind.id}: the pattern has no group named secret")
    if pattern is not None and not (item.get("keywords") or names):
        raise CatalogueError(f"{file}: {kind.id}: neither keywords nor names")
    return Format(
        kind,
        # Not within a longer word: "task_live_…" holds no Stripe key.
        None if pattern is None else re.compile(f"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"),
        tuple(item.get("keywords", ())),
        None if names is None else re.compile(names),
        tuple(item.get("rules", ())),
        tuple((name, re.compile(text)) for name, text in item.get("payload", {}).items()),
        item.get("publishable", False),
        tuple(item.get("examples", ())),
        tuple(item.get("negative_examples", ())),
    )
