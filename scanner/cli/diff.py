"""What changed between two reports."""

from pathlib import Path
from typing import Annotated

import typer

from scanner.cli.options import DiffFormat, Level


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="An earlier JSON report, or its directory.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.")],
    form: Annotated[DiffFormat, typer.Option("--format", help="How to print.")] = DiffFormat.TEXT,
    fail_on: Annotated[
        Level, typer.Option(help="Exit with 1 if anything of this severity or above is new.")
    ] = Level.HIGH,
) -> None:
    """Say what is new, resolved, back, unchanged or open for too long between two reports."""
    from reports import telling
    from reports.comparing import compare
    from reports.model import Severity
    from reports.snapshot import load

    changes = compare(load(old), load(new))
    render = {
        DiffFormat.TEXT: telling.text,
        DiffFormat.MARKDOWN: telling.markdown,
        DiffFormat.JSON: telling.rendered_json,
    }
    typer.echo(render[form](changes), nl=False)
    worst = changes.worst_new()
    if worst and fail_on is not Level.NONE and worst.rank >= Severity(fail_on.value).rank:
        raise typer.Exit(1)
