"""The commands and their options."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import audit, fixing, inventory
from scanner.cli.diff import diff
from scanner.cli.options import Authors, Discover, History, Level
from scanner.cli.outputs import complain
from scanner.cli.reporting import asked, report_on
from scanner.cli.shared import KEY_VARIABLE, CatalogueFile, KeyFile
from scanner.errors import UsageError


def add(app: typer.Typer) -> None:
    """Add all commands to `app`."""
    app.command()(scan)
    app.command()(report)
    app.command()(diff)
    app.command()(verify)
    app.command()(explain)
    app.command()(fixing.fix)
    inventories = typer.Typer(help="Your own map, approved servers and attestations.")
    inventories.command("init")(inventory.init)
    # A second command keeps Typer from taking the name of the only one for an argument.
    inventories.callback()(_inventories)
    app.add_typer(inventories, name="inventory", no_args_is_help=True)
    catalogues = typer.Typer(help="Your own clients and kinds of credentials.")
    catalogues.command("check")(check_catalogue)
    catalogues.callback()(_catalogues)
    app.add_typer(catalogues, name="catalogue", no_args_is_help=True)


Reports = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[=PATH]",
        help="html, json, markdown, sarif, findings … (docs/formats.md), or all=DIR for a pack of "
        "all with a manifest; PATH - is standard output. Repeatable.",
    ),
]
FailOn = Annotated[
    Level | None,
    typer.Option(
        help="Exit with 1 at this severity or above; what an exception in force accepts does not "
        "count.",
        show_default="the policy's, else high",
    ),
]
InventoryFile = Annotated[
    Path | None,
    typer.Option(
        help="Your tenants, environments, owners, servers, attestations (TOML).", metavar="FILE"
    ),
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(help="Your limits and the exceptions to checks (TOML).", metavar="FILE"),
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
Baseline = Annotated[
    Path | None,
    typer.Option(help="An earlier JSON report, or its directory: say what changed.", metavar="OLD"),
]
FailOnNew = Annotated[
    bool,
    typer.Option("--fail-on-new", help="With --baseline: exit with 1 only for what is new."),
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
    fail_on: FailOn = None,
    key_file: KeyFile = None,
    inventory: InventoryFile = None,
    policy: PolicyFile = None,
    catalogue: CatalogueFile = None,
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
    baseline: Baseline = None,
    fail_on_new: FailOnNew = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Scan repositories and their whole history; write exposure reports."""
    from scanner.keys import fingerprint_key
    from scanner.settings import Settings

    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    wanted = asked(
        report or [],
        key,
        audit.said(inventory, policy),
        fail_on,
        baseline,
        fail_on_new=fail_on_new,
        quiet=quiet,
    )
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
    # What is recorded and what is reported end at the same time.
    ended = cache(audit.now)
    results = audit.run(info, settings, workers, ended, quiet=quiet, verbose=verbose)
    info = replace(info, finished_at=ended())
    report_on(wanted, results, info)


def report(
    state: State,
    report: Reports = None,
    fail_on: FailOn = None,
    key_file: KeyFile = None,
    inventory: InventoryFile = None,
    policy: PolicyFile = None,
    obey_suppressions: Obey = False,
    baseline: Baseline = None,
    fail_on_new: FailOnNew = False,
    quiet: Quiet = False,
) -> None:
    """Report again what the last scan with --state recorded; nothing is scanned."""
    from scanner.cli.recording import last
    from scanner.keys import fingerprint_key, same_key

    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    wanted = asked(
        report or [],
        key,
        audit.said(inventory, policy),
        fail_on,
        baseline,
        fail_on_new=fail_on_new,
        quiet=quiet,
    )
    info, results = last(state)
    same_key(key, info.key_id)
    info = replace(info, obey_suppressions=obey_suppressions)
    report_on(wanted, results, info)


def verify(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="What --report all=DIR has written.")
    ],
) -> None:
    """Hash a pack again and compare what its files tell; exit with 1 if it is not as it was."""
    from reports.verifying import verify as verified

    if not directory.is_dir():
        raise UsageError(f"{directory} is no directory", "Name what --report all=DIR has written.")
    found = verified(directory)
    for problem in found.problems:
        complain(f"mcp-exposure: {problem}")
    if found.problems:
        complain(f"mcp-exposure: {directory} is not to be relied on")
        raise typer.Exit(1)
    typer.echo(
        f"All {found.files} files are as the manifest says, and agree with report.json.\n"
        f"SHA-256 of the manifest: {found.digest}\n"
        "It shows who wrote the pack only if you have this digest, or a signature, from elsewhere."
    )


def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A check, kind, client or word.")],
) -> None:
    """Explain a check (MX-01), a kind of credential (github-pat), a client (cursor) or a word.

    Words are inventory, attestation, policy, exception, pack and diff.
    """
    from reports.explain import explain as explanation

    typer.echo(explanation(identifier))


def _inventories() -> None:
    """Your own map, approved servers and attestations."""


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
