"""What a credential says of itself, read offline and unverified: claims as stated in the token."""

import base64
import binascii
import json
import re
from typing import Any

from detectors.model import Kind
from detectors.randomness import looks_random

_CLAIMS = ("iss", "aud", "exp", "iat", "nbf", "scope", "scp", "tid", "azp", "role", "ref")
_ENVIRONMENT = re.compile(r"(?:sk|rk)_(live|test)_")
_LONGEST = 120
_PARTS = 3
_LONGEST_TOKEN = 16_384


def claims(kind: Kind, text: str) -> tuple[tuple[str, str], ...]:
    """Return what the credential `text` of `kind` states, as sorted pairs of name and value.

    Only names that are never secret, and no value that is long or looks like a token itself.
    """
    if kind.issuer == "Stripe" and (mark := _ENVIRONMENT.match(text)):
        return (("environment", mark[1]),)
    payload = _payload(text)
    pairs = ((name, _plain(payload[name])) for name in _CLAIMS if name in payload)
    return tuple(sorted((name, value) for name, value in pairs if value))


def is_jwt(text: str) -> bool:
    """Tell whether `text` has a header and a payload that decode to JSON objects."""
    head, _, rest = text.partition(".")
    return "alg" in _object(head) and bool(_object(rest.partition(".")[0]))


def is_publishable(text: str) -> bool:
    """Tell whether `text` is a JWT whose role is the anonymous one of a Supabase project."""
    return _payload(text).get("role") == "anon"


def _payload(text: str) -> dict[str, Any]:
    parts = text.split(".")
    if len(parts) != _PARTS or len(text) > _LONGEST_TOKEN:
        return {}
    return _object(parts[1])


def _object(segment: str) -> dict[str, Any]:
    if len(segment) > _LONGEST_TOKEN:
        return {}
    try:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        content = json.loads(data)
    # RecursionError: a payload may nest as deep as it is long.
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _plain(value: object) -> str:
    match value:
        case bool():
            return ""
        case str() | int():
            text = str(value)
        case list():
            text = " ".join(item for item in value if isinstance(item, str))
        case _:
            return ""
    return "" if len(text) > _LONGEST or any(map(looks_random, text.split())) else text
