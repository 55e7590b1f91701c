"""The nouns of an audit: frozen, picklable, free of plaintext."""

from dataclasses import dataclass, field
from enum import StrEnum

from detectors.model import Confidence, Life, Outcome, Slot, Subject
from scanner.facts import Approval, FileFact, Launch, Reference, Trait
from scanner.lifetimes import Lifetime, Span, Stamp, State
from scanner.marks import Shadow

__all__ = [
    "Coverage",
    "Credential",
    "Declaration",
    "Form",
    "Lifetime",
    "Occurrence",
    "Origin",
    "PathOwner",
    "Safe",
    "Sighting",
    "Signal",
    "Skipped",
    "SlotLife",
    "SlotValue",
    "Span",
    "Stamp",
    "State",
    "Transport",
    "UnitResult",
]


class Transport(StrEnum):
    """How a client reaches a server."""

    STDIO = "stdio"
    HTTP = "http"
    SSE = "sse"
    WEBSOCKET = "websocket"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """What a tenancy signal was read from (ASSESSMENT section 7)."""

    SETTING = "setting"
    """An explicit setting such as `APP_ENV=prod` or `--tenant acme`."""
    CLAIM = "claim"
    """Something that the credential says of itself, e.g. `sk_live_`."""
    HOST = "host"
    """The host of a URL or connection string."""
    VARIABLE = "variable"
    """The name of a variable, e.g. `PROD_DB_URL`."""


class Form(StrEnum):
    """How a traced value is written at a place."""

    READ = ""
    """It was not traced but read there: detection found it."""
    RAW = "raw"
    URL = "url"
    """With percent signs, as in addresses."""
    BASE64 = "base64"
    JSON = "json"
    """With the escapes of a JSON string."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A text that may tell tenant or environment, and the name it goes by."""

    origin: Origin
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """One server as one configuration file declares it."""

    repository: str
    path: str
    pointer: str
    client: str
    """Id of the client whose file this is, e.g. `claude-code-project`."""
    server: str
    """Canonical identity: a package URL, an image, a URL's origin and path."""
    name: str
    transport: Transport
    lifetime: Lifetime
    signals: tuple[Signal, ...] = ()
    references: int = 0
    """How many of its values are references, not literals."""
    unexpanded: tuple[str, ...] = ()
    """Names of the values that are references in a syntax which this client does not expand."""
    by_reference: tuple[Reference, ...] = ()
    """Every reference in its values; one value may hold several."""
    launch: Launch | None = None
    """None if it is not started but called."""
    traits: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True)
class Credential:
    """What is known of one secret, wherever it occurs."""

    fingerprint: str
    kind: str
    kind_name: str
    issuer: str
    life: Life
    confidence: Confidence
    privileged: bool
    default: bool
    """True for a well-known local default such as `postgres:postgres`."""
    preview: str
    rotate: str
    evidence: tuple[str, ...]
    claims: tuple[tuple[str, str], ...] = ()
    subject: Subject = Subject.UNKNOWN
    revoke: str = ""
    """Where to end it, if that is another place than `rotate`."""
    alternative: str = ""
    """The delegated or federated way that needs no such credential; empty if none is known."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a credential is or was written."""

    fingerprint: str
    repository: str
    path: str
    pointer: str
    """RFC 6901 JSON Pointer of the value in its file."""
    line: int
    """From 1, in the newest version of the file that holds it."""
    column: int
    """From 1, in characters."""
    slot: Slot
    name: str
    client: str
    server: str
    """Identity of the server it belongs to; empty outside any server."""
    server_name: str
    lifetime: Lifetime
    signals: tuple[Signal, ...] = ()
    form: Form = Form.READ
    suppressed: str = ""
    """The comment there that asks scanners to ignore it; empty if none does."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a credential was found, so that it can be read there again; in no report."""

    fingerprint: str
    path: str
    blobs: tuple[str, ...]
    """Ids of the contents that hold it at this path: of blobs, commits or tags."""


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A credential for as long as one slot held it without a break."""

    fingerprint: str
    state: State
    first: Stamp | None
    last: Stamp | None
    """The last commit that wrote it, or the newest tip that holds it."""
    removed: Stamp | None


@dataclass(frozen=True, slots=True)
class SlotLife:
    """What one slot of a server held, one credential after the other."""

    repository: str
    path: str
    """Where it is now, or was last."""
    moved_from: tuple[str, ...]
    pointer: str
    client: str
    slot: Slot
    name: str
    server: str
    server_name: str
    values: tuple[SlotValue, ...]
    """In the order of their coming; one that was brought back occurs again."""
    rotations: int
    """How often one of them took the place of another."""


@dataclass(frozen=True, slots=True)
class Safe:
    """A value that was judged to be no credential, and why; nothing of the value itself."""

    repository: str
    path: str
    line: int
    """From 1, as the column, in the newest version of the file."""
    column: int
    slot: Slot
    name: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in scope that was not examined, why, and what that means."""

    subject: str
    reason: str
    effect: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, counted."""

    repositories: int = 0
    without_history: int = 0
    """Directories scanned as plain files."""
    refs: int = 0
    commits: int = 0
    """Those that the refs reach."""
    blobs: int = 0
    """Distinct candidate blobs read."""
    bytes: int = 0
    """Bytes of those blobs and of the files read from work trees."""
    files: int = 0
    """Candidate files read from work trees and directories."""
    recognised: int = 0
    """Distinct contents that are MCP configuration."""
    parsed: int = 0
    partly_parsed: int = 0
    values: int = 0
    """Values judged."""
    shallow: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    missing_objects: int = 0
    submodules: tuple[str, ...] = ()
    lfs_pointers: int = 0
    """Contents that only stand for one which Git LFS keeps elsewhere."""
    unreachable_commits: int = 0
    """Commits that are still stored, but that no ref reaches."""
    unreachable_blobs: int = 0
    """Contents that are still stored, but that no commit, ref or index names."""
    traced: int = 0
    """Contents that were searched for the values found anywhere."""
    traced_bytes: int = 0
    untraced: tuple[str, ...] = ()
    """Credentials that were not looked for elsewhere since they can stand anywhere by chance."""
    suppression_files: tuple[str, ...] = ()
    """Files, at a tip or in a work tree, that by their names tell scanners what to ignore."""


@dataclass(frozen=True, slots=True)
class PathOwner:
    """Who answers for one path, by what the repository says at the tip of HEAD."""

    repository: str
    path: str
    name: str
    """Several with commas; empty if nobody is named."""
    basis: str
    """The file, and the line of it, that names them, e.g. `CODEOWNERS:12`."""
    unread: str = ""
    """Why it is not known who answers for it; empty if it is."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """All that one repository told; picklable and free of plaintext."""

    repository: str
    coverage: Coverage
    declarations: tuple[Declaration, ...] = ()
    credentials: tuple[Credential, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    skipped: tuple[Skipped, ...] = field(default=())
    safe: tuple[Safe, ...] = ()
    """Filled only if the auditor asks for it."""
    sightings: tuple[Sighting, ...] = ()
    """Filled only if values are traced."""
    slots: tuple[SlotLife, ...] = ()
    """Every slot that ever held a credential."""
    approvals: tuple[Approval, ...] = ()
    files: tuple[FileFact, ...] = ()
    """Every path at which a credential or a server is live."""
    owners: tuple[PathOwner, ...] = ()
    """Whom the repository names for the paths of declarations and occurrences."""
    shadows: tuple[Shadow, ...] = ()
    """One for each credential, to look for it in what is to be written; in no report."""
