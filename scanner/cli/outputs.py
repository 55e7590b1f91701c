"""Where reports go: checked before the scan, written after it."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scanner.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.model import Report
    from scanner.model import UnitResult


ALL = "all"
"""Every format at once, with a manifest: the evidence pack."""


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write."""

    format: str
    path: str
    """`-` is standard output; of the pack, its directory."""


def outputs(reports: "Sequence[str]") -> tuple[Output, ...]:
    """Return what `--report` asks for; raise UsageError or OutputError if it cannot be had."""
    from reports.formats.registry import FORMATS

    wanted = []
    for text in reports:
        name, given, path = text.partition("=")
        if name == ALL:
            wanted.append(Output(ALL, path if given else "exposure-pack"))
            continue
        if name not in FORMATS:
            known = ", ".join((*FORMATS, ALL))
            raise UsageError(f"there is no report format {name!r}", f"Known formats: {known}.")
        wanted.append(Output(name, path if given else FORMATS[name].file))
    for output in wanted:
        _check_writable(output)
    return tuple(wanted)


def _check_writable(output: Output) -> None:
    """Refuse before the scan what could not be written after it."""
    if output.format == ALL:
        from reports.pack import check

        if output.path in {"", "-"}:
            raise UsageError("a pack needs a directory", "Name one with --report all=DIR.")
        check(Path(output.path))
        return
    parent = Path(output.path).parent
    if output.path != "-" and not (parent.is_dir() and os.access(parent, os.W_OK)):
        reason = "cannot be written" if parent.is_dir() else "does not exist"
        raise OutputError(f"the directory of {output.path} {reason}")


def write(report: "Report", wanted: tuple[Output, ...]) -> None:
    """Write each report, `-` to the standard output."""
    from reports import pack
    from reports.formats.registry import FORMATS
    from reports.writing import octets
    from reports.writing import write as write_file

    for output in wanted:
        if output.format == ALL:
            made = pack.contents(report)
            pack.write(Path(output.path), made)
            complain(f"mcp-exposure: {output.path}: manifest.json has SHA-256 {pack.digest(made)}")
            continue
        content = FORMATS[output.format].render(report)
        if output.path == "-":
            sys.stdout.buffer.write(octets(content))
            sys.stdout.flush()
        else:
            write_file(Path(output.path), content)


def summarise(report: "Report", results: "list[UnitResult]", *, on_error_stream: bool) -> None:
    """Show the verdict and what is worst on the terminal."""
    from reports.formats.terminal import render, safe_values

    stream = sys.stderr if on_error_stream else sys.stdout
    terminal = stream.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 160) if terminal else 100
    for line in safe_values(results):
        typer.echo(line, file=stream)
    typer.echo(render(report, width, color=terminal), file=stream, nl=False)


def complain(message: str) -> None:
    """Say on standard error what went wrong; names in it do nothing to the terminal."""
    from reports.escaping import terminal_text

    typer.echo(terminal_text(message), err=True)
