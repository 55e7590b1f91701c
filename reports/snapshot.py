"""A JSON report of ours read back as far as another is compared with it; strictly: it is input."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from reports.model import Overall, Severity
from scanner.errors import UsageError
from scanner.model import State

LARGEST: Final = 512 << 20
"""Bytes."""
NAMES: Final = ("exposure-report.json", "report.json")
"""What a report is called in a directory of them."""
_HINT: Final = "Name a JSON report that `mcp-exposure scan --report json` wrote."

Fingerprint = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Seen:
    """A commit and its time."""

    commit: str
    at: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a credential stands."""

    repository: str
    path: str
    state: State
    removed_commit: str | None = None
    removed_at: str | None = None


@dataclass(frozen=True, slots=True)
class OldCredential:
    """A credential as a report tells it."""

    fingerprint: Fingerprint
    kind_name: str
    preview: str
    severity: Severity
    state: State
    first_seen: Seen | None
    occurrences: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The readiness of a row."""

    revoked: str = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class OldExposure:
    """A row as a report tells it."""

    server: str
    tenant: str
    environment: str
    severity: Severity
    credentials: tuple[Fingerprint, ...]
    readiness: Answers = Answers()


@dataclass(frozen=True, slots=True)
class Tool:
    """What made a report."""

    version: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What was asked for."""

    tool: Tool
    rules_digest: str
    started_at: str
    key_id: str
    key_ephemeral: bool
    discover: str
    history: str
    obey_suppressions: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much was looked at."""

    repositories: int
    refs: int
    commits: int
    recognised: int
    shallow: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not looked at."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Left:
    """What was left out, as the repository asks."""

    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Declared:
    """Where a server is declared."""

    repository: str


@dataclass(frozen=True, slots=True)
class OldServer:
    """A server as a report tells it."""

    declarations: tuple[Declared, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What of a report is compared."""

    schema: Literal["mcp-exposure/report/1"]
    verdict: Overall
    scan: Scan
    coverage: Amounts
    skipped: tuple[Gap, ...]
    credentials: tuple[OldCredential, ...]
    exposures: tuple[OldExposure, ...]
    servers: tuple[OldServer, ...] = ()
    suppressed: tuple[Left, ...] = ()


def load(path: Path) -> Snapshot:
    """Return the report at `path`, or the one in that directory.

    Raises:
        UsageError: there is none, or it is damaged or none of ours; nothing of its text is told.

    """
    file = next((path / name for name in NAMES if (path / name).is_file()), path)
    try:
        if file.is_file() and file.stat().st_size > LARGEST:
            raise UsageError(f"{file} has more than {LARGEST >> 20} MiB", _HINT)
        content = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{file} cannot be read: {reason}", _HINT) from None
    return read(content, str(file))


def read(content: bytes | str, name: str) -> Snapshot:
    """Return the report that is `content`; raise UsageError, with its `name`, if it is none."""
    try:
        return msgspec.json.decode(content, type=Snapshot)
    except msgspec.ValidationError as error:
        # Behind this word stands a place; before it may stand a text of the file.
        _, found, place = str(error).rpartition(" - at ")
        where = f" at {place}" if found else ""
        raise UsageError(f"{name} is no report of mcp-exposure{where}", _HINT) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{name} is not JSON, or damaged", _HINT) from None
