"""One audit: from targets to a report."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import __version__
from scanner.cli.options import Authors, Discover, History
from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detectors.user_catalogue import UserCatalogue
    from reports.inventory import Inventory
    from reports.model import ScanInfo
    from reports.policy import Policy
    from scanner.model import UnitResult
    from scanner.settings import Settings


@dataclass(frozen=True, slots=True)
class Said:
    """The files of the reviewer, and SHA-256 of each; empty where there is none."""

    inventory: "Inventory"
    policy: "Policy"
    inventory_digest: str = ""
    policy_digest: str = ""


def said(inventory: Path | None, policy: Path | None) -> "Said":
    """Return what the files of the reviewer say; raise UsageError if one of them is wrong."""
    from reports.inventory import EMPTY
    from reports.policy import DEFAULT

    if not inventory and not policy:
        return Said(EMPTY, DEFAULT)
    from reports import inventory_file, policy_file
    from reports.assessment.checks import CHECKS
    from reports.strict import ReviewFileError

    checks = tuple(check.id for check in CHECKS)
    try:
        declared, text = inventory_file.load(inventory) if inventory else (EMPTY, b"")
        demanded, words = policy_file.load(policy, checks) if policy else (DEFAULT, b"")
    except ReviewFileError as error:
        raise UsageError(str(error)) from None
    return Said(
        declared,
        demanded,
        sha256(text).hexdigest() if inventory else "",
        sha256(words).hexdigest() if policy else "",
    )


def catalogue(file: Path | None) -> "UserCatalogue | None":
    """Return the auditor's own catalogue; raise UsageError if something is wrong with it."""
    if file is None:
        return None
    from scanner.discovery.user_catalogue import accepted

    return accepted(str(file), text(file))


def text(file: Path) -> str:
    """Return what a file of the auditor holds; raise UsageError if it cannot be read."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{file} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} cannot be read: it is not UTF-8") from None


def now() -> str:
    """Return the time in UTC, as reports write it.

    `SOURCE_DATE_EPOCH` (reproducible-builds.org) sets it, in seconds since 1970: a report made
    again is then the same to the last byte. Raise UsageError if it is no such number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            "SOURCE_DATE_EPOCH is no time", "Give whole seconds since 1970, or unset it."
        ) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def run(
    info: "ScanInfo",
    settings: "Settings",
    workers: int,
    ended: "Callable[[], str]" = now,
    *,
    quiet: bool,
    verbose: bool,
) -> "list[UnitResult]":
    """Return one result for each unit and each target that is none; record them if asked to.

    `ended` tells when the scan came to its end.
    """
    from scanner.cli.recording import recording
    from scanner.ending import clean_up_when_told_to_stop
    from scanner.engine import nothing_of
    from scanner.engine import run as run_all
    from scanner.executors import executor
    from scanner.model import Skipped
    from scanner.progress import progress, searched
    from scanner.remembering import Scanned
    from scanner.remembering import scan as scan_unit
    from scanner.sources.local import units

    clean_up_when_told_to_stop()
    found = list(units(info.targets))
    missing = [item for item in found if isinstance(item, Skipped)]
    work = [item for item in found if not isinstance(item, Skipped)]
    wanted = workers or min(os.cpu_count() or 1, len(work)) or 1
    if len(work) == 1:
        settings, wanted = replace(settings, lanes=workers or os.cpu_count() or 1), 1
    shown = partial(progress, len(work), quiet=quiet, verbose=verbose)
    results: list[UnitResult] = []
    with recording(settings.state, info, ended) as record:
        with executor(wanted) as pool, shown() as done:
            for item in chain(missing, run_all(work, partial(scan_unit, settings=settings), pool)):
                scanned = Scanned(nothing_of(item)) if isinstance(item, Skipped) else item
                record(scanned)
                done(scanned.result)
                results.append(scanned.result)
        if not settings.trace:
            return results
        from scanner.tracing.phase import joined, traces

        # In new processes: the others may be gone with what they choked on.
        with executor(wanted) as pool, shown(line=searched) as done:
            traced: list[UnitResult] = []
            for result in traces(work, results, settings, pool):
                record(Scanned(result))
                done(result)
                traced.append(result)
    return joined(results, traced)


def info(targets: "Sequence[str]", settings: "Settings", *, obey_suppressions: bool) -> "ScanInfo":
    """Return what the report says of the scan itself, which begins now."""
    from reports.model import ScanInfo
    from scanner.rules import digest

    return ScanInfo(
        version=__version__,
        rules_digest=digest(settings.catalogue),
        targets=tuple(targets),
        started_at=now(),
        finished_at="",
        key_id=settings.key.id,
        key_ephemeral=settings.key.ephemeral,
        discover=(Discover.CONTENT if settings.by_content else Discover.PATHS).value,
        history=(History.ALL if settings.history else History.NONE).value,
        obey_suppressions=obey_suppressions,
        authors=(Authors.SHOWN if settings.authors_shown else Authors.HASHED).value,
    )
