"""What of a credential's own statements may be shown: nothing secret, and nobody by name."""

import re

from detectors.randomness import UUID, looks_random

Claim = tuple[str, str]

LONGEST = 120
"""Characters of a claim; a longer one is left out."""
_TYPED_IDENTIFIER = re.compile(r"[a-z]{2,12}_[A-Za-z0-9]{4,40}|[0-9]{1,24}")


def text(value: object) -> str:
    """Return a text, a number or a list of texts as one line; "" if it should not be shown.

    Left out are addresses of persons, what is long, what is not printable and what looks drawn.
    """
    line = _line(value)
    return "" if any(map(looks_random, line.split())) else line


def identifier(value: object) -> str:
    """Return the identifier of an organisation, a client or a project; "" if it is none.

    These may look drawn, but only in the forms that identifiers have: UUIDs, numbers, `org_…`.
    """
    line = _line(value)
    fit = all(UUID.fullmatch(word) or _TYPED_IDENTIFIER.fullmatch(word) for word in line.split())
    return line if fit else text(line)


def moment(value: object) -> str:
    """Return seconds since 1970 as a whole number; "" if `value` is no such number."""
    match value:
        case bool():
            return ""
        case int() | float() if 0 <= value < 1e12:  # noqa: PLR2004
            return str(int(value))
        case str() if value.isascii() and value.isdigit() and len(value) <= 12:  # noqa: PLR2004
            return value
        case _:
            return ""


def _line(value: object) -> str:
    match value:
        case bool():
            return ""
        case int() if abs(value) < 10**24:
            line = str(value)
        case str():
            line = value.strip()
        case list():
            line = " ".join(item for item in value if isinstance(item, str))
        case _:
            return ""
    shown = 0 < len(line) <= LONGEST and line.isprintable() and "@" not in line
    return line if shown else ""
