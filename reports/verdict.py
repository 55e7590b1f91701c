"""The verdict of a whole scan, and the exit code that says it."""

from reports.assessment.gaps import incomplete
from reports.model import Overall, Report, Severity
from scanner.model import Coverage

_EXPOSED = 1
_INCOMPLETE = 3


def overall(coverage: Coverage, *, credentials: int, skipped: int) -> Overall:
    """Return exposed if there is any credential, else incomplete or clean."""
    if credentials:
        return Overall.EXPOSED
    return Overall.INCOMPLETE if incomplete(coverage, skipped) else Overall.CLEAN


def exit_code(report: Report, fail_on: Severity | None) -> int:
    """Return 1 for an exposed credential at `fail_on` or above, else 3 if incomplete, else 0.

    With `fail_on` None no exposure makes 1; what was not read still makes 3.
    """
    found = [exposure.severity for exposure in report.exposures if exposure.credentials]
    found += [record.severity for record in report.credentials]
    if fail_on is not None and any(severity.rank >= fail_on.rank for severity in found):
        return _EXPOSED
    return _INCOMPLETE if incomplete(report.coverage, len(report.skipped)) else 0
