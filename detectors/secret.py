"""The types that hold plaintext: they cannot be printed, logged or pickled by accident."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, final

from detectors.model import Slot

if TYPE_CHECKING:
    from detectors.user_catalogue import UserCatalogue

_KEY_ID_LENGTH = 12


def refuse_to_pickle() -> NoReturn:
    """Raise TypeError: what calls this from `__reduce__` holds plaintext."""
    msg = "plaintext never leaves the process that found it"
    raise TypeError(msg)


@final
@dataclass(frozen=True, slots=True, repr=False)
class Field:
    """A named text to judge: a value of a configuration with the slot it sits in."""

    slot: Slot
    name: str
    text: str
    catalogue: "UserCatalogue | None" = None
    """The auditor's own kinds, which are looked for beside ours."""

    def __repr__(self) -> str:
        return "Field(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()


@final
@dataclass(frozen=True, slots=True, repr=False)
class FingerprintKey:
    """The key that makes equal secrets recognisable and guessed ones not."""

    material: bytes
    ephemeral: bool
    """True if made for this run: its fingerprints compare with no other report."""
    witness: Callable[[str, str], None] | None = field(default=None, compare=False)
    """Told of each fingerprint and its secret: who reads again what was found before."""

    @classmethod
    def random(cls) -> "FingerprintKey":
        """Return a key for this run only."""
        return cls(secrets.token_bytes(32), ephemeral=True)

    @property
    def id(self) -> str:
        """Name the key in reports without giving it away."""
        digest = hmac.new(self.material, b"mcp-exposure key id", hashlib.sha256)
        return digest.hexdigest()[:_KEY_ID_LENGTH]

    def fingerprint(self, secret: str) -> str:
        """Return HMAC-SHA-256 of the UTF-8 bytes of `secret`, as 64 hex digits."""
        found = self.digest(secret.encode("utf-8", "surrogatepass"))
        if self.witness:
            self.witness(found, secret)
        return found

    def digest(self, text: bytes) -> str:
        """Return the fingerprint that a secret of these bytes would have; nobody is told of it."""
        return hmac.new(self.material, text, hashlib.sha256).hexdigest()

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes that only this key makes, and that are no fingerprint of any secret."""
        own = hmac.new(self.material, b"\0mcp-exposure derived key\0", hashlib.sha256).digest()
        return hmac.new(own, purpose.encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return "FingerprintKey(…)"
