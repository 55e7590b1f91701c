"""How bad an exposure is: the model `mx-sev-1`, every step of it in words.

`severity = clamp(base + min(2, raises) - min(1, reductions), floor .. ceiling)`. Confidence is told
beside the severity and never changes it. What is inferred can raise a severity; only what the
reviewer declares, or what a credential says of its own expiry, can lower it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from reports.assessment.spread import Spread, spread
from reports.model import Assignment, Severity
from reports.tenancy import is_firm
from reports.words import canonical
from scanner.model import Credential, State

MODEL = "mx-sev-1"

ENDS = frozenset({"exp", "expires"})
"""The claims that say when a credential ends."""

_LEVELS = tuple(Severity)
_MOST_RAISES = 2
_MOST_REDUCTIONS = 1
_SERVERS_FOR_REACH = 3
_REPOSITORIES_FOR_REACH = 3
_NON_PRODUCTION = frozenset({"dev", "test"})


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What moves a severity, each with its reason in words, and how far it may move."""

    raises: tuple[str, ...] = ()
    reductions: tuple[str, ...] = ()
    floor: Severity = Severity.INFO
    ceiling: Severity = Severity.CRITICAL
    limit: str = ""
    """Why the ceiling is there, if that is not told elsewhere."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A severity and the steps that led to it."""

    severity: Severity
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a credential moves its severities, beside its kind and its environment."""

    state: State = State.LIVE
    reach: Spread = field(default_factory=lambda: spread(()))
    """Over all its places."""
    returned: int = 0
    """How often it was brought back after a removal."""
    public: tuple[str, ...] = ()
    """The repositories that hold it and that the reviewer declares as public."""
    revoked: str = ""
    """What attests that it is revoked, in words; empty if nothing does."""


def level(base: Severity, modifiers: Modifiers) -> Severity:
    """Return what the model makes of `base`; each raise and each reduction is one level."""
    return _LEVELS[_clamped(_moved(base, modifiers), modifiers)]


def rate(base: Severity, why: str, modifiers: Modifiers) -> Rating:
    """Return the same as `level` with every step in words."""
    up, down = modifiers.raises, modifiers.reductions
    floor, ceiling = modifiers.floor, modifiers.ceiling
    rank = _moved(base, modifiers)
    clamped = _clamped(rank, modifiers)
    trace = [
        f"base {base}: {why}",
        *(f"+1 {text}" for text in up),
        *(f"-1 {text}" for text in down),
    ]
    if len(up) > _MOST_RAISES or len(down) > _MOST_REDUCTIONS:
        trace.append(f"at most +{_MOST_RAISES} and -{_MOST_REDUCTIONS} count")
    if rank < floor.rank:
        trace.append(f"floor {floor}")
    if max(rank, floor.rank) > clamped and ceiling is not Severity.CRITICAL:
        trace.append(f"ceiling {ceiling}{f': {modifiers.limit}' * bool(modifiers.limit)}")
    severity = _LEVELS[clamped]
    return Rating(severity, (*trace, f"{severity} ({MODEL})"))


def _moved(base: Severity, modifiers: Modifiers) -> int:
    up = min(_MOST_RAISES, len(modifiers.raises))
    return base.rank + up - min(_MOST_REDUCTIONS, len(modifiers.reductions))


def _clamped(rank: int, modifiers: Modifiers) -> int:
    return min(max(rank, modifiers.floor.rank), modifiers.ceiling.rank)


def rate_credential(credential: Credential, state: State, modifiers: Modifiers) -> Rating:
    """Rate one credential by what it is and where it still is."""
    base, why = _base(credential, state)
    return rate(base, why, modifiers)


def level_of(credential: Credential, state: State, modifiers: Modifiers) -> Severity:
    """Return the severity alone that `rate_credential` tells."""
    return level(_base(credential, state)[0], modifiers)


def modifiers_of(
    credential: Credential, standing: Standing, environments: Iterable[Assignment], at: str
) -> Modifiers:
    """Return what moves every severity of `credential` in `environments` at the time `at`.

    `at` is ISO 8601. Exact placeholders (F2) need no ceiling: they are no credentials.
    """
    seen = tuple(environments)
    production = _production(seen)
    told = (production, _public(standing), _privilege(credential))
    if credential.default:
        # Nobody had to leak a well-known pair, and two databases with the same one share nothing.
        raises, ceiling = _said(*told), Severity.HIGH
    else:
        raises = _said(*told, _reach(standing.reach), _regression(standing))
        ceiling = Severity.CRITICAL
    guarded = production and standing.state is State.LIVE and not credential.default
    if standing.revoked:
        ceiling = Severity.LOW
    return Modifiers(
        raises,
        reductions=_said(_expired(credential, at), _declared_harmless(seen)),
        floor=Severity.HIGH if guarded else Severity.INFO,
        ceiling=ceiling,
        limit=standing.revoked,
    )


def rate_setting(base: Severity, why: str, environment: Assignment) -> Rating:
    """Rate a fault of a configuration that is not about one credential."""
    seen = (environment,)
    modifiers = Modifiers(_said(_production(seen)), _said(_declared_harmless(seen)))
    return rate(base, why, modifiers)


def worst(severities: Iterable[Severity]) -> Severity:
    """Return the highest of `severities`, or info if there is none."""
    return max(severities, key=_rank, default=Severity.INFO)


def _rank(severity: Severity) -> int:
    return severity.rank


def _said(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _base(credential: Credential, state: State) -> tuple[Severity, str]:
    if credential.default:
        return Severity.MEDIUM, "a well-known default credential"
    match state:
        case State.LIVE:
            return Severity.HIGH, "a literal secret at a tip"
        case State.HISTORY:
            return Severity.HIGH, "a literal secret in history, not shown revoked"
        case State.UNREACHABLE:
            return Severity.HIGH, "a literal secret in unreachable objects, not shown revoked"


def _production(environments: Iterable[Assignment]) -> str:
    """U1: at least one of the environments is firmly production."""
    rules = sorted(
        {
            f"{item.rule} {item.matched}"
            for item in environments
            if is_firm(item) and canonical(item.value) == "prod"
        }
    )
    return f"production ({rules[0]})" if rules else ""


def _privilege(credential: Credential) -> str:
    """U3: the kind of credential is privileged."""
    return f"privileged: {credential.kind_name}" if credential.privileged else ""


def _reach(spread: Spread) -> str:
    """U4: written in several tenants, environments, servers or repositories."""
    counts = (
        (len(spread.tenants), 2, "tenants"),
        (len(spread.environments), 2, "environments"),
        (len(spread.servers), _SERVERS_FOR_REACH, "servers"),
        (len(spread.repositories), _REPOSITORIES_FOR_REACH, "repositories"),
    )
    wide = [f"{count} {noun}" for count, enough, noun in counts if count >= enough]
    return f"reaches {', '.join(wide)}" if wide else ""


def _public(standing: Standing) -> str:
    """U2: the reviewer declares a repository that holds it as public."""
    return f"public: {standing.public[0]}" if standing.public else ""


def _regression(standing: Standing) -> str:
    """U5: it came back after a removal."""
    return "brought back after its removal" if standing.returned else ""


def _expired(credential: Credential, at: str) -> str:
    """D2: expired by its own claim, which nobody verified at the issuer."""
    said = "expired by its own claim; not verified at the issuer"
    return said if is_expired(credential, at) else ""


def is_expired(credential: Credential, at: str) -> bool:
    """Tell whether every end that the credential claims lies before the time `at` (ISO 8601)."""
    now = claimed_moment(at)
    ends = [claimed_moment(text) for name, text in credential.claims if name in ENDS]
    return bool(now and ends and all(end is not None and end < now for end in ends))


def claimed_moment(text: str) -> datetime | None:
    """Return the moment in seconds since 1970 or ISO 8601; None if it is neither."""
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _declared_harmless(environments: tuple[Assignment, ...]) -> str:
    """D3: the reviewer declares every environment as development or test, and nothing disputes it.

    A declaration that evidence of high confidence disputes moves a row, and lowers nothing.
    """
    declared = bool(environments) and all(
        item.confidence == "declared"
        and not item.conflict
        and canonical(item.value) in _NON_PRODUCTION
        for item in environments
    )
    names = sorted({item.value for item in environments})
    return f"declared {', '.join(names)}" if declared else ""
