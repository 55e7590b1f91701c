"""Scanning many units: each for itself, none stops another, none is left out in silence."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from typing import Protocol, TypeVar

from scanner.errors import AuditError
from scanner.executors import apart
from scanner.model import Coverage, Skipped, UnitResult


class Named(Protocol):
    """What is scanned: a unit, or what there is to do in one."""

    @property
    def name(self) -> str:
        """Return how reports call it."""


T = TypeVar("T")
Work = TypeVar("Work", bound=Named)
_EFFECT = "nothing of it is in this report"


def run(
    units: Iterable[Work],
    scan: Callable[[Work], T],
    executor: Executor,
    effect: str = _EFFECT,
) -> Iterator[T | Skipped]:
    """Yield what `scan` returns for each unit as they complete; if it fails, reason and `effect`.

    A worker that dies takes its pool with it: what was left is scanned again, each unit in a
    process of its own, so that only the one that kills it is missing.
    """
    futures: dict[Future[T], Work] = {executor.submit(scan, unit): unit for unit in units}
    orphans: list[Work] = []
    for future in as_completed(futures):
        if isinstance(future.exception(), BrokenExecutor):
            orphans.append(futures.pop(future))
        else:
            # Popped: a result is kept no longer than the caller needs it.
            result = _result(futures.pop(future), future, effect)
            yield result
    for unit in orphans:
        with apart() as alone:
            result = _result(unit, alone.submit(scan, unit), effect)
            yield result


def nothing_of(skipped: Skipped) -> UnitResult:
    """Return the result of something that could not be scanned at all."""
    return UnitResult(skipped.subject, Coverage(), skipped=(skipped,))


def _result(unit: Named, future: Future[T], effect: str) -> T | Skipped:
    match future.exception():
        case None:
            return future.result()
        case AuditError() as error:
            reason = f"{error}. {error.hint}".rstrip(". ")
        case BrokenExecutor():
            reason = "scanning it killed the process"
        case OSError() as error:
            reason = (error.strerror or type(error).__name__).lower()
        case error:
            # Not its message: it may hold what was being read.
            reason = f"unexpected {type(error).__name__}"
    return Skipped(unit.name, reason, effect)
