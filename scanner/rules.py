"""The identity of all rules that a scan goes by."""

import hashlib
from importlib.resources import files

from detectors.catalogue import rules_digest


def digest() -> str:
    """Return SHA-256 over the credential kinds, their libraries' versions and the clients."""
    total = hashlib.sha256(rules_digest().encode("ascii"))
    discovery = files("scanner.discovery")
    clients = sorted((discovery / "clients").iterdir(), key=lambda file: file.name)
    for file in (discovery / "dialects.toml", *clients):
        if file.name.endswith(".toml"):
            total.update(file.read_bytes())
    return total.hexdigest()
