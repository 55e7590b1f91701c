"""What one content turned out to hold, free of plaintext."""

from dataclasses import dataclass

from detectors.model import Outcome, Slot
from scanner.model import Credential, Signal, Transport


@dataclass(frozen=True, slots=True)
class Server:
    """A declared server, fit to leave the worker once its texts are cleaned."""

    pointer: str
    name: str
    identity: str
    transport: Transport
    signals: tuple[Signal, ...]
    references: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A credential at one place of one content."""

    credential: Credential
    pointer: str
    line: int
    column: int
    slot: Slot
    name: str
    server: Server | None


@dataclass(frozen=True, slots=True)
class SafeValue:
    """A value at one place of one content that is no credential."""

    line: int
    column: int
    slot: Slot
    name: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What one content declares; `client` is None if it is no MCP configuration."""

    client: str | None = None
    servers: tuple[Server, ...] = ()
    findings: tuple[Finding, ...] = ()
    safe: tuple[SafeValue, ...] = ()
    """Filled only if the examiner explains them."""
    values: int = 0
    """How many values were judged."""
    fault: str = ""
    """What could not be read of it, with the place; empty if all could."""
