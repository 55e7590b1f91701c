"""What a worker hands over of a credential so that it can be looked for in what is to be written.

Its length, and twenty bits of eight bytes in its middle: one text in a million has the same. They
are sealed with a pad that only the fingerprint key makes: without it they tell nothing, not even
the length. docs/security.md says what they tell whoever has the key.
"""

import struct
from collections.abc import Iterable

from detectors.secret import FingerprintKey
from scanner.guessing import nameable
from scanner.marks import WINDOW, Lookout, Mark, Shadow, reduced
from scanner.model import UnitResult

_SEALED = struct.Struct("<III")
_LOST = "it could not be read again"
_UNKNOWN = "it was recorded by an earlier version"


def shadow(fingerprint: str, secret: str | None, key: FingerprintKey, *, default: bool) -> Shadow:
    """Return the shadow of a credential; None stands for one that could not be read again."""
    if default:
        return Shadow(fingerprint, why="a well-known default")
    if secret is None:
        return Shadow(fingerprint, why=_LOST)
    if why := nameable(secret):
        return Shadow(fingerprint, why=why)
    text = secret.encode("utf-8", "surrogatepass")
    offset = (len(text) - WINDOW) // 2
    window = int.from_bytes(text[offset : offset + WINDOW], "little")
    plain = _SEALED.pack(len(text), offset, reduced(window, _mix(key)))
    return Shadow(fingerprint, _padded(plain, fingerprint, key).hex())


def lookout(results: Iterable[UnitResult], key: FingerprintKey) -> Lookout:
    """Return what is to be looked for of all that was found, wherever it was."""
    held: dict[str, set[str]] = {}
    best: dict[str, Shadow] = {}
    for result in results:
        unshadowed = {item.fingerprint for item in result.credentials}
        unshadowed -= {one.fingerprint for one in result.shadows}
        lost = (Shadow(name, why=_UNKNOWN) for name in sorted(unshadowed))
        for one in (*result.shadows, *lost):
            held.setdefault(one.fingerprint, set()).add(result.repository)
            known = best.get(one.fingerprint)
            if known is None or (one.sealed and not known.sealed):
                best[one.fingerprint] = one
    ordered = [one for _, one in sorted(best.items())]
    return Lookout(
        marks=tuple(
            _opened(one, tuple(sorted(held[one.fingerprint])), key) for one in ordered if one.sealed
        ),
        mix=_mix(key),
        digest=key.digest,
        left_out=tuple((one.fingerprint, one.why) for one in ordered if not one.sealed),
    )


def _opened(one: Shadow, repositories: tuple[str, ...], key: FingerprintKey) -> Mark:
    plain = _padded(bytes.fromhex(one.sealed), one.fingerprint, key)
    length, offset, anchor = _SEALED.unpack(plain)
    return Mark(one.fingerprint, length, offset, anchor, repositories)


def _padded(text: bytes, fingerprint: str, key: FingerprintKey) -> bytes:
    pad = key.derived(f"mcp-exposure shadow 1\0{fingerprint}")
    return bytes(a ^ b for a, b in zip(text, pad, strict=False))


def _mix(key: FingerprintKey) -> int:
    return int.from_bytes(key.derived("mcp-exposure anchor 1")[:8], "little") | 1
