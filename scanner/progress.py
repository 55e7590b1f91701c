"""What a scan says of itself on standard error; never a value of what it scans."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scanner.model import UnitResult

Report = Callable[[UnitResult], None]


@contextmanager
def progress(units: int, *, quiet: bool, verbose: bool) -> Iterator[Report]:
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
                console.print(_line(result), soft_wrap=True)
            bar.advance(task)

        yield done


def _line(result: UnitResult) -> str:
    seen = result.coverage
    name = result.repository.encode("unicode_escape").decode("ascii")
    return (
        f"{name}: {seen.commits} commits, {seen.refs} refs, {seen.blobs + seen.files} candidates, "
        f"{seen.recognised} configurations, {seen.values} values judged, "
        f"{len(result.credentials)} credentials, {len(result.skipped)} skipped"
    )
