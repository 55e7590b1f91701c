"""Scanning many units: each for itself, none stops another, none is left out in silence."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, as_completed

from scanner.errors import AuditError
from scanner.model import Coverage, Skipped, UnitResult
from scanner.sources.local import Unit

Scan = Callable[[Unit], UnitResult]
_EFFECT = "nothing of it is in this report"


def run(units: Iterable[Unit], scan: Scan, executor: Executor) -> Iterator[UnitResult]:
    """Yield one result a unit as they complete; a unit that fails yields the reason."""
    futures = {executor.submit(scan, unit): unit for unit in units}
    for future in as_completed(futures):
        yield _result(futures[future], future)


def nothing_of(skipped: Skipped) -> UnitResult:
    """Return the result of something that could not be scanned at all."""
    return UnitResult(skipped.subject, Coverage(), skipped=(skipped,))


def _result(unit: Unit, future: "Future[UnitResult]") -> UnitResult:
    match future.exception():
        case None:
            return future.result()
        case AuditError() as error:
            reason = f"{error}. {error.hint}".rstrip(". ")
        case OSError() as error:
            reason = (error.strerror or type(error).__name__).lower()
        case error:
            # Not its message: it may hold what was being read.
            reason = f"unexpected {type(error).__name__}"
    return nothing_of(Skipped(unit.name, reason, _EFFECT))
