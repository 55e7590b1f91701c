"""The fingerprint key: the auditor's, or one for this run only."""

from pathlib import Path

from detectors.secret import FingerprintKey
from scanner.errors import UsageError

_SHORTEST = 16


def fingerprint_key(file: Path | None, text: str) -> FingerprintKey:
    """Return the key in `file`, else the one that is `text`, else a random one.

    Raises:
        UsageError: the file cannot be read, or the key has fewer than 16 bytes.

    """
    if file is None and not text.strip():
        return FingerprintKey.random()
    material = (text.encode() if file is None else _read(file)).strip()
    if len(material) < _SHORTEST:
        raise UsageError(
            f"the fingerprint key has {len(material)} bytes, fewer than {_SHORTEST}",
            "Make one with `openssl rand -hex 32`.",
        )
    return FingerprintKey(material, ephemeral=False)


def same_key(key: FingerprintKey, identifier: str) -> None:
    """Raise UsageError unless `key`, which something was made with, has this `identifier`."""
    if key.id == identifier:
        return
    hint = "Give the key of that scan with --key-file or MCP_EXPOSURE_KEY."
    if key.ephemeral:
        raise UsageError("what is written is searched for secrets, which takes the key", hint)
    raise UsageError(f"the key is {key.id}, not {identifier} as when it was scanned", hint)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"cannot read the key file {file}: {reason}") from None
