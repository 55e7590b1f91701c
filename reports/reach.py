"""How far a credential is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a credential is written, counted: not what it can do at its issuer."""

    tenants: int = 0
    """Firm ones, as the environments."""
    environments: int = 0
    servers: int = 0
    repositories: int = 0
    people: int = 0
    """Authors who brought it into a slot, or users in whose home directories it is."""
