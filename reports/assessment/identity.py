"""What identity a server runs under, as far as its configuration shows it: first match wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reports.assessment.endpoint import Endpoint, endpoint_of
from reports.model import PlacedOccurrence
from reports.tenancy import host_of
from scanner.facts import Reference, ReferenceKind, Trait, TraitId
from scanner.model import Declaration, Lifetime, State

SHARED_STATIC = "shared-static"
"""One static credential for everybody who can read the file, or for several servers."""
WORKLOAD = "workload-identity"
"""Supported: an identity of the workload, without a stored secret. Ask for its trust policy."""
VAULT = "vault-injected"
"""A store of secrets hands it over; whose the credential is, is open."""
DELEGATED = "per-user-delegated"
"""Supported: each user signs in. Ask for the registration at the identity provider."""
PER_USER_STATIC = "per-user-static"
"""Presumed: each user brings a long-lived key."""
BY_REFERENCE = "by-reference"
"""Kept elsewhere in a way that does not tell whose it is."""
UNDECIDED = "remote-undecided"
"""Remote without a visible credential: open, or OAuth found at run time."""
NONE_VISIBLE = "none-visible"
"""Whatever the process inherits from its user."""

_REMOTE = frozenset({Endpoint.PLAIN, Endpoint.ENCRYPTED, Endpoint.VARIABLE})


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity model of a server, and the evidence for it."""

    model: str
    grade: str
    """Evidence: A direct, B structural, C naming, D declared by the reviewer."""
    reason: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What is known to be in several hands."""

    fingerprints: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    """Keyed digests of addresses in stores of secrets."""
    oauth_hosts: tuple[str, ...] = ()
    """Globs of hosts that the policy knows to demand OAuth."""


def identity(
    declarations: Sequence[Declaration], occurrences: Sequence[PlacedOccurrence], shared: Shared
) -> Identity:
    """Return the identity model of one server.

    What is live decides; for a server that is live nowhere, what it last was.
    """
    live = [item for item in declarations if item.lifetime.state is State.LIVE]
    places = [
        item.occurrence
        for item in occurrences
        if not live or item.occurrence.lifetime.state is State.LIVE
    ]
    references = [one for item in live or declarations for one in item.by_reference]
    if any(item.fingerprint in shared.fingerprints for item in places):
        return Identity(SHARED_STATIC, "A", "proven: one value in several hands")
    if any(item.identity in shared.addresses for item in references if item.identity):
        return Identity(SHARED_STATIC, "B", "proven: one address in a store in several hands")
    if places and _tracked(item.lifetime for item in places):
        return Identity(SHARED_STATIC, "A", "by construction: every reader of the repository")
    if places:
        return Identity(PER_USER_STATIC, "B", "a literal in an untracked file, not seen elsewhere")
    traits = {trait.id: trait for item in live or declarations for trait in item.traits}
    reached = {endpoint_of(item.server, {item.transport}) for item in live or declarations}
    remote = bool(reached & _REMOTE)
    return (
        _by_traits(traits, references, remote=remote)
        or _by_host(live or declarations, shared.oauth_hosts, remote=remote)
        or _by_references(live or declarations, references)
        or _without(remote=remote)
    )


def _by_traits(
    traits: dict[TraitId, Trait], references: Sequence[Reference], *, remote: bool
) -> Identity | None:
    if told := traits.get(TraitId.FEDERATION):
        return Identity(WORKLOAD, "B", f"supported by {told.text}")
    if told := traits.get(TraitId.SECRET_WRAPPER):
        return Identity(VAULT, "B", f"started by {told.text}")
    if stored := sorted(one.display for one in references if one.kind is ReferenceKind.STORE):
        return Identity(VAULT, "B", f"kept in {stored[0]}")
    if remote and (told := traits.get(TraitId.OAUTH)):
        return Identity(DELEGATED, "B", f"supported by {told.text}")
    return None


def _by_host(
    declarations: Sequence[Declaration], globs: Sequence[str], *, remote: bool
) -> Identity | None:
    """Return that users sign in where the policy says so of the host, and no header is static."""
    static = any(item.references or item.by_reference for item in declarations)
    if not remote or static:
        return None
    for host in sorted({host_of(item.server) for item in declarations}):
        if any(fnmatchcase(host, glob) for glob in globs):
            return Identity(DELEGATED, "D", f"the policy lists {host} as one that demands OAuth")
    return None


def _by_references(
    declarations: Sequence[Declaration], references: Sequence[Reference]
) -> Identity | None:
    kinds = {one.kind for one in references}
    if ReferenceKind.PROMPT in kinds:
        return Identity(PER_USER_STATIC, "B", "presumed: the client asks each user")
    if any(one.kind is ReferenceKind.VARIABLE and not one.default for one in references):
        return Identity(PER_USER_STATIC, "C", "presumed: a variable of whoever starts the client")
    if kinds - {ReferenceKind.CLIENT} or (
        not references and any(item.references for item in declarations)
    ):
        return Identity(BY_REFERENCE, "B", "kept elsewhere; whose it is, the file does not tell")
    return None


def _without(*, remote: bool) -> Identity:
    if remote:
        return Identity(UNDECIDED, "B", "no credential is configured: open, or OAuth at run time")
    return Identity(NONE_VISIBLE, "B", "whatever the process inherits from its user")


def _tracked(lifetimes: Iterable[Lifetime]) -> bool:
    """Tell whether git has any of them: then every reader of the repository has it."""
    return any(item.first is not None or item.refs for item in lifetimes)
