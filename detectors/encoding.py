"""Base64 and JSON as tokens carry them: bounded in length, and never an exception."""

import base64
import json
from typing import Any

LONGEST = 16_384
"""Characters of an encoded text that are decoded; what is longer decodes to nothing."""
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def unpacked(segment: str) -> bytes:
    """Return what base64 or base64url text encodes, padded or not; nothing if it is neither."""
    if len(segment) > LONGEST:
        return b""
    plain = segment.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return b""


def mapping(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object that `text` is; an empty one if it is none."""
    if len(text) > LONGEST:
        return {}
    try:
        content = json.loads(text)
    # RecursionError: a text may nest as deep as it is long.
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def unpacked_mapping(segment: str) -> dict[str, Any]:
    """Return the JSON object that base64 text encodes; an empty one if it encodes none."""
    return mapping(unpacked(segment))


def in_base(number: int, alphabet: str, width: int) -> str:
    """Write `number`, not negative, with the digits of `alphabet`, at least `width` of them."""
    digits = ""
    while number:
        number, rest = divmod(number, len(alphabet))
        digits = alphabet[rest] + digits
    return digits.rjust(width, alphabet[0])
