"""MX-20: an identity or a server may do more than it needs to."""

from reports.assessment.asks import SCOPED
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    fail,
    fail_setting,
    listed,
    pass_unless,
    unknown,
)
from reports.assessment.scopes import broad_claims
from reports.model import Severity
from scanner.facts import TraitId


def _judge(case: Case) -> Finding:
    if broad := sorted({trait.text for trait in case.traits(TraitId.BROAD_SCOPE)}):
        return fail_setting(Severity.HIGH, "A", f"broad by {listed(broad)}", case)
    if named := _superusers(case):
        return fail_setting(Severity.HIGH, "B", f"a user with all rights: {listed(named)}", case)
    if stated := broad_claims(case):
        return fail(Severity.HIGH, "B", f"it claims {listed(stated)}", case.live_secrets)
    if narrow := sorted({trait.text for trait in case.traits(TraitId.NARROW_SCOPE)}):
        return pass_unless(case.gaps, "B", f"narrowed by {listed(narrow)}")
    return unknown("what it may do is settled at the issuer")


def _superusers(case: Case) -> tuple[str, ...]:
    """Return the users with all rights, by the policy, that live secrets are of."""
    return tuple(
        sorted(
            {
                text
                for item in case.holdings
                if item.live_here
                for name, text in item.record.credential.claims
                if name == "user" and text in case.policy.superuser_names
            }
        )
    )


CHECK = Check(
    id="MX-20",
    title="Scope is too broad",
    fails="A live declaration opens a whole file system, the container engine or all tools; a "
    "credential at a tip states a scope or role without bounds, or is of a user with all rights.",
    passes="A flag or a list narrows what the server may do, and everything in scope was read. "
    "That narrows the server, not the credential.",
    unknown="Nothing in the configuration tells; scopes are settled at the issuer.",
    base="high",
    remedy="Give it a read-only role, a narrow root and the tools that it needs.",
    ask=SCOPED,
    judge=_judge,
)
