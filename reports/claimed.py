"""A level of assurance that the reviewer claims of a row, and what of it is disproved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Falsified:
    """A row of CoSAI's assurance profile that a failed check disproves."""

    check: str
    row: str
    """Its name and the lowest level that demands it, e.g. `Transport L2`."""
    why: str = ""
    """In words, where that is not the failure of the check itself."""


@dataclass(frozen=True, slots=True)
class Assurance:
    """The level that the reviewer claims of a row, and what of that the evidence disproves."""

    target: str = ""
    """L1 to L4; empty if none is declared."""
    falsified: tuple[Falsified, ...] = ()


UNCLAIMED = Assurance()
