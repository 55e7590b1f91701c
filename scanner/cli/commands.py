"""The commands and their options."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scanner.cli import audit, fixing
from scanner.cli.options import Authors, Discover, History, Level
from scanner.cli.outputs import Output, outputs, summarise, write

if TYPE_CHECKING:
    from reports.model import Report
    from scanner.model import UnitResult

KEY_VARIABLE = "MCP_EXPOSURE_KEY"


def add(app: typer.Typer) -> None:
    """Add all commands to `app`."""
    app.command()(scan)
    app.command()(report)
    app.command()(explain)
    app.command()(fixing.fix)
    catalogues = typer.Typer(help="Your own clients and kinds of credentials.")
    catalogues.command("check")(check_catalogue)
    # A second command keeps Typer from taking the name of the only one for an argument.
    catalogues.callback()(_catalogues)
    app.add_typer(catalogues, name="catalogue", no_args_is_help=True)


Reports = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[=PATH]", help="html or json; PATH - is standard output. Repeatable."
    ),
]
FailOn = Annotated[Level, typer.Option(help="Exit with 1 at this severity or above.")]
InventoryFile = Annotated[
    Path | None,
    typer.Option(help="Your map of tenants and environments (TOML).", metavar="FILE"),
]
State = Annotated[
    str,
    typer.Option(metavar="URL", help="Where results are recorded: sqlite:///PATH."),
]
Obey = Annotated[
    bool,
    typer.Option(
        "--obey-suppressions",
        help="List apart what a comment like gitleaks:allow marks; it does not count.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary, no progress.")]


def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="A repository (work tree or bare), a bundle, a directory of them, or plain files.",
            show_default=".",
        ),
    ] = None,
    report: Reports = None,
    discover: Annotated[
        Discover,
        typer.Option(help="Every text that tells of MCP, or only the files that clients keep."),
    ] = Discover.CONTENT,
    history: Annotated[History, typer.Option(help="Every commit, or only tips.")] = History.ALL,
    fail_on: FailOn = Level.HIGH,
    key_file: Annotated[
        Path | None,
        typer.Option(help=f"The fingerprint key; or set {KEY_VARIABLE}.", metavar="FILE"),
    ] = None,
    inventory: InventoryFile = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(help="Your own clients and kinds of credentials (TOML).", metavar="FILE"),
    ] = None,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="Look for each value found in all other files and commits."),
    ] = False,
    state: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Record results at sqlite:///PATH; the next scan with it reads only what is new.",
        ),
    ] = "",
    authors: Annotated[
        Authors, typer.Option(help="Who wrote a commit: a keyed hash of the address, or the name.")
    ] = Authors.HASHED,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Name larger files in the coverage instead of reading them.")
    ] = 10 << 20,
    max_time: Annotated[
        float, typer.Option(min=1, help="Seconds for a repository; the rest is named.")
    ] = 3600,
    max_memory: Annotated[
        int, typer.Option(min=256, help="MiB that reading a repository may take.", metavar="MIB")
    ] = 4096,
    workers: Annotated[
        int,
        typer.Option(
            min=0, help="Processes that scan, several repositories or one; 0: one a core."
        ),
    ] = 0,
    explain_safe: Annotated[
        bool, typer.Option("--explain-safe", help="List what was judged to be no credential.")
    ] = False,
    obey_suppressions: Obey = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Scan repositories and their whole history; write exposure reports."""
    from scanner.keys import fingerprint_key
    from scanner.settings import Settings

    wanted = outputs(report or [])
    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    declared = audit.inventory(inventory)
    settings = Settings(
        key=key,
        history=history is History.ALL,
        by_content=discover is Discover.CONTENT,
        explain_safe=explain_safe,
        catalogue=audit.catalogue(catalogue),
        trace=trace,
        authors_shown=authors is Authors.SHOWN,
        max_bytes=max_bytes,
        state=state,
        max_time=max_time,
        max_memory=max_memory << 20,
    )
    info = audit.info(targets or ["."], settings, obey_suppressions=obey_suppressions)
    results = audit.run(info, settings, workers, quiet=quiet, verbose=verbose)
    info = replace(info, finished_at=audit.now())
    _report(audit.build(results, info, declared), results, wanted, fail_on, quiet=quiet)


def report(
    state: State,
    report: Reports = None,
    fail_on: FailOn = Level.HIGH,
    inventory: InventoryFile = None,
    obey_suppressions: Obey = False,
    quiet: Quiet = False,
) -> None:
    """Report again what the last scan with --state recorded; nothing is scanned."""
    from scanner.cli.recording import last

    wanted = outputs(report or [])
    declared = audit.inventory(inventory)
    info, results = last(state)
    info = replace(info, obey_suppressions=obey_suppressions)
    _report(audit.build(results, info, declared), results, wanted, fail_on, quiet=quiet)


def _report(
    built: "Report",
    results: "list[UnitResult]",
    wanted: tuple[Output, ...],
    fail_on: Level,
    *,
    quiet: bool,
) -> NoReturn:
    write(built, wanted)
    if not quiet:
        summarise(built, results, on_error_stream=any(o.path == "-" for o in wanted))
    raise typer.Exit(audit.exit_code(built, fail_on))


def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A check, kind or client.")],
) -> None:
    """Explain a check (MX-01), a kind of credential (github-pat) or a client (cursor)."""
    from reports.explain import explain as explanation

    typer.echo(explanation(identifier))


def _catalogues() -> None:
    """Your own clients and kinds of credentials."""


def check_catalogue(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A catalogue (TOML).")],
) -> None:
    """Check a catalogue of your own: its entries, their samples and examples, their speed."""
    from scanner.discovery.user_catalogue import check

    problems = check(audit.text(file))
    for problem in problems:
        typer.echo(f"{file}: {problem}")
    if problems:
        raise typer.Exit(2)
    typer.echo(f"{file}: all is well; scan with --catalogue {file}")
