"""SARIF 2.1.0 for GitHub code scanning: only what fails, within the limits that GitHub has.

GitHub reads severities from rules, ignores `kind` and `suppressions`, and closes an alert that is
not in the next upload. So each severity is a rule of its own, what passes or is undecided stays out
(an alert it would be), and what is only in history stays in.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from reports.encoding import part, pretty, shown
from reports.escaping import relative_uri
from reports.failures import Failure, failures
from reports.formats.sarif_parts import (
    SCHEMA,
    VERSION,
    invocation,
    live_paths,
    result,
    rules,
    told_apart,
    tool,
)
from reports.model import Report
from reports.texts import count

MOST_RUNS: Final = 20
"""GitHub refuses files with more."""
MOST_RESULTS: Final = 5_000
"""GitHub keeps so many of a run, the most severe."""
MOST_IN_ALL: Final = 25_000
"""Ours, so that the file stays far below 10 MB when it is compressed."""

_ROOT: Final = "%SRCROOT%"

_Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The failures that a run holds, and what was left out, in words."""

    failures: list[Failure]
    cut: list[str]


def render(report: Report) -> bytes:
    """Return `report` as a file for `github/codeql-action/upload-sarif`, one run a repository."""
    by_repository: dict[str, list[Failure]] = {name: [] for name in repositories(report)}
    for failure in failures(report):
        name = failure.places[0].repository if failure.places else ""
        by_repository.setdefault(name, []).append(failure)
    kept = sorted(by_repository, key=lambda name: (-_worst(by_repository[name]), name))[:MOST_RUNS]
    beyond = len(by_repository) - len(kept)
    cut = [f"{count(beyond, 'repository', 'repositories')} left out: a file holds 20."]
    most = min(MOST_RESULTS, MOST_IN_ALL // max(len(kept), 1))
    live = live_paths(report)
    runs = [
        _run(
            report,
            name if len(kept) > 1 else "",
            _ranked(by_repository[name], most, cut * bool(beyond)),
            live,
        )
        for name in sorted(kept)
    ]
    runs = runs or [_run(report, "", _Kept([], []), live)]
    return pretty({"$schema": SCHEMA, "version": VERSION, "runs": runs})


def repositories(report: Report) -> tuple[str, ...]:
    """Return the repositories that hold a server or a credential, sorted."""
    places = {placed.occurrence.repository for r in report.credentials for placed in r.occurrences}
    places |= {item.repository for server in report.servers for item in server.declarations}
    return tuple(sorted(places))


def _worst(found: list[Failure]) -> int:
    return max((failure.severity.rank for failure in found), default=-1)


def _order(failure: Failure) -> tuple[int, str, str, str, str, str]:
    row, record = failure.exposure, failure.record
    secret = record.credential.fingerprint if record else ""
    rank = -failure.severity.rank
    return rank, failure.check.id, row.server, row.tenant.value, row.environment.value, secret


def _ranked(found: list[Failure], most: int, cut: list[str]) -> _Kept:
    kept = sorted(found, key=_order)[:most]
    if (more := len(found) - len(kept)) > 0:
        cut = [*cut, f"{count(more, 'result')} left out, the least severe: a run holds {most:,}."]
    return _Kept(kept, cut)


def _run(report: Report, category: str, told: _Kept, live: frozenset[tuple[str, str]]) -> _Object:
    bases: dict[str, str] = defaultdict(lambda: _ROOT)
    results = told_apart(result(failure, bases, live) for failure in told.failures)
    # Uploads of the same category take the place of each other, so it must not change by itself.
    suffix = f"{shown(relative_uri(category), 200)}/" if category else ""
    return {
        "tool": tool(report, rules((one.check, one.severity) for one in told.failures)),
        "automationDetails": {"id": f"mcp-exposure/{suffix}"},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(report, told.cut)],
        "results": list(map(part, results)),
    }
