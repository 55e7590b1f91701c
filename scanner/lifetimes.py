"""When something was there: frozen, picklable, free of plaintext."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a value is now; the order is from the most to the least visible."""

    LIVE = "live"
    """At the tip of a ref, checked out or staged."""
    HISTORY = "history"
    """In a commit that a ref reaches, but at no tip."""
    UNREACHABLE = "unreachable"
    """Only in objects that no ref reaches; whoever has the store can read them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A commit and when it was made, as git records it (UTC, ISO 8601)."""

    commit: str
    at: str
    author: str = ""
    """Hashed, unless the auditor asks for names; empty if it is not known."""
    doubtful: bool = False
    """True if the time contradicts that of a commit next to it: one of both is forged."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which something was there without a break."""

    first: Stamp | None
    removed: Stamp | None = None
    """None if it is still there, or if no commit tells that it went."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When something came, was last seen and went; by the order of commits, not their clocks."""

    state: State
    first: Stamp | None = None
    last: Stamp | None = None
    removed: Stamp | None = None
    refs: tuple[str, ...] = ()
    """The refs whose tips hold it now, by full name."""
    worktree: bool = False
    """True if the checked-out files or the index hold it now."""
    present: tuple[Span, ...] = ()
    """From its first coming to its last going: more than one if it was brought back."""
    moved_from: tuple[str, ...] = ()
    """Other paths that it stood at before, the oldest first."""
    exposed_days: int | None = None
    """Whole days from its first coming to its last going. None while it is live, and where a
    commit is not known or its time is doubtful. It may be valid beyond: removal is not
    revocation."""

    @property
    def returned(self) -> tuple[Stamp, ...]:
        """When it was brought back after a removal."""
        return tuple(span.first for span in self.present[1:] if span.first)
