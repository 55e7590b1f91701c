"""Addresses in stores of secrets: which of them name one secret, wherever they stand.

ASSESSMENT section 1.2 lists what does. A name that only counts on one machine, in one account or
in one project (`keychain://`, `ssm://name`, `NAME:latest`) is told without an identity.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from detectors.secret import FingerprintKey

_DOMAIN = b"mcp-exposure references"
_AZURE = r"(?P<vault>[\w-]{1,60})\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """An address in a store of secrets."""

    display: str
    """Scheme or provider, for people."""
    canonical: str
    """The same text for the same secret; empty if the address is not absolute."""

    def identity(self, key: FingerprintKey) -> str:
        """Return the keyed digest of the address, never equal to the fingerprint of a value."""
        if not self.canonical:
            return ""
        # A key of its own, so that no text can be both an address and a value of one digest.
        own = hmac.new(key.material, _DOMAIN, hashlib.sha256).digest()
        text = self.canonical.encode("utf-8", "surrogatepass")
        return hmac.new(own, text, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class _Store:
    display: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str] = lambda _: ""


def _written(found: re.Match[str]) -> str:
    return found[0]


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _vault(found: re.Match[str]) -> str:
    return f"vault:{found['path']}"


def _google(found: re.Match[str]) -> str:
    return f"projects/{found['project']}/secrets/{found['name']}"


def _azure(found: re.Match[str]) -> str:
    return f"azure:{found['vault']}/{found['name']}".lower()


def _store(
    display: str, pattern: str, canonical: Callable[[re.Match[str]], str] = lambda _: ""
) -> _Store:
    return _Store(display, re.compile(pattern), canonical)


_END = r"[^\s\"'@)}]"
_STORES = (
    # https://developer.1password.com/docs/cli/secret-reference-syntax: names without regard to case
    _store("op://…", rf"op://[^/\s]+/[^/\s]+/{_END}+", _lower),
    _store("vault://…", rf"(?:ref\+)?vault:(?://)?(?P<path>{_END}+)", _vault),
    _store("AWS Secrets Manager", rf"arn:aws[\w-]*:secretsmanager:{_END}+", _written),
    _store("AWS Systems Manager", rf"arn:aws[\w-]*:ssm:{_END}+", _written),
    _store(
        "Google Secret Manager",
        r"(?:(?:gcpsm|gcp-sm|secretmanager)://)?"
        r"projects/(?P<project>[^/\s]+)/secrets/(?P<name>[\w-]+)(?:/versions/\w+)?",
        _google,
    ),
    _store("Azure Key Vault", rf"https://{_AZURE}/(?:secrets|keys|certificates)/(?P<name>[\w-]+)"
           r"(?:/\w*)?", _azure),
    _store("Azure Key Vault", r"(?:azurekv|akv)://(?P<vault>[\w-]+)/(?P<name>[\w-]+)", _azure),
    _store(
        "Azure Key Vault", r"VaultName=(?P<vault>[\w-]+);\s*SecretName=(?P<name>[\w-]+)", _azure
    ),
    _store("doppler://…", rf"doppler://[^/\s]+/[^/\s]+/{_END}+", _written),
    _store("infisical://…", rf"infisical://[^/\s]+/[^/\s]+/{_END}+", _written),
    _store("bws://…", r"bws://[0-9a-fA-F-]{36}", _lower),
    _store("AWS Secrets Manager", r"(?:awssm|aws-sm|aws-secretsmanager)://"),
    _store("AWS Systems Manager", r"ssm://"),
    _store("Google Secret Manager", r"(?:gcpsm|gcp-sm|secretmanager)://|[A-Za-z][\w-]{1,200}:latest\b"),
    _store("Azure Key Vault", r"(?:azurekv|akv)://|@Microsoft\.KeyVault\("),
    *(
        _store(f"{scheme}://…", rf"{scheme}://")
        for scheme in ("akeyless", "bws", "conjur", "doppler", "gopass", "infisical", "keychain")
    ),
    *(_store(f"{scheme}://…", rf"(?<![a-z]){scheme}://") for scheme in ("keyring", "op", "pass")),
    *(_store(f"{scheme}://…", rf"(?<![a-z]){scheme}://") for scheme in ("secret", "sops")),
)  # fmt: skip
_SCHEME = re.compile(r"ref\+(?P<scheme>[a-z]{2,20})://")
_MAY_BE = re.compile(r"://|arn:aws|/secrets/|vault:|:latest|KeyVault")


def address(text: str) -> Address | None:
    """Return the first address of a store in `text`, a whole reference; None if there is none."""
    if not _MAY_BE.search(text):
        return None
    for store in _STORES:
        if found := store.pattern.search(text):
            return Address(store.display, store.canonical(found))
    if found := _SCHEME.search(text):
        return Address(f"{found['scheme']}://…", "")
    return None
