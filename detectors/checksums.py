"""Checksums that issuers put into their tokens, so that a mistyped one is known without asking.

GitHub and npm: CRC-32 of the random part in base 62
(https://github.blog/engineering/platform-security/behind-githubs-new-authentication-formats/).
Grafana: CRC-32 of all before it, as little-endian hexadecimal digits
(https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go).
GitLab: CRC-32 of all before it in base 36
(https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/).
PyPI: no checksum, but a macaroon that must be complete.
"""

import re
import zlib
from collections.abc import Callable

from detectors import macaroons
from detectors.encoding import BASE36, BASE62, in_base

_BASE62_WIDTH = 6
_BASE36_WIDTH = 7


def holds(text: str) -> bool | None:
    """Tell whether the checksum in `text` is right; None if it is of no format that has one."""
    for pattern, check in _CHECKS:
        if found := pattern.fullmatch(text):
            return check(found)
    return None


def _crc(text: str) -> int:
    return zlib.crc32(text.encode())


def _base62(found: re.Match[str]) -> bool:
    return in_base(_crc(found["body"]), BASE62, _BASE62_WIDTH) == found["sum"]


def _only_proof(found: re.Match[str]) -> bool | None:
    """Take a right checksum as proof and a wrong one for nothing: the issuer documents none."""
    return _base62(found) or None


def _grafana(found: re.Match[str]) -> bool:
    return _crc(found["body"]).to_bytes(4, "little").hex() == found["sum"].lower()


def _gitlab(found: re.Match[str]) -> bool | None:
    right = in_base(_crc(found["body"]), BASE36, _BASE36_WIDTH) == found["sum"]
    # What the checksum of the form with a version covers is not documented.
    return right or (None if found["version"] else False)


def _pypi(found: re.Match[str]) -> bool:
    return macaroons.read(found["body"]) is not None


_CHECKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool | None]], ...] = (
    (re.compile(r"(?:gh[pousr]|npm)_(?P<body>[A-Za-z0-9]{30})(?P<sum>[A-Za-z0-9]{6})"), _base62),
    (
        re.compile(r"github_pat_(?P<body>[A-Za-z0-9]{22}_[A-Za-z0-9]{53})(?P<sum>[A-Za-z0-9]{6})"),
        _only_proof,
    ),
    (re.compile(r"(?P<body>glsa_[A-Za-z0-9]{32})_(?P<sum>[A-Fa-f0-9]{8})"), _grafana),
    (
        re.compile(
            r"(?P<body>gl[a-z]{1,8}-[A-Za-z0-9_-]{27,320}(?P<version>\.[0-9a-z]{2})?\.[0-9a-z]{2})"
            r"(?P<sum>[0-9a-z]{7})"
        ),
        _gitlab,
    ),
    (re.compile(r"pypi-(?P<body>AgE[A-Za-z0-9_-]{60,600})"), _pypi),
)
