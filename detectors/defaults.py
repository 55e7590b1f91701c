"""Well-known local defaults: real credentials, but nobody's secret."""

import re

from detectors.catalogue import words

_LOCAL = re.compile(
    r"localhost|127\.[0-9.]{5,11}|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|"
    r"(?:gateway|kubernetes)\.docker\.internal|[\w-]+\.local(?:host|domain)?|[A-Za-z][\w-]*|",
    re.IGNORECASE,
)


def reason(user: str, password: str, host: str | None) -> str | None:
    """Return in words why a login is a well-known or local default, or None.

    `host` is None where none is known; an empty one is this machine.
    """
    if f"{user}:{password}".casefold() in words("defaults", "pairs"):
        return "a well-known pair of user and password"
    if host is None or not _LOCAL.fullmatch(host):
        return None
    weak = password.casefold() in words("defaults", "weak") or password.casefold() in _variants(
        user.casefold()
    )
    return "a weak password on a local host" if weak else None


def alone(password: str) -> str | None:
    """Return why `password`, whose user is not known, is a default, or None."""
    return (
        "a product's default password"
        if password.casefold() in words("defaults", "products")
        else None
    )


def _variants(user: str) -> frozenset[str]:
    endings = ("", "123", "1", "pass", "_pass", "_password", "password", "_dev")
    return frozenset(user + ending for ending in endings) if user else frozenset()
