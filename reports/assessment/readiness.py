"""Whether the identity of a row can be scoped, logged, rotated and revoked independently.

Configuration can disprove readiness; it proves it only for rotation. For the others somebody has
to vouch, so that this tool alone never says READY. Each reason ends with its grade of evidence.
"""

from collections.abc import Iterable, Sequence

from detectors.model import Life
from reports.assessment.case import Case
from reports.assessment.independence import independence
from reports.assessment.scopes import narrow_evidence
from reports.attestations import AttestationRecord, Claim
from reports.model import Answer, CheckResult, CheckState, Gate, Readiness, Ready, Test

_CLOSING = ("MX-01", "MX-02", "MX-04", "MX-08")
"""An exposure that these checks find is open until it is ended, whoever accepts it."""


def readiness(case: Case, checks: Sequence[CheckResult]) -> Readiness:
    """Return the four answers for `case`, given the results of its checks."""
    independent = independence(case)
    failed = {item.id: item for item in checks if item.state is CheckState.FAIL}
    passed = {item.id: item for item in checks if item.state is CheckState.PASS}
    return Readiness(
        scoped=_scoped(case, independent, failed),
        logged=_logged(case, independent, failed),
        rotated=_rotated(case, independent, failed, passed),
        revoked=_revoked(case, independent),
    )


def gate(checks: Iterable[CheckResult]) -> Gate:
    """Return whether an open exposure keeps the row from being ready; an exception opens nothing.

    Whether MX-02 or MX-08 leaves the capability to revoke open is told by the test apart.
    """
    closing = tuple(
        item.id for item in checks if item.id in _CLOSING and item.state is CheckState.FAIL
    )
    return Gate(bool(closing), closing)


def ready(answers: Readiness, closed: Gate) -> Ready:
    """Return the overall answer of a row."""
    found = [test.answer for test in each_test(answers)]
    if closed.closed or Answer.NO in found:
        return Ready.NOT_READY
    decided = all(answer is Answer.YES for answer in found)
    return Ready.ATTESTED if decided else Ready.INSUFFICIENT_EVIDENCE


def each_test(answers: Readiness) -> tuple[Test, Test, Test, Test]:
    """Return the four tests, in the order in which they are told."""
    return answers.scoped, answers.logged, answers.rotated, answers.revoked


def decided(answers: Readiness) -> int:
    """Return how many of the four tests the evidence decides."""
    return sum(test.answer is not Answer.UNKNOWN for test in each_test(answers))


def _scoped(case: Case, independent: Test, failed: dict[str, CheckResult]) -> Test:
    if independent.answer is Answer.NO:
        return Test(Answer.NO, f"not independent: {independent.reason}")
    if found := failed.get("MX-20"):
        return Test(Answer.NO, f"{found.reason} (MX-20, {found.grade})")
    if any(not item.tools for item in case.approvals) and (found := failed.get("MX-19")):
        return Test(Answer.NO, f"{found.reason} (MX-19, {found.grade})")
    return _vouched_scope(case, independent)


def _vouched_scope(case: Case, independent: Test) -> Test:
    vouched = case.attested.of_server(case.row.server, "scoped")
    narrow = narrow_evidence(case)
    if independent.answer is Answer.YES and vouched and narrow:
        return Test(Answer.YES, f"{narrow}; {_said(vouched)}")
    if vouched:
        missing = _missing(independent) or "nothing in the configuration narrows it"
        return Test(Answer.UNKNOWN, f"{_said(vouched)}, but {missing}")
    return Test(Answer.UNKNOWN, "its permissions are at the issuer: ask for an export of them")


def _logged(case: Case, independent: Test, failed: dict[str, CheckResult]) -> Test:
    for identifier in ("MX-24", "MX-17"):
        if found := failed.get(identifier):
            return Test(Answer.NO, f"{found.reason} ({identifier}, {found.grade})")
    vouched = case.attested.of_server(case.row.server, "logged")
    if vouched and independent.answer is Answer.YES:
        return Test(Answer.YES, _said(vouched))
    if vouched:
        return Test(Answer.UNKNOWN, f"{_said(vouched)}, but {_missing(independent)}")
    return Test(Answer.UNKNOWN, "ask for a log record that shows who called which tool, and when")


def _rotated(
    case: Case,
    independent: Test,
    failed: dict[str, CheckResult],
    passed: dict[str, CheckResult],
) -> Test:
    for identifier in ("MX-07", "MX-10"):
        if found := failed.get(identifier):
            return Test(Answer.NO, f"{found.reason} ({identifier}, {found.grade})")
    if against := _contradicted(case, Claim.ROTATED, "rotated"):
        return Test(Answer.NO, against)
    vouched = case.attested.of_server(case.row.server, "rotated")
    lives = {item.record.credential.life for item in case.holdings}
    shown = (
        "its issuer lets it expire by itself (B)" * (lives == {Life.EPHEMERAL})
        or (f"{passed['MX-07'].reason} (MX-07, A)" if "MX-07" in passed else "")
        or (_said(vouched) if vouched else "")
    )
    if shown and independent.answer is Answer.YES:
        return Test(Answer.YES, shown)
    if shown:
        return Test(Answer.UNKNOWN, f"{shown}, but {_missing(independent)}")
    stamps = [item.record.first_seen for item in case.holdings if item.record.first_seen]
    since = min((stamp.at for stamp in stamps), default="")
    known = f"; in use since {since[:10]} at the latest" if since else ""
    return Test(Answer.UNKNOWN, f"ask for the dates of its last rotations{known}")


def _revoked(case: Case, independent: Test) -> Test:
    if independent.answer is Answer.NO:
        return Test(Answer.NO, f"revoking it breaks others: {independent.reason}")
    if against := _contradicted(case, Claim.REVOKED, "revoked"):
        return Test(Answer.NO, against)
    vouched = case.attested.of_server(case.row.server, "revoked")
    known = all(item.record.credential.rotate for item in case.holdings)
    if vouched and known and independent.answer is Answer.YES:
        return Test(Answer.YES, _said(vouched))
    if vouched:
        missing = _missing(independent) or "where its issuer revokes it is not known"
        return Test(Answer.UNKNOWN, f"{_said(vouched)}, but {missing}")
    return Test(Answer.UNKNOWN, "ask for the procedure, its owner and a record of a revocation")


def _missing(independent: Test) -> str:
    """Say why independence is not shown; empty if it is."""
    shown = independent.answer is Answer.YES
    return "" if shown else f"its independence is not shown: {independent.reason}"


def _said(record: AttestationRecord) -> str:
    told = record.attestation
    return f"attested on {told.on} by {told.by}, {told.evidence_ref} (D)"


def _contradicted(case: Case, claim: Claim, test: str) -> str:
    """Say which attestation of a credential or of the server is disproved; empty if none is."""
    subjects = [(item.record.credential.fingerprint, "") for item in case.holdings]
    for subject, name in [*subjects, (case.row.server, test)]:
        for record in case.attested.contradicted(subject, name):
            if record.attestation.claim is claim:
                return f"attestation contradicted: {record.reason} (A)"
    return ""
