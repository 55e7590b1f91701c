"""The command line: the only place that knows detectors, scanner and reports.

What only a scan needs is imported by the scan: `--version` answers in a quarter of a second.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from scanner import __version__
from scanner.cli import commands
from scanner.errors import AuditError

app = typer.Typer(
    name="mcp-exposure",
    help="Find the credentials in MCP configuration, now and in every commit.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
commands.add(app)


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
    from scanner.cli.outputs import complain

    complain(f"mcp-exposure: {message}{f'. {hint}' if hint else ''}")
    sys.exit(code)
