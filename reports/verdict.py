"""The verdict of a whole scan, and the exit code that says it."""

from reports.assessment.gaps import incomplete
from reports.attestations import AttestationStatus, Claim
from reports.model import CheckState, Exposure, Overall, Report, Severity
from scanner.model import Coverage

_EXPOSED = 1
_INCOMPLETE = 3
_PRESENCE = frozenset({"MX-01", "MX-02", "MX-12"})


def overall(coverage: Coverage, *, credentials: int, skipped: int) -> Overall:
    """Return exposed if there is any credential, else incomplete or clean."""
    if credentials:
        return Overall.EXPOSED
    return Overall.INCOMPLETE if incomplete(coverage, skipped) else Overall.CLEAN


def exit_code(report: Report, fail_on: Severity | None, *, unknown_fails: bool = False) -> int:
    """Return 1 for an exposed credential at `fail_on` or above, else 3 if incomplete, else 0.

    With `fail_on` None no exposure makes 1; what was not read still makes 3. What an exception in
    force accepts makes no 1, nor does a row that holds nothing but what is attested to be revoked.
    With `unknown_fails` every check that is UNKNOWN does.
    """
    revoked = _revoked(report)
    found = [
        _open(exposure)
        for exposure in report.exposures
        if not revoked.issuperset(exposure.credentials)
    ]
    accepted = _accepted(report)
    found += [
        record.severity
        for record in report.credentials
        if record.credential.fingerprint not in accepted
    ]
    if fail_on is not None and any(severity.rank >= fail_on.rank for severity in found):
        return _EXPOSED
    checks = (check for exposure in report.exposures for check in exposure.checks)
    if unknown_fails and any(check.state is CheckState.UNKNOWN for check in checks):
        return _EXPOSED
    return _INCOMPLETE if incomplete(report.coverage, len(report.skipped)) else 0


def _open(exposure: Exposure) -> Severity:
    """Return the severity of `exposure` without what is accepted."""
    if not _is_accepted(exposure):
        return exposure.severity
    left = [item.severity for item in exposure.checks if item.severity and not item.accepted]
    return max(left, key=lambda severity: severity.rank, default=Severity.INFO)


def _revoked(report: Report) -> frozenset[str]:
    """Return the fingerprints that are attested, uncontradicted and in force, to be revoked."""
    return frozenset(
        record.attestation.fingerprint
        for record in report.attestations
        if record.status is AttestationStatus.IN_FORCE and record.attestation.claim is Claim.REVOKED
    )


def _accepted(report: Report) -> set[str]:
    """Return the fingerprints whose presence is accepted in every row that holds them."""
    held = {text for item in report.exposures if _is_accepted(item) for text in item.credentials}
    for exposure in report.exposures:
        if not _is_accepted(exposure):
            held -= set(exposure.credentials)
    return held


def _is_accepted(exposure: Exposure) -> bool:
    """Tell whether every failure is accepted that says that a credential is there at all."""
    failed = [
        item for item in exposure.checks if item.id in _PRESENCE and item.state is CheckState.FAIL
    ]
    return bool(failed) and all(item.accepted for item in failed)
