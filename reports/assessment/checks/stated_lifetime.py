"""MX-10: the lifetime that a credential states is longer than the policy allows."""

from datetime import datetime, timedelta

from reports.assessment.asks import ROTATED
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    count,
    fail,
    listed,
    not_applicable,
    unknown,
)
from reports.assessment.severity import ENDS, claimed_moment
from reports.model import CheckState, Severity
from scanner.model import Credential

_BEGINNINGS = frozenset({"iat", "nbf"})
_JSON_WEB = "eyJ"
"""How every JSON Web Token begins."""


def _judge(case: Case) -> Finding:
    if not case.live_secrets:
        return not_applicable("no literal secret at a tip")
    told = [(item, _excess(item.record.credential, case)) for item in case.live_secrets]
    if long := [(item, said) for item, said in told if said]:
        reason = listed(sorted({said for _, said in long}))
        return fail(Severity.MEDIUM, "B", reason, [item for item, _ in long])
    if all(_bounded(item.record.credential) for item in case.live_secrets):
        limit = case.policy.ttl_max_hours
        return Finding(CheckState.PASS, "B", f"it states a life of at most {limit} hours")
    return unknown("it does not state how long it lives")


def _excess(credential: Credential, case: Case) -> str:
    """Say by what its lifetime breaks the policy; empty if nothing that it states does."""
    limit = timedelta(hours=case.policy.ttl_max_hours)
    begin, end, now = _stated(credential, _BEGINNINGS), _stated(credential, ENDS), _now(case)
    if end is None:
        return "it states no end" if credential.preview.startswith(_JSON_WEB) else ""
    if begin is not None:
        return f"it states a life of {_told(end - begin)}" if end - begin > limit else ""
    far = now is not None and end - now > limit
    return f"it states an end {_told(end - now)} after the scan" if far and now else ""


def _bounded(credential: Credential) -> bool:
    return None not in (_stated(credential, _BEGINNINGS), _stated(credential, ENDS))


def _stated(credential: Credential, names: frozenset[str]) -> datetime | None:
    """Return the moment that it states by the first of `names` it has."""
    moments = [claimed_moment(text) for name, text in credential.claims if name in names]
    return min((moment for moment in moments if moment), default=None)


def _now(case: Case) -> datetime | None:
    return claimed_moment(case.at)


def _told(life: timedelta) -> str:
    return count(life.days, "day") if life.days else count(life.seconds // 3600, "hour")


CHECK = Check(
    id="MX-10",
    title="Stated lifetime breaks the policy",
    fails="A web token states no end; or a credential states a life of more hours than the policy "
    "allows (24 by default), or an end that is further away.",
    passes="Every credential at a tip states a beginning and an end within the policy. These are "
    "claims, not verified at the issuer.",
    unknown="A credential states no lifetime, or no beginning of it.",
    base="medium",
    remedy="Shorten the lifetime at the issuer, and have it renewed automatically.",
    ask=ROTATED,
    judge=_judge,
)
