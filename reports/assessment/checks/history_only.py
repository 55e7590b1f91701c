"""MX-02: a secret is gone from all tips, but not from history."""

from reports.assessment.asks import REVOKED
from reports.assessment.case import (
    Case,
    Check,
    Finding,
    Holding,
    count,
    fail,
    listed,
    pass_unless,
    where,
)
from reports.attestations import day_of
from reports.model import Severity
from scanner.model import State


def _judge(case: Case) -> Finding:
    gone = [item for item in case.secrets if item.record.state is not State.LIVE]
    shown = [text for item in gone if (text := _revoked(case, item))]
    if left := [item for item in gone if not _revoked(case, item)]:
        places = [place for item in left for place in item.here]
        reason = f"{count(len(left), 'removed secret')} of {where(places)}, not shown revoked"
        told = [_doubted(case, item) for item in left]
        return fail(Severity.HIGH, "A", "; ".join([reason, *filter(None, told)]), left)
    if shown:
        return pass_unless(case.gaps, "D", f"attested as revoked: {listed(sorted(set(shown)))}")
    return pass_unless(case.gaps, "B", "no secret is only in history")


def _revoked(case: Case, item: Holding) -> str:
    """Say who attests that a secret was revoked after it was last seen; empty if nobody does."""
    record = case.attested.revoked(item.record.credential.fingerprint)
    seen = day_of(item.record.last_seen)
    if record is None or (seen and record.attestation.on < seen):
        return ""
    told = record.attestation
    return f"on {told.on} by {told.by} ({told.evidence_ref})"


def _doubted(case: Case, item: Holding) -> str:
    """Say why an attestation is of no use; empty if there is none."""
    fingerprint = item.record.credential.fingerprint
    if against := case.attested.contradicted(fingerprint):
        return f"attestation contradicted: {against[0].reason}"
    if record := case.attested.revoked(fingerprint):
        return f"attested as revoked on {record.attestation.on}, but seen after that"
    return ""


CHECK = Check(
    id="MX-02",
    title="Secret only in history",
    fails="A secret is at no tip but in a commit or object that still exists, and nothing shows "
    "that it was revoked.",
    passes="No secret is only in history, or the inventory attests in force that each was revoked "
    "after it was last seen; and all of the history was read.",
    unknown="The history was not read, or not all of it.",
    base="high",
    remedy="Treat it as live until the issuer confirms its revocation. Rewriting history is "
    "optional and reaches no fork, clone or cache.",
    ask=REVOKED,
    judge=_judge,
)
