"""What a pack says of itself: its files, its scope, and a statement that others can sign."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from reports.encoding import canonical, shown
from reports.model import CheckState, Overall, Report

SCHEMA: Final = "mcp-exposure/pack/1"
MANIFEST: Final = "manifest.json"
DIGEST: Final = "manifest.json.sha256"
ATTESTATION: Final = "attestation.intoto.jsonl"
REPORT: Final = "report.json"

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://in-toto.io/attestation/test-result/v0.1"
RESULTS: Final[Mapping[str, str]] = {
    Overall.CLEAN: "PASSED",
    Overall.INCOMPLETE: "WARNED",
    Overall.EXPOSED: "FAILED",
}

_Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of a pack."""

    path: str
    size: int
    """In bytes."""
    sha256: str


def manifest(report: Report, files: Sequence[Packed]) -> str:
    """Return the manifest as canonical JSON: equal packs have equal ones."""
    scan = report.scan
    return canonical(
        {
            "schema": SCHEMA,
            "verdict": report.verdict,
            "tool": {"name": "mcp-exposure", "version": scan.version},
            "rules_digest": scan.rules_digest,
            "inventory_digest": scan.inventory_digest,
            "policy_digest": scan.policy_digest,
            "key_id": scan.key_id,
            "key_ephemeral": scan.key_ephemeral,
            "started_at": scan.started_at,
            "finished_at": scan.finished_at,
            "scope": {
                "targets": list(map(shown, scan.targets)),
                "discover": scan.discover,
                "history": scan.history,
                "coverage": _coverage(report),
                "skipped": len(report.skipped),
            },
            "counts": _counts(report),
            "files": [asdict(file) for file in sorted(files, key=lambda one: one.path)],
        }
    )


def _coverage(report: Report) -> _Object:
    """Return the numbers; what is a list of names is in the report, and counted here."""
    told = asdict(report.coverage).items()
    return {name: len(value) if isinstance(value, tuple) else value for name, value in told}


def _counts(report: Report) -> _Object:
    states = Counter(check.state for row in report.exposures for check in row.checks)
    return {
        "credentials": len(report.credentials),
        "occurrences": sum(len(record.occurrences) for record in report.credentials),
        "servers": len(report.servers),
        "exposures": len(report.exposures),
        "checks": {state.value: states[state] for state in CheckState},
        "requests": len(report.requests),
        "suppressed": len(report.suppressed),
    }


def attestation(report: Report, files: Sequence[Packed]) -> str:
    """Return an in-toto statement about `files` that is not signed yet: sign it as a blob.

    A check has failed if any row fails it, and is a warning if it is undecided for any.
    """
    states: dict[str, set[CheckState]] = {}
    for row in report.exposures:
        for check in row.checks:
            states.setdefault(check.id, set()).add(check.state)
    failed = {name for name, seen in states.items() if CheckState.FAIL in seen}
    warned = {name for name, seen in states.items() if CheckState.UNKNOWN in seen} - failed
    passed = {name for name, seen in states.items() if CheckState.PASS in seen} - failed - warned
    scan = report.scan
    configuration = (
        ("rules", scan.rules_digest),
        ("inventory", scan.inventory_digest),
        ("policy", scan.policy_digest),
    )
    return canonical(
        {
            "_type": STATEMENT,
            "subject": [{"name": one.path, "digest": {"sha256": one.sha256}} for one in files],
            "predicateType": PREDICATE,
            "predicate": {
                "result": RESULTS[report.verdict],
                "configuration": [
                    {"name": name, "digest": {"sha256": digest}}
                    for name, digest in configuration
                    if digest
                ],
                "passedTests": sorted(passed),
                "warnedTests": sorted(warned),
                "failedTests": sorted(failed),
            },
        }
    )
