"""How one value may be written: as it is, in a URL, in JSON, in base64."""

import base64
import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from scanner.model import Form

_LEFT_ALONE = (
    "",
    "/",
    # `encodeURIComponent`, `encodeURI`, and what forms keep.
    "!'()*",
    ";,/?:@&=+$!'()*#",
    "*",
    # What may stand in userinfo, in a path and in a query (RFC 3986).
    "!$&'()*+,;=",
    "!$&'()*+,;=:@/",
    "!$&'()*+,;=:@/?",
)
"""Beside letters, digits and `_.-~`, the characters that encoders of URLs keep."""
_ESCAPED = ("", "/", "<>&\u2028\u2029", "<>&'\"", "<>&'\"+`", "<>&'\"+`/")
"""Characters that encoders of JSON escape although they need not."""
_IN_URL = re.compile("%[0-9A-F]{2}")
_IN_JSON = re.compile(r"\\(?:u([0-9a-f]{4})|.)")
_STANDS_ALONE = (0, 2, 3)
"""By place in a group of three bytes: the first of its four characters that is the value's."""


class Pattern(NamedTuple):
    """Bytes that tell of a value."""

    form: Form
    text: bytes
    ahead: int = 0
    """In base64: the characters of the same group before it, which the value tells only partly."""

    def __repr__(self) -> str:
        return "Pattern(…)"


def patterns(secret: str) -> tuple[Pattern, ...]:
    """Return all that `secret` may be written as; what several forms share is of the first."""
    found: dict[bytes, Pattern] = {}
    for pattern in _patterns(secret):
        found.setdefault(pattern.text, pattern)
    return tuple(found.values())


def _patterns(secret: str) -> Iterator[Pattern]:
    raw = in_bytes(secret)
    yield Pattern(Form.RAW, raw)
    yield from (Pattern(Form.JSON, in_bytes(text)) for text in _in_json(secret))
    yield from (Pattern(Form.URL, text.encode()) for text in _in_urls(raw))
    for place, ahead in enumerate(_STANDS_ALONE):
        whole = (place + len(raw)) * 8 // 6
        text = base64.b64encode(bytes(place) + raw)[ahead:whole]
        yield Pattern(Form.BASE64, text, ahead)
        yield Pattern(Form.BASE64, text.replace(b"+", b"-").replace(b"/", b"_"), ahead)


def in_bytes(text: str) -> bytes:
    """Return `text` as its fingerprint takes it."""
    return text.encode("utf-8", "surrogatepass")


def _in_urls(raw: bytes) -> Iterator[str]:
    for kept in _LEFT_ALONE:
        quoted = quote(raw, safe=kept)
        for text in (quoted, quoted.replace("~", "%7E")):
            # Who writes a space as plus does not keep a plus.
            for spaced in (text, text if "+" in kept else text.replace("%20", "+")):
                yield spaced
                yield _IN_URL.sub(lambda code: code[0].lower(), spaced)


def _in_json(secret: str) -> Iterator[str]:
    for escaped in _ESCAPED:
        for ascii_only in (False, True):
            text = _json(secret, escaped, ascii_only=ascii_only)
            for cased in (text, _IN_JSON.sub(_upper, text)):
                yield cased
                # For JSON in a string of JSON.
                yield _json(cased, "", ascii_only=ascii_only)


def _json(text: str, escaped: str, *, ascii_only: bool) -> str:
    written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    for char in escaped:
        code = "\\/" if char == "/" else f"\\u{ord(char):04x}"
        written = written.replace('\\"' if char == '"' else char, code)
    return written


def _upper(escape: re.Match[str]) -> str:
    return f"\\u{escape[1].upper()}" if escape[1] else escape[0]
