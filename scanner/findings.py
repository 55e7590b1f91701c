"""What one content turned out to hold, free of plaintext."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from detectors.model import Outcome, Slot
from scanner.content.model import Notation
from scanner.facts import ApprovalId, Launch, Reference, Trait
from scanner.model import Credential, Signal, Transport


class Key(NamedTuple):
    """A content, and one way of reading it."""

    content: str
    """Its id."""
    clients: tuple[str, ...]
    """Ids of those that keep their configuration in such a file."""
    notation: Notation | None
    server: str
    """Identity of the server that a file of variables is given to; empty for others."""


class Place(NamedTuple):
    """Where a value stands in a content, both from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Server:
    """A declared server, fit to leave the worker once its texts are cleaned."""

    client: str
    """Id of the client that it is declared for."""
    pointer: str
    name: str
    identity: str
    transport: Transport
    signals: tuple[Signal, ...] = ()
    references: int = 0
    unexpanded: tuple[str, ...] = ()
    """Names of the values that are references which this client does not expand."""
    env_files: tuple[str, ...] = ()
    """Files of variables that it reads, as written."""
    by_reference: tuple[Reference, ...] = ()
    launch: Launch | None = None
    traits: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A credential in one content."""

    credential: Credential
    client: str
    pointer: str
    slot: Slot
    name: str
    server: Server | None

    written: str = ""
    """Digest of the text that stands for the credential here; empty if none is to be hidden."""
    suppressed: str = ""
    """The name of the comment that asks scanners to ignore it, which we do not."""


@dataclass(frozen=True, slots=True)
class SafeValue:
    """A value of one content that is no credential."""

    slot: Slot
    name: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged in one text; places are byte offsets in it."""

    servers: tuple[Server, ...] = ()
    findings: tuple[tuple[int, Finding], ...] = ()
    safe: tuple[tuple[int, SafeValue], ...] = ()
    """Filled only if the examiner explains them."""
    values: int = 0
    """How many values were judged."""
    cut: tuple[str, ...] = ()
    """What was not read for its number, in words."""

    def placed(self, place: Callable[[int], int]) -> "Judged":
        """Return the same with each offset as `place` gives it."""
        return replace(
            self,
            findings=tuple((place(at), finding) for at, finding in self.findings),
            safe=tuple((place(at), value) for at, value in self.safe),
        )


def together(parts: Sequence[Judged]) -> Judged:
    """Return what all `parts` of one text hold."""
    return Judged(
        tuple(server for part in parts for server in part.servers),
        tuple(held for part in parts for held in part.findings),
        tuple(held for part in parts for held in part.safe),
        sum(part.values for part in parts),
        tuple(dict.fromkeys(reason for part in parts for reason in part.cut)),
    )


def carrying(found: Judged) -> Judged:
    """Return `found` without the servers that carry no credential: nothing of them runs."""
    carrying = {finding.server for _, finding in found.findings}
    return replace(found, servers=tuple(s for s in found.servers if s in carrying))


def once(findings: Iterable[tuple[int, Finding]]) -> Iterator[tuple[int, Finding]]:
    """Yield each credential of each place once: as that of a server if it is read as one."""
    best: dict[tuple[int, str], tuple[int, Finding]] = {}
    for at, finding in findings:
        key = at, finding.credential.fingerprint
        known = best.get(key)
        if known is None or (known[1].server is None and finding.server is not None):
            best[key] = at, finding
    return iter(sorted(best.values(), key=lambda held: held[0]))


@dataclass(frozen=True, slots=True)
class Approved:
    """A setting of a client in one content that does away with a question to its user."""

    client: str
    pointer: str
    container: str
    """Pointer of the list that it is an item of, or else its own: what stays while items move."""
    id: ApprovalId
    rule: str
    text: str
    server: str = ""
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What one content declares."""

    recognised: bool = False
    """True if it configures MCP."""
    servers: tuple[Server, ...] = ()
    findings: tuple[tuple[Place, Finding], ...] = ()
    safe: tuple[tuple[Place, SafeValue], ...] = ()
    values: int = 0
    fault: str = ""
    """What could not be read of it, with the place; empty if all could."""
    approved: tuple[Approved, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether it tells anything, so that it is worth knowing which tips hold it."""
        return self.recognised or bool(self.approved)
