"""The command line: the only place that knows detectors, scanner and reports."""

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner import __version__
from scanner.errors import AuditError, OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.secret import FingerprintKey
    from reports.inventory import Inventory
    from reports.model import Report, ScanInfo
    from scanner.model import UnitResult
    from scanner.settings import Settings

# What only a scan needs is imported by the scan: `--version` answers in a quarter of a second.

app = typer.Typer(
    name="mcp-exposure",
    help="Find the credentials in MCP configuration, now and in every commit.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


KEY_VARIABLE = "MCP_EXPOSURE_KEY"


class History(StrEnum):
    """How far back to look."""

    ALL = "all"
    NONE = "none"


class Level(StrEnum):
    """The severity from which on a scan fails."""

    NONE = "none"
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write."""

    format: str
    path: str
    """`-` is standard output."""


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"mcp-exposure {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    del version


@app.command()
def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="A repository (work tree or bare), a directory of repositories, or plain files.",
            show_default=".",
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORMAT[=PATH]", help="html or json; PATH - is standard output. Repeatable."
        ),
    ] = None,
    history: Annotated[History, typer.Option(help="Every commit, or only tips.")] = History.ALL,
    fail_on: Annotated[
        Level, typer.Option(help="Exit with 1 at this severity or above.")
    ] = Level.HIGH,
    key_file: Annotated[
        Path | None,
        typer.Option(help=f"The fingerprint key; or set {KEY_VARIABLE}.", metavar="FILE"),
    ] = None,
    inventory: Annotated[
        Path | None,
        typer.Option(help="Your map of tenants and environments (TOML).", metavar="FILE"),
    ] = None,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Name larger files in the coverage instead of reading them.")
    ] = 10 << 20,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes for several repositories; 0: one a core.")
    ] = 0,
    explain_safe: Annotated[
        bool, typer.Option("--explain-safe", help="List what was judged to be no credential.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary, no progress.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Scan repositories and their whole history; write exposure reports."""
    from scanner.keys import fingerprint_key
    from scanner.settings import Settings

    outputs = _outputs(report or [])
    places = targets or ["."]
    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    declared = _inventory(inventory)
    started = _now()
    settings = Settings(key, history is History.ALL, explain_safe, max_bytes)
    results = _run(places, settings, workers, quiet=quiet, verbose=verbose)
    built = _build(results, _info(places, started, key, history), declared)
    _write(built, outputs)
    if not quiet:
        _summarise(built, results, on_error_stream=any(o.path == "-" for o in outputs))
    raise typer.Exit(_exit_code(built, fail_on))


@app.command()
def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A check, kind or client.")],
) -> None:
    """Explain a check (MX-01), a kind of credential (github-pat) or a client (cursor)."""
    from reports.explain import explain as explanation

    typer.echo(explanation(identifier))


def main() -> None:
    """Run the command line; every failure is one line, what to do, and its exit code."""
    try:
        app(prog_name="mcp-exposure")
    except AuditError as error:
        _fail(str(error), error.hint, error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(AuditError.exit_code)
    except Exception as error:  # noqa: BLE001 - its message may hold what was being read
        _fail(f"unexpected {type(error).__name__} {_place(error)}", "Please report it.", 4)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def _fail(message: str, hint: str, code: int) -> None:
    typer.echo(f"mcp-exposure: {message}{f'. {hint}' if hint else ''}", err=True)
    sys.exit(code)


def _outputs(reports: "Sequence[str]") -> tuple[Output, ...]:
    from reports.formats.registry import FORMATS

    outputs = []
    for text in reports:
        name, given, path = text.partition("=")
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(f"there is no report format {name!r}", f"Known formats: {known}.")
        outputs.append(Output(name, path if given else FORMATS[name].file))
    for output in outputs:
        _check_writable(output)
    return tuple(outputs)


def _check_writable(output: Output) -> None:
    """Refuse before the scan what could not be written after it."""
    parent = Path(output.path).parent
    if output.path != "-" and not (parent.is_dir() and os.access(parent, os.W_OK)):
        reason = "cannot be written" if parent.is_dir() else "does not exist"
        raise OutputError(f"the directory of {output.path} {reason}")


def _inventory(file: Path | None) -> "Inventory | None":
    if file is None:
        return None
    from reports.inventory import InventoryError, load

    try:
        return load(file)
    except InventoryError as error:
        raise UsageError(str(error)) from None


def _run(
    targets: "Sequence[str]", settings: "Settings", workers: int, *, quiet: bool, verbose: bool
) -> "list[UnitResult]":
    from scanner.engine import nothing_of, run
    from scanner.executors import executor
    from scanner.model import Skipped
    from scanner.progress import progress
    from scanner.sources.local import units
    from scanner.worker import scan as scan_unit

    found = list(units(targets))
    work = [item for item in found if not isinstance(item, Skipped)]
    results = [nothing_of(item) for item in found if isinstance(item, Skipped)]
    wanted = workers or min(os.cpu_count() or 1, len(work)) or 1
    with executor(wanted) as pool, progress(len(work), quiet=quiet, verbose=verbose) as done:
        for result in run(work, partial(scan_unit, settings=settings), pool):
            done(result)
            results.append(result)
    return results


def _info(
    targets: "Sequence[str]", started: str, key: "FingerprintKey", history: History
) -> "ScanInfo":
    from reports.model import ScanInfo
    from scanner.rules import digest

    return ScanInfo(
        version=__version__,
        rules_digest=digest(),
        targets=tuple(targets),
        started_at=started,
        finished_at=_now(),
        key_id=key.id,
        key_ephemeral=key.ephemeral,
        discover="paths",
        history=history.value,
    )


def _build(results: "list[UnitResult]", info: "ScanInfo", declared: "Inventory | None") -> "Report":
    from reports.build import build, unused_rules
    from reports.inventory import EMPTY, InventoryError

    try:
        built = build(results, info, declared or EMPTY)
    except InventoryError as error:
        raise UsageError(str(error)) from None
    for rule in unused_rules(results, declared or EMPTY):
        typer.echo(f"mcp-exposure: the inventory's {rule} matches nothing", err=True)
    return built


def _exit_code(report: "Report", fail_on: Level) -> int:
    from reports.model import Severity
    from reports.verdict import exit_code

    return exit_code(report, None if fail_on is Level.NONE else Severity(fail_on.value))


def _write(report: "Report", outputs: tuple[Output, ...]) -> None:
    from reports.formats.registry import FORMATS
    from reports.writing import write

    for output in outputs:
        text = FORMATS[output.format].render(report)
        if output.path == "-":
            sys.stdout.buffer.write(text.encode("utf-8"))
            sys.stdout.flush()
        else:
            write(Path(output.path), text)


def _summarise(report: "Report", results: "list[UnitResult]", *, on_error_stream: bool) -> None:
    from reports.formats.terminal import render, safe_values

    stream = sys.stderr if on_error_stream else sys.stdout
    terminal = stream.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 160) if terminal else 100
    for line in safe_values(results):
        typer.echo(line, file=stream)
    typer.echo(render(report, width, color=terminal), file=stream, nl=False)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
