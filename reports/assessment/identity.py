"""What identity a server runs under, as far as its configuration shows it."""

from collections.abc import Iterable, Sequence

from reports.assessment.endpoint import Endpoint, endpoint_of
from reports.model import PlacedOccurrence
from scanner.model import Declaration, Lifetime, State

SHARED_STATIC = "shared-static"
"""One static credential for everybody who can read the file."""
PER_USER_STATIC = "per-user-static"
"""A literal that only one user's untracked file holds."""
BY_REFERENCE = "by-reference"
"""References only: injected from a vault, or each user's own; the kind is not recorded."""
UNDECIDED = "remote-undecided"
"""Remote without a visible credential: open, or OAuth found at run time."""
NONE_VISIBLE = "none-visible"
"""Whatever the process inherits from its user."""


def identity_model(
    declarations: Sequence[Declaration],
    occurrences: Sequence[PlacedOccurrence],
    shared: frozenset[str],
) -> str:
    """Return the identity model of one server; `shared` are fingerprints in several places.

    What is live decides; for a server that is live nowhere, what it last was.
    """
    live = [item.lifetime for item in declarations if item.lifetime.state is State.LIVE]
    places = [
        item.occurrence
        for item in occurrences
        if not live or item.occurrence.lifetime.state is State.LIVE
    ]
    if places:
        proven = any(item.fingerprint in shared for item in places)
        tracked = _tracked(item.lifetime for item in places)
        return SHARED_STATIC if proven or tracked else PER_USER_STATIC
    current = [item for item in declarations if not live or item.lifetime.state is State.LIVE]
    if any(item.references for item in current):
        return BY_REFERENCE
    reached = {endpoint_of(item.server, {item.transport}) for item in current}
    remote = reached & {Endpoint.PLAIN, Endpoint.ENCRYPTED, Endpoint.VARIABLE}
    return UNDECIDED if remote else NONE_VISIBLE


def _tracked(lifetimes: Iterable[Lifetime]) -> bool:
    """Tell whether git has any of them: then every reader of the repository has it."""
    return any(item.first is not None or item.refs for item in lifetimes)
