"""What there is to do about the credentials of one unit: picklable and free of plaintext."""

from dataclasses import dataclass

from scanner.model import UnitResult


@dataclass(frozen=True, slots=True)
class Needed:
    """A variable, or an answer to a client's question, that has to hold a new value."""

    name: str
    fingerprint: str
    """Of the credential that stood there."""
    kept: str
    """Where it is kept, in words."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One changed file, as `git apply` takes it."""

    path: str
    """Relative to where the patch is to be applied."""
    before: str
    """Id that git gives the content which is changed."""
    after: str
    body: str
    """A binary patch: it names both ids and holds only what is new, nothing of what was there."""
    shown: tuple[str, ...]
    """A unified diff for the eye: every credential in it is masked."""
    needed: tuple[Needed, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A place that no patch reaches, why, and what to do."""

    fingerprint: str
    path: str
    line: int
    column: int
    name: str
    reason: str
    source: str = ""
    """Where the client's documentation says so; empty if it is not the client's doing."""


@dataclass(frozen=True, slots=True)
class Fix:
    """All there is to do in one unit."""

    result: UnitResult
    where: str
    """The directory in which the patches are to be applied."""
    reference: str
    """The tip that they change; empty for the files on disk."""
    patches: tuple[Patch, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
