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
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

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


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is to be written for one output: a file, or of the pack all files by name."""

    output: Output
    files: "Mapping[str, bytes]"

    def named(self) -> "Iterator[tuple[str, bytes]]":
        """Yield each file with a name that tells it from all others."""
        for name, content in self.files.items():
            yield f"{self.output.format} report ({Path(self.output.path, name)})", content


def rendered(report: "Report", wanted: tuple[Output, ...]) -> tuple[Rendered, ...]:
    """Return what is to be written, nothing of which is written yet."""
    return tuple(Rendered(output, _files(report, output)) for output in wanted)


def _files(report: "Report", output: Output) -> "Mapping[str, bytes]":
    from reports import pack
    from reports.formats.registry import FORMATS
    from reports.writing import octets

    if output.format == ALL:
        return pack.contents(report)
    return {"": octets(FORMATS[output.format].render(report))}


def write(made: "Sequence[Rendered]") -> None:
    """Write each output, `-` to the standard output."""
    from reports import pack
    from reports.writing import write as write_file

    for one in made:
        path = one.output.path
        if one.output.format == ALL:
            pack.write(Path(path), one.files)
            complain(f"mcp-exposure: {path}: manifest.json has SHA-256 {pack.digest(one.files)}")
        elif path == "-":
            sys.stdout.buffer.write(one.files[""])
            sys.stdout.flush()
        else:
            write_file(Path(path), one.files[""])


def summary(report: "Report", results: "list[UnitResult]", stream: "TextIO") -> str:
    """Return the verdict and what is worst, as `stream` can show it."""
    from reports.formats.terminal import render, safe_values

    terminal = stream.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 160) if terminal else 100
    lines = (f"{line}\n" for line in safe_values(results))
    return "".join(lines) + render(report, width, color=terminal)


def complain(message: str) -> None:
    """Say on standard error what went wrong; names in it do nothing to the terminal."""
    from reports.escaping import terminal_text

    typer.echo(terminal_text(message), err=True)
