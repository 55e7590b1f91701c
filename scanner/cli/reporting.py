"""From the results of a scan to what is written, shown and told by the exit code."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from scanner.cli.leaks import Found, refuse_leaks
from scanner.cli.options import Level
from scanner.cli.outputs import Output, complain, outputs, rendered, summary, write
from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.secret import FingerprintKey
    from reports.model import Report, ScanInfo
    from reports.snapshot import Snapshot
    from scanner.cli.audit import Said
    from scanner.model import UnitResult


@dataclass(frozen=True, slots=True)
class Asked:
    """What the auditor wants to be told, and how; checked before anything is scanned."""

    outputs: tuple[Output, ...]
    key: "FingerprintKey"
    said: "Said"
    fail_on: Level | None
    """None if only the policy says it."""
    old: "Snapshot | None"
    """An earlier report to compare with."""
    only_new: bool
    """Only what is new makes the exit code 1."""
    quiet: bool


def asked(
    reports: "Sequence[str]",
    key: "FingerprintKey",
    said: "Said",
    fail_on: Level | None,
    baseline: Path | None,
    *,
    fail_on_new: bool,
    quiet: bool,
) -> Asked:
    """Return what is asked for; raise UsageError or OutputError if it cannot be had."""
    if fail_on_new and baseline is None:
        raise UsageError("--fail-on-new compares with an earlier report", "Give it by --baseline.")
    old = _baseline(baseline, key.id)
    return Asked(outputs(reports), key, said, fail_on, old, fail_on_new, quiet)


def report_on(wanted: Asked, results: "list[UnitResult]", info: "ScanInfo") -> NoReturn:
    """Write and show what was asked for, if no secret stands in it, and exit."""
    report = _since(wanted, _built(results, info, wanted.said))
    made = rendered(report, wanted.outputs)
    stream = sys.stderr if any(output.path == "-" for output in wanted.outputs) else sys.stdout
    shown = "" if wanted.quiet else summary(report, results, stream)
    refuse_leaks(Found(report, results, wanted.key), made, shown, quiet=wanted.quiet)
    write(made)
    typer.echo(shown, file=stream, nl=False)
    raise typer.Exit(_exit_code(report, wanted))


def _baseline(file: Path | None, key_id: str) -> "Snapshot | None":
    if file is None:
        return None
    from reports.comparing import same_key
    from reports.snapshot import load

    old = load(file)
    same_key(old, key_id)
    return old


def _built(results: "list[UnitResult]", info: "ScanInfo", said: "Said") -> "Report":
    """Return the report; what of the reviewer's files has no effect is named."""
    from reports.build import build as build_report
    from reports.build import unused_rules
    from reports.exceptions import ExceptionStatus
    from reports.strict import ReviewFileError

    info = replace(info, inventory_digest=said.inventory_digest, policy_digest=said.policy_digest)
    try:
        built = build_report(results, info, said.inventory, said.policy)
    except ReviewFileError as error:
        raise UsageError(str(error)) from None
    for rule in unused_rules(results, said.inventory):
        complain(f"mcp-exposure: the inventory's {rule} matches nothing")
    for item in built.exceptions:
        if item.status not in {ExceptionStatus.ACTIVE, ExceptionStatus.EXPIRING}:
            complain(f"mcp-exposure: exception {item.exception.id} is {item.status}: {item.reason}")
    return built


def _since(wanted: Asked, report: "Report") -> "Report":
    """Return `report` with what changed in it since the earlier one."""
    if wanted.old is None:
        return report
    from reports.comparing import compare
    from reports.formats.json import render
    from reports.snapshot import read

    limits = wanted.said.policy.sla
    return replace(
        report, baseline=compare(wanted.old, read(render(report), "this report"), limits)
    )


def _exit_code(report: "Report", wanted: Asked) -> int:
    """Return the exit code that the findings, or only the new ones, and the gaps ask for."""
    from reports.model import Severity
    from reports.verdict import exit_code as verdict

    policy = wanted.said.policy
    level = policy.fail_on
    if wanted.fail_on is not None:
        level = None if wanted.fail_on is Level.NONE else Severity(wanted.fail_on.value)
    if not (wanted.only_new and report.baseline):
        return verdict(report, level, unknown_fails=policy.unknown_fails)
    worst = report.baseline.worst_new()
    if level and worst and worst.rank >= level.rank:
        return 1
    return verdict(report, None)
