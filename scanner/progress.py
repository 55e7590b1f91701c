"""What a scan says of itself on standard error; never a value of what it scans."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scanner.model import UnitResult

Report = Callable[[UnitResult], None]


def scanned(result: UnitResult) -> str:
    """Say what was scanned in one unit."""
    seen = result.coverage
    return (
        f"{_name(result)}: {seen.commits} commits, {seen.refs} refs, "
        f"{seen.blobs + seen.files} candidates, {seen.recognised} configurations, "
        f"{seen.values} values judged, {len(result.credentials)} credentials, "
        f"{len(result.skipped)} skipped"
    )


def searched(result: UnitResult) -> str:
    """Say what the trace found in one unit."""
    return (
        f"{_name(result)}: {result.coverage.traced} contents searched, "
        f"{len(result.occurrences)} more places"
    )


def _name(result: UnitResult) -> str:
    return result.repository.encode("unicode_escape").decode("ascii")


@contextmanager
def progress(
    units: int, *, quiet: bool, verbose: bool, line: Callable[[UnitResult], str] = scanned
) -> Iterator[Report]:
    """Lend a function to call with each result: a bar on a terminal, lines if `verbose`."""
    if not verbose and (quiet or not sys.stderr.isatty()):
        yield lambda _result: None
        return
    # Not at the top: a scheduled scan shows no bar, and need not load what draws it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (SpinnerColumn(), TextColumn("scanning"), BarColumn(), MofNCompleteColumn())
    shown = not quiet and sys.stderr.isatty()
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not shown
    ) as bar:
        task = bar.add_task("scanning", total=units)

        def done(result: UnitResult) -> None:
            if verbose:
                console.print(line(result), soft_wrap=True)
            bar.advance(task)

        yield done
