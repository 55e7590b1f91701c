"""What a declaration says beside its credentials: frozen, picklable, free of plaintext.

All texts in it have passed the redactor by the time they leave the worker.
"""

from dataclasses import dataclass
from enum import StrEnum

from detectors.model import Slot
from scanner.lifetimes import Lifetime


class ReferenceKind(StrEnum):
    """What a reference leads to (ASSESSMENT section 1.2)."""

    VARIABLE = "variable"
    """A variable of whoever starts the client: of one name, perhaps of many values."""
    PROMPT = "prompt"
    """The client asks its user, and keeps the answer."""
    STORE = "store"
    """An absolute address in a store of secrets: it identifies the secret wherever it stands."""
    SECRET = "secret"  # noqa: S105 - a kind of reference
    """A secret by its name in a place that the file does not tell, e.g. `${{ secrets.X }}`."""
    COMMAND = "command"
    """What a command writes."""
    FILE = "file"
    """What a file holds."""
    ENCRYPTED = "encrypted"
    """Not kept elsewhere, but unreadable without a key."""
    CLIENT = "client"
    """A folder or a setting that the client knows; no secret by itself."""
    OTHER = "other"
    """An expression that tells no more."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value, or a part of one, that is kept elsewhere."""

    kind: ReferenceKind
    slot: Slot
    name: str
    """What the value goes by: variable, header, flag, key; empty for a positional argument."""
    pointer: str
    variable: str = ""
    """The bare name of the variable, the prompt, the named secret or the file, if it has one."""
    default: bool = False
    """True if the file gives a text for the case that there is no value."""
    identity: str = ""
    """Of a `STORE`: keyed digest of the address, 64 hex digits; equal for equal addresses, and
    never equal to the fingerprint of a value."""
    display: str = ""
    """Of a store: its scheme or provider, e.g. `op://…`; nothing of the address."""
    shown: bool = False
    """True if its value stands in a command line when the server runs (MX-14)."""


class Pin(StrEnum):
    """How firmly it is settled what code runs (MX-18), from nothing to the bytes."""

    NONE = "none"
    """Whatever is newest when it starts, or `latest`."""
    RANGE = "range"
    """A tag, a branch or a range: what it names can change."""
    EXACT = "exact"
    """One version, as far as the registry keeps it."""
    DIGEST = "digest"
    """A digest of the content, or a full commit."""
    LOCAL = "local"
    """What is on the machine: a path, a program, a module."""
    UNKNOWN = "unknown"
    """A reference stands where the version would, or the words do not tell."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How a server is started; what it is, its identity tells."""

    runner: str
    """`npx`, `pnpm dlx`, `uvx`, `docker run`, `curl | sh`, `python -m`, `node` …; `program` for
    any other."""
    kind: str
    """npm, pypi, nuget, image, git, script (from the network), module, container or program."""
    pin: Pin
    version: str = ""
    """The version, tag, range, digest or commit as written."""
    installs: bool = False
    """True if a flag such as `-y` has it installed without asking."""


class TraitId(StrEnum):
    """What a setting of a server says; checks go by it."""

    OAUTH = "oauth"
    """Each user signs in: an OAuth block, or `auth: oauth`."""
    CLIENT_CREDENTIALS = "oauth-client-credentials"
    """OAuth without a user: the server's client signs in with its own secret."""
    BEARER_REFERENCE = "bearer-by-reference"
    """A header that authenticates, and is kept elsewhere."""
    NO_AUTH = "no-auth"
    """Authentication is switched off in so many words."""
    PUBLIC_BIND = "public-bind"
    """It listens on all interfaces."""
    SECRET_WRAPPER = "secret-wrapper"  # noqa: S105 - a trait
    """A program that fetches secrets from a store starts it."""
    FEDERATION = "federation"
    """It has an identity of its workload, without a stored secret."""
    AMBIENT = "ambient"
    """It takes what its user is signed in with: a profile, a key file, a cluster's context."""
    BROAD_SCOPE = "broad-scope"
    NARROW_SCOPE = "narrow-scope"
    LOGGING_OFF = "logging-off"
    AUDIT_ENDPOINT = "audit-endpoint"
    """Something takes records of what it does."""
    AUTO_APPROVED = "auto-approved"
    """The client runs tools of it without asking."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One setting of a server that a check asks for."""

    id: TraitId
    rule: str
    """Id of the row of `scanner/servers/traits.toml` that knows it."""
    pointer: str
    text: str
    """The setting to show, short, without any secret."""
    tools: tuple[str, ...] = ()
    """Of `AUTO_APPROVED` and `NARROW_SCOPE`: the tools that it names."""
    wildcard: bool = False
    """Of `AUTO_APPROVED`: True if it holds for all tools of the server."""


class ApprovalId(StrEnum):
    """What a client does without asking its user (MX-19)."""

    ALL_SERVERS = "all-servers"
    """It starts every server that a project declares."""
    SERVER_STARTED = "server-started"
    """It starts one server of the project."""
    SERVER_ALLOWED = "server-allowed"
    """It runs all tools of one server."""
    TOOLS_ALLOWED = "tools-allowed"
    """It runs the tools that are named."""
    NEVER_ASKS = "never-asks"
    """It runs whatever the model wants."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A setting of a client, not of one server's declaration, that does away with a question."""

    repository: str
    path: str
    pointer: str
    client: str
    """Id of the client whose file this is."""
    id: ApprovalId
    rule: str
    """Id of the row of `scanner/discovery/approvals.toml` that knows it."""
    text: str
    """The setting to show, short, without any secret."""
    lifetime: Lifetime
    server: str = ""
    """The name of the server that it is for, as the client writes it; empty if for all."""
    tools: tuple[str, ...] = ()
    """Names of the tools; empty if for all."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file with a live occurrence or declaration, as git and the file system see it."""

    repository: str
    path: str
    tracked: bool | None
    """True if a tip or the index holds it; None where there is no git."""
    ignored: bool | None
    """True if the rules of the repository ignore it; None if that is not known."""
    unknown: str = ""
    """Why `ignored` is not known."""
    mode: int | None = None
    """Permission bits (`st_mode & 0o777`) of the file on disk; None if only git has it."""
    open_directory: bool | None = None
    """True if all users may write to its directory; None if only git has it."""
    local_only: str = ""
    """Why its name says that it is never to be committed; empty if it does not."""
