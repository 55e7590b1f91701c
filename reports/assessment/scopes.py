"""What a credential or a server's settings say of the scope of an identity."""

import re
from typing import Final

from reports.assessment.case import Case
from scanner.facts import TraitId

_CLAIMS: Final = frozenset({"scope", "scp", "scopes", "role", "roles"})
_FINE_GRAINED: Final = frozenset({"github-fine-grained-pat"})
_BROAD: Final = re.compile(
    r"(?:.*[:./])?\*|admin(?:[:.].*)?|(?:.*[:.])?admin|all|full-?access|owner|root|superuser|"
    r"service_role|(?:.*/)?cloud-platform",
    re.IGNORECASE,
)


def broad_claims(case: Case) -> tuple[str, ...]:
    """Return the scopes and roles, as live credentials of the row state them, that have no bound.

    Whoever administers, or may do everything, is not scoped to what a server needs.
    """
    return tuple(sorted(word for word in _stated(case) if _BROAD.fullmatch(word)))


def narrow_evidence(case: Case) -> str:
    """Say what narrows the identity: stated scopes, a read-only flag, a list of tools; or ""."""
    if traits := case.traits(TraitId.NARROW_SCOPE):
        return f"narrowed by {traits[0].text} (B)"
    kinds = {item.record.credential.kind for item in case.secrets if item.live_here}
    if kinds and kinds <= _FINE_GRAINED:
        return "a fine-grained kind of credential (B)"
    stated = _stated(case)
    if stated and not broad_claims(case):
        return f"it claims {', '.join(sorted(stated)[:3])} (B)"
    return ""


def _stated(case: Case) -> set[str]:
    return {
        word
        for item in case.secrets
        if item.live_here
        for name, text in item.record.credential.claims
        if name in _CLAIMS
        for word in re.split(r"[\s,]+", text)
        if word
    }
