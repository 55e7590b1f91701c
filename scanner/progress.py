"""What a scan says of itself on standard error; never a value of what it scans."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from scanner.model import UnitResult

Report = Callable[[UnitResult], None]


@contextmanager
def progress(units: int, *, quiet: bool, verbose: bool) -> Iterator[Report]:
    """Lend a function to call with each result: a bar on a terminal, lines if `verbose`."""
    console = Console(stderr=True, highlight=False, markup=False)
    columns = (
        SpinnerColumn(),
        TextColumn("scanning"),
        BarColumn(),
        MofNCompleteColumn(),
        Elapsed(),
    )
    hidden = quiet or not sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
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
