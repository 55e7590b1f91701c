"""A tiny language for examples of token formats, so that no token is ever written down.

`gh{alnum:4}_{hex:8}` becomes literal text with random characters in the place of the braces.
"""

import base64
import json
import random
import re
import string

_ALPHABETS = {
    "alnum": string.ascii_letters + string.digits,
    "letter": string.ascii_letters,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "loweralnum": string.ascii_lowercase + string.digits,
    "upperalnum": string.ascii_uppercase + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "lowerbase32": string.ascii_lowercase + "234567",
    "base64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "_-",
    "hex": "0123456789abcdef",
    "digit": string.digits,
}
_HOLE = re.compile(r"\{(?P<name>[a-z0-9]+)(?::(?P<size>[0-9]+))?\}")


def expand(shape: str, source: random.Random) -> str:
    """Return `shape` with each `{alphabet:length}` filled from `source`.

    Besides the alphabets there are `{uuid}`, `{jwt}` and `{pem}`; anything else in braces raises
    `KeyError`.
    """
    return _HOLE.sub(lambda hole: _fill(hole["name"], int(hole["size"] or 0), source), shape)


def _fill(name: str, size: int, source: random.Random) -> str:
    match name:
        case "uuid":
            return "-".join(_draw("hex", n, source) for n in (8, 4, 4, 4, 12))
        case "jwt":
            head = _segment({"alg": "HS256", "typ": "JWT"})
            body = _segment({"iss": "issuer", "iat": 1700000000, "sub": _draw("alnum", 12, source)})
            return f"{head}.{body}.{_draw('url', 43, source)}"
        case "pem":
            edge = "-" * 5
            lines = "\n".join(_draw("base64", 64, source) for _ in range(6))
            label = "PRIVATE KEY"
            return f"{edge}BEGIN {label}{edge}\n{lines}\n{edge}END {label}{edge}"
        case _:
            return _draw(name, size, source)


def _draw(alphabet: str, size: int, source: random.Random) -> str:
    return "".join(source.choices(_ALPHABETS[alphabet], k=size))


def _segment(content: dict[str, object]) -> str:
    text = json.dumps(content, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
