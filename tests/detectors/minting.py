"""Tokens that are made as their issuers make them, with right checksums and payloads."""

import base64
import json
import zlib

from detectors.encoding import BASE36, BASE62, in_base
from tests.tokens import alphanumeric


def packed(content: object) -> str:
    """Return `content` as JSON in base64url without padding."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def web_token(**claims: object) -> str:
    """Return a web token with `claims` and a signature that nobody checks."""
    return ".".join((packed({"alg": "HS256"}), packed(claims), alphanumeric(43)))


def base62_token(prefix: str) -> str:
    """Return a token of GitHub or npm with its checksum."""
    body = alphanumeric(30)
    return prefix + body + in_base(zlib.crc32(body.encode()), BASE62, 6)


def grafana_token() -> str:
    """Return a Grafana service account token with its checksum."""
    body = "gl" + "sa_" + alphanumeric(32)
    return f"{body}_{zlib.crc32(body.encode()).to_bytes(4, 'little').hex()}"


def routable_token(payload: str, prefix: str = "glpat-") -> str:
    """Return a GitLab token whose `payload` says where it belongs."""
    content = payload.encode() + alphanumeric(16).encode() + bytes([16])
    body = base64.urlsafe_b64encode(content).decode().rstrip("=")
    summed = f"{prefix}{body}.{in_base(len(body), BASE36, 2)}"
    return summed + in_base(zlib.crc32(summed.encode()), BASE36, 7)


def pypi_token(location: str, *caveats: str) -> str:
    """Return an upload token of the index at `location`, limited by `caveats`."""
    fields = _field(1, location) + _field(2, alphanumeric(24)) + b"\0"
    for caveat in caveats:
        fields += _field(2, caveat) + b"\0"
    data = b"\2" + fields + b"\0" + _field(6, alphanumeric(32))
    return "pypi-" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def aws_key_id(prefix: str, account: int, *, old: bool = False) -> str:
    """Return an access key id of `account`, of the older generation if so asked."""
    number = (0 if old else 1 << 79) | account << 39 | 12345
    return prefix + base64.b32encode(number.to_bytes(10)).decode()


def _field(kind: int, content: str) -> bytes:
    size = len(content)
    return bytes([kind, size] if size < 128 else [kind, size & 127 | 128, size >> 7]) + (
        content.encode()
    )
