"""`mcp-exposure fix`: patches and a checklist; nothing is changed."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.cli import audit
from scanner.cli.leaks import refuse_leaks_in
from scanner.cli.shared import KEY_VARIABLE, CatalogueFile, KeyFile
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.fixing.model import Fix
    from scanner.model import Skipped
    from scanner.settings import Settings


def fix(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="A repository (work tree or bare), a directory of them, or plain files.",
            show_default=".",
        ),
    ] = None,
    ref: Annotated[
        str,
        typer.Option(
            metavar="REF", help="Mend the files at the tip of REF instead of those on disk."
        ),
    ] = "",
    key_file: KeyFile = None,
    catalogue: CatalogueFile = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that scan repositories.")] = 1,
) -> None:
    """Print patches that replace credentials by references, and what to do first; apply none.

    Exit codes: 0 all is patched; 1 something is to be replaced by hand; 3 not all was examined.
    """
    from reports.fixing import exit_code, render
    from scanner.keys import fingerprint_key
    from scanner.settings import Settings

    if ref.startswith("-"):
        raise UsageError("--ref is no name of a ref")
    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    settings = Settings(key=key, catalogue=audit.catalogue(catalogue))
    fixes, skipped = _run(targets or ["."], settings, ref, workers)
    printed = render(fixes, skipped).encode("utf-8", "backslashreplace")
    results = [one.result for one in fixes]
    refuse_leaks_in([("what fix prints", printed)], results, key, quiet=True)
    sys.stdout.buffer.write(printed)
    sys.stdout.flush()
    raise typer.Exit(exit_code(fixes, skipped))


def _run(
    targets: list[str], settings: "Settings", ref: str, workers: int
) -> "tuple[list[Fix], list[Skipped]]":
    """Return what there is to do in each unit, by name, and what could not be examined."""
    from scanner.ending import clean_up_when_told_to_stop
    from scanner.engine import run
    from scanner.executors import executor
    from scanner.fixing.fix import fix as fix_unit
    from scanner.model import Skipped
    from scanner.sources.local import units

    clean_up_when_told_to_stop()
    found = list(units(targets))
    skipped = [item for item in found if isinstance(item, Skipped)]
    work = [item for item in found if not isinstance(item, Skipped)]
    fixes: list[Fix] = []
    with executor(workers) as pool:
        for done in run(work, partial(fix_unit, settings=settings, reference=ref), pool):
            if isinstance(done, Skipped):
                skipped.append(done)
            else:
                fixes.append(done)
    return sorted(fixes, key=lambda one: one.result.repository), sorted(skipped, key=repr)
