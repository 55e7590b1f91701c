"""SARIF 2.1.0 with everything that the format can say: for archives and tools that read all of it.

One run over all repositories. What fails is told place by place; what passes, is undecided or does
not apply is told once for each check and reason, with the number of rows (`occurrenceCount`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from reports.encoding import milliseconds, part, pretty, shown
from reports.escaping import sarif_message
from reports.failures import Failure, failures
from reports.formats.sarif import repositories
from reports.formats.sarif_parts import (
    MOST_PLACES,
    SCHEMA,
    VERSION,
    invocation,
    live_paths,
    result,
    rules,
    texts,
    told_apart,
    tool,
)
from reports.model import CheckResult, CheckState, Exposure, Overall, Report
from reports.texts import count

_KINDS: Final = {
    CheckState.UNKNOWN: "open",
    CheckState.PASS: "pass",
    CheckState.NOT_APPLICABLE: "notApplicable",
}
_UNSET: Final = "REPO_NONE"

_Object = dict[str, Any]


def render(report: Report) -> bytes:
    """Return all of `report` that SARIF can carry."""
    names = repositories(report)
    bases: dict[str, str] = defaultdict(lambda: _UNSET)
    bases.update({name: f"REPO_{number}" for number, name in enumerate(names, 1)})
    found = tuple(failures(report))
    live = live_paths(report)
    failed = told_apart(_failed(failure, bases, live) for failure in found)
    known = rules((one.check, one.severity) for one in found)
    others = list(_others(report))
    plain = {check.id: check for check, _ in others}
    known += [{"id": name, **texts(check)} for name, check in sorted(plain.items())]
    ran = invocation(report, []) | {
        "executionSuccessful": report.verdict is not Overall.INCOMPLETE,
        "toolConfigurationNotifications": [],
    }
    results = [*map(part, failed), *(one for _, one in others)]
    run = {
        "tool": tool(report, known),
        "automationDetails": {"id": f"mcp-exposure-full/{milliseconds(report.scan.started_at)}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            base: {"description": {"text": sarif_message(shown(name))}}
            for name, base in sorted(bases.items())
        },
        "versionControlProvenance": [
            {"repositoryUri": uri, "mappedTo": {"uriBaseId": bases[name]}}
            for name in names
            if (uri := repository_uri(name))
        ],
        "invocations": [ran],
        "results": results,
        "properties": {
            "verdict": report.verdict,
            "targets": [shown(target) for target in report.scan.targets],
            "inventoryDigest": shown(report.scan.inventory_digest),
            "policyDigest": shown(report.scan.policy_digest),
        },
    }
    return pretty({"$schema": SCHEMA, "version": VERSION, "runs": [run]})


def _failed(
    failure: Failure, bases: Mapping[str, str], live: frozenset[tuple[str, str]]
) -> _Object:
    one = result(failure, bases, live) | {"kind": "fail"}
    if failure.check.accepted:
        one["suppressions"] = [_accepted(failure.check)]
    return one


def repository_uri(name: str) -> str:
    """Return the URI of a repository that was cloned from one; empty for a local directory."""
    scheme, separator, rest = name.partition("://")
    if separator and scheme in {"https", "http", "ssh", "git"}:
        return f"{scheme}://{_quoted(rest)}"
    host, colon, path = name.partition(":")
    is_scp = colon and "@" in host and "/" not in host and path and host.isprintable()
    return f"ssh://{_quoted(host)}/{_quoted(path.lstrip('/'))}" if is_scp else ""


def _quoted(text: str) -> str:
    return quote(shown(text), safe="/@:.-_~")


def _accepted(check: CheckResult) -> _Object:
    told = sarif_message(f"exception {shown(check.accepted)}")
    return {"kind": "external", "status": "accepted", "justification": told}


def _others(report: Report) -> Iterator[tuple[CheckResult, _Object]]:
    """Yield what does not fail: one result for each check, state and reason."""
    rows: dict[tuple[str, CheckState, str], list[tuple[CheckResult, Exposure]]] = {}
    for row in report.exposures:
        for check in row.checks:
            if check.state is not CheckState.FAIL:
                rows.setdefault((check.id, check.state, check.reason), []).append((check, row))
    order: Mapping[CheckState, int] = {state: n for n, state in enumerate(CheckState)}
    for name, state, reason in sorted(rows, key=lambda one: (one[0], order[one[1]], one[2])):
        held = rows[name, state, reason]
        check = held[0][0]
        told = f"{shown(check.title)}: {shown(reason)}. {count(len(held), 'row')}."
        yield (
            check,
            {
                "ruleId": name,
                "kind": _KINDS[state],
                "level": "none",
                "message": {"text": sarif_message(told)},
                "occurrenceCount": len(held),
                "locations": [_row(row) for _, row in held[:MOST_PLACES]],
            },
        )


def _row(row: Exposure) -> _Object:
    parts = (row.server or "outside any server", row.tenant.value, row.environment.value)
    named = " / ".join(shown(part) for part in parts)
    return {"logicalLocations": [{"fullyQualifiedName": named, "kind": "resource"}]}
