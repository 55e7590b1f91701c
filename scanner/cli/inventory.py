"""A draft of the inventory, from a scan or from what one recorded."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scanner.cli import audit
from scanner.cli.leaks import refuse_leaks_in
from scanner.cli.options import Discover, History
from scanner.cli.outputs import complain
from scanner.cli.shared import KEY_VARIABLE, CatalogueFile, KeyFile
from scanner.errors import OutputError, UsageError

if TYPE_CHECKING:
    from detectors.secret import FingerprintKey
    from reports.model import ScanInfo
    from scanner.model import UnitResult

_INCOMPLETE = 3
_STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the draft goes; checked before anything is scanned."""

    path: str
    force: bool

    def check(self) -> None:
        """Refuse what could not be written after the scan."""
        if self.path == _STANDARD_OUTPUT:
            return
        if os.path.lexists(self.path) and not self.force:
            raise UsageError(
                f"{self.path} is there", "Name another file, or replace it by --force."
            )
        parent = Path(self.path).parent
        if not (parent.is_dir() and os.access(parent, os.W_OK)):
            raise OutputError(f"the directory of {self.path} is not there or cannot be written")

    def write(self, text: str) -> None:
        """Write the whole draft, or nothing."""
        from reports.writing import write, write_new

        if self.path == _STANDARD_OUTPUT:
            sys.stdout.buffer.write(text.encode())
            sys.stdout.flush()
        elif self.force:
            write(Path(self.path), text)
        else:
            write_new(Path(self.path), text)


def init(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="A repository (work tree or bare), a bundle, a directory of them, or plain files.",
            show_default=".",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where the draft goes.")
    ] = _STANDARD_OUTPUT,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    state: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Draft from the last scan recorded at sqlite:///PATH; scan nothing."
        ),
    ] = "",
    discover: Annotated[
        Discover,
        typer.Option(help="Every text that tells of MCP, or only the files that clients keep."),
    ] = Discover.CONTENT,
    history: Annotated[History, typer.Option(help="Every commit, or only tips.")] = History.ALL,
    key_file: KeyFile = None,
    catalogue: CatalogueFile = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Draft an inventory from a scan: what was inferred, for you to confirm line by line."""
    from scanner.keys import fingerprint_key
    from scanner.settings import Settings

    place = _Place(output, force)
    place.check()
    key = fingerprint_key(key_file, os.environ.get(KEY_VARIABLE, ""))
    if state:
        _write_draft(*_recorded(state, targets, key), key, place, quiet=quiet)
    settings = Settings(
        key=key,
        history=history is History.ALL,
        by_content=discover is Discover.CONTENT,
        catalogue=audit.catalogue(catalogue),
    )
    info = audit.info(targets or ["."], settings, obey_suppressions=False)
    results = audit.run(info, settings, 0, quiet=quiet, verbose=False)
    _write_draft(replace(info, finished_at=audit.now()), results, key, place, quiet=quiet)


def _recorded(
    state: str, targets: list[str] | None, key: "FingerprintKey"
) -> "tuple[ScanInfo, list[UnitResult]]":
    from scanner.cli.recording import last
    from scanner.keys import same_key

    if targets:
        raise UsageError("--state drafts from what is recorded", "Leave out the targets, or it.")
    info, results = last(state)
    same_key(key, info.key_id)
    return info, results


def _write_draft(
    info: "ScanInfo",
    results: "list[UnitResult]",
    key: "FingerprintKey",
    place: _Place,
    *,
    quiet: bool,
) -> NoReturn:
    """Write the draft if no secret of the scan stands in it, and exit."""
    from reports.assessment.gaps import incomplete
    from reports.build import build
    from reports.drafting import draft, without_globs

    report = build(results, info)
    text = draft(report, results)
    searched = {"draft": text.encode(), "draft, its globs read": without_globs(text).encode()}
    refuse_leaks_in(searched.items(), results, key, quiet=quiet)
    place.write(text)
    if incomplete(report.coverage, len(report.skipped)):
        complain("mcp-exposure: not everything was read; the draft says what was not")
        raise typer.Exit(_INCOMPLETE)
    raise typer.Exit(0)
