"""The identity of all rules that a scan goes by."""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from detectors.catalogue import rules_digest
from detectors.user_catalogue import UserCatalogue
from scanner.suppressions import TABLE as SUPPRESSIONS

_ROOMS = ("scanner.discovery", "scanner.content", "scanner.servers")


def digest(catalogue: UserCatalogue | None = None) -> str:
    """Return SHA-256 over all that is data: credential kinds, libraries' versions, clients, words.

    `catalogue` is the auditor's own.
    """
    total = hashlib.sha256(f"{kinds()}{reading()}".encode("ascii"))
    if catalogue is not None:
        total.update(catalogue.text.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def kinds() -> str:
    """Return SHA-256 over what decides whether a text is a credential."""
    return rules_digest()


def reading() -> str:
    """Return SHA-256 over what decides which contents are about MCP, and how they are read."""
    total = hashlib.sha256()
    for room in _ROOMS:
        for file in _tables(files(room)):
            total.update(file.read_bytes())
    total.update((files("scanner") / SUPPRESSIONS).read_bytes())
    return total.hexdigest()


def _tables(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _tables(entry)
        elif entry.name.endswith(".toml"):
            yield entry
