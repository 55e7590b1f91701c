"""Facts about a text, without the text: what every later stage may see."""

from dataclasses import dataclass
from enum import StrEnum


class Slot(StrEnum):
    """Where in a configuration a value sits."""

    ENV = "env"
    HEADER = "header"
    ARGUMENT = "argument"
    URL_USERINFO = "url.userinfo"
    URL_QUERY = "url.query"
    URL_PATH = "url.path"
    COMMAND = "command"
    FILE = "file"
    INPUT_DEFAULT = "input-default"
    COMMENT = "comment"
    OTHER = "other"


class Confidence(StrEnum):
    """How sure a verdict is that a text is a credential; independent of its severity."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Life(StrEnum):
    """How long a credential lives by itself (ASSESSMENT section 9)."""

    EPHEMERAL = "ephemeral"
    BOUNDED = "bounded"
    STATIC = "static"
    UNKNOWN = "unknown"


class Subject(StrEnum):
    """Whose a credential is: who acts, or is charged, when it is used."""

    USER = "user"
    """A person's account."""
    SERVICE = "service"
    """An application, a robot, a project or a team; no person."""
    INSTALLATION = "installation"
    """An application as one account or workspace installed it."""
    ADMIN = "admin"
    """The account or the organisation as a whole, with the right to administer it."""
    UNKNOWN = ""


class Outcome(StrEnum):
    """What a text turned out to be."""

    SECRET = "secret"  # noqa: S105 - an outcome, not a password
    DEFAULT_CREDENTIAL = "default-credential"
    REFERENCE = "reference"
    PLACEHOLDER = "placeholder"
    HARMLESS = "harmless"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of credential, as its issuer documents it."""

    id: str
    name: str
    issuer: str = ""
    life: Life = Life.UNKNOWN
    prefix: str = ""
    """The part of the format that is public, e.g. `ghp_`; shown in previews."""
    privileged: bool = False
    rotate: str = ""
    """Where to revoke or replace it (URL of the issuer)."""
    source: str = ""
    """Where these facts were read (URL)."""
    subject: Subject = Subject.UNKNOWN
    alternative: str = ""
    """The delegated or federated way that needs no such credential; "" if none is known."""
    revoke: str = ""
    """Where to end it without replacing it, if that is another place than `rotate` (URL)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found at one stretch of a text, free of the text itself."""

    outcome: Outcome
    start: int
    """Index of the first character in the judged text."""
    end: int
    """Index after the last character."""
    evidence: tuple[str, ...]
    """Why, in words that hold nothing of the text."""
    slot: Slot
    """The slot of this very stretch: a password inside an env value is `url.userinfo`."""
    name: str
    """The name the stretch goes by: variable, header, flag, query parameter."""
    kind: Kind | None = None
    confidence: Confidence = Confidence.LOW
    fingerprint: str = ""
    """64 hex digits for `secret` and `default-credential`, else empty."""
    preview: str = ""
    claims: tuple[tuple[str, str], ...] = ()
    """What the credential and the text around it say of it, unverified (`detectors.anatomy`)."""
