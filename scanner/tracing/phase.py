"""The second phase of a scan: what the first found is looked for in every unit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from itertools import chain

from scanner.engine import nothing_of, run
from scanner.model import Skipped, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit
from scanner.tracing.regain import forget
from scanner.tracing.sought import sought
from scanner.tracing.trace import Task, trace

_EFFECT = "it was not searched for the values that were found"


def traces(
    units: Sequence[Unit], results: Sequence[UnitResult], settings: Settings, executor: Executor
) -> Iterator[UnitResult]:
    """Yield what the trace of each of `units` tells beyond their `results`, as they complete."""
    known = {result.repository: result.sightings for result in results}
    tasks = [Task(unit, known.get(unit.name, ())) for unit in units]
    wanted = sought(results, {unit.name: unit for unit in units})
    if not wanted:
        return
    try:
        tracing = partial(trace, settings=settings, sought=wanted)
        for found in run(tasks, tracing, executor, _EFFECT):
            yield nothing_of(found) if isinstance(found, Skipped) else found
    finally:
        forget()


def joined(results: Sequence[UnitResult], traced: Sequence[UnitResult]) -> list[UnitResult]:
    """Return `results`, each with what the trace of the same unit adds, and without sightings."""
    more: dict[str, list[UnitResult]] = defaultdict(list)
    for result in traced:
        more[result.repository].append(result)
    whole = [_together(result, more[result.repository]) for result in results]
    return [*whole, *chain.from_iterable(more.values())]


def _together(result: UnitResult, more: list[UnitResult]) -> UnitResult:
    if not more:
        return replace(result, sightings=())
    traced = more.pop()
    found = traced.coverage
    return replace(
        result,
        coverage=replace(
            result.coverage,
            traced=found.traced,
            traced_bytes=found.traced_bytes,
            untraced=found.untraced,
        ),
        occurrences=(*result.occurrences, *traced.occurrences),
        skipped=tuple(dict.fromkeys((*result.skipped, *traced.skipped))),
        sightings=(),
    )
