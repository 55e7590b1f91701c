"""Whether the files of a pack tell the same as its report: numbers, credentials, failed checks."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reports.manifest import ATTESTATION, RESULTS

_Object = dict[str, Any]
_Facts = Mapping[str, Any]


def disagreements(directory: Path, manifest: _Object, report: _Object) -> Iterator[str]:
    """Yield in which file something else is told than in `report`, which is valid."""
    facts = _facts(report)
    for name in ("verdict", "counts", "rules_digest", "key_id"):
        counted = manifest.get(name)
        if name == "counts" and isinstance(counted, dict):
            counted = {one: counted.get(one) for one in facts[name]}
        if counted != facts[name]:
            yield f"manifest.json and report.json disagree: {name}"
    for name, read in _READERS.items():
        path = directory / name
        if not path.is_file():
            yield f"{name} is not in the pack: it cannot be compared with report.json"
            continue
        try:
            wrong = read(path, facts)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError, csv.Error):
            wrong = "it cannot be read"
        if wrong:
            yield f"{name} and report.json disagree: {wrong}"


def _facts(report: _Object) -> _Facts:
    checks = [check for row in report["exposures"] for check in row["checks"]]
    states = Counter(check["state"] for check in checks)
    credentials = report["credentials"]
    counts = {
        "credentials": len(credentials),
        "occurrences": sum(len(one["occurrences"]) for one in credentials),
        "servers": len(report["servers"]),
        "exposures": len(report["exposures"]),
        "checks": {state: states[state] for state in ("FAIL", "UNKNOWN", "PASS", "N/A")},
        "suppressed": len(report["suppressed"]),
    }
    return {
        "verdict": report["verdict"],
        "rules_digest": report["scan"]["rules_digest"],
        "key_id": report["scan"]["key_id"],
        "counts": counts,
        "fingerprints": Counter(one["fingerprint"] for one in credentials),
        "places": Counter(
            {
                one["fingerprint"]: len(one["occurrences"])
                for one in credentials
                if one["occurrences"]
            }
        ),
        "held": {one["fingerprint"] for one in credentials if one["occurrences"]},
        "failed": {check["id"] for check in checks if check["state"] == "FAIL"},
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _load(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _findings(path: Path, facts: _Facts) -> str:
    same = Counter(row["credential_id"] for row in _rows(path)) == facts["fingerprints"]
    return "" if same else "the credentials"


def _occurrences(path: Path, facts: _Facts) -> str:
    same = Counter(row["credential_id"] for row in _rows(path)) == facts["places"]
    return "" if same else "the places of credentials"


def _checks(path: Path, facts: _Facts) -> str:
    same = Counter(row["state"] for row in _rows(path)) == Counter(facts["counts"]["checks"])
    return "" if same else "how many checks fail, pass or are undecided"


def _sarif(path: Path, facts: _Facts) -> str:
    runs = _load(path)["runs"]
    found = {one["ruleId"].partition("/")[0] for run in runs for one in run["results"]}
    notes = [note for run in runs for note in run["invocations"][0]["toolExecutionNotifications"]]
    cut = any(note["descriptor"]["id"] == "cut-off" for note in notes)
    failed = facts["failed"]
    return "" if found == failed or (cut and found < failed) else "the checks that fail"


def _sarif_full(path: Path, facts: _Facts) -> str:
    results = [one for run in _load(path)["runs"] for one in run["results"]]
    failed = {one["ruleId"].partition("/")[0] for one in results if one["kind"] == "fail"}
    counted: Counter[str] = Counter()
    for one in results:
        counted[one["kind"]] += one.get("occurrenceCount", 0)
    checks = facts["counts"]["checks"]
    others = (checks["UNKNOWN"], checks["PASS"], checks["N/A"])
    same = (counted["open"], counted["pass"], counted["notApplicable"]) == others
    return "" if same and failed == facts["failed"] else "the checks"


def _gitlab(path: Path, facts: _Facts) -> str:
    found = {one["identifiers"][1]["value"] for one in _load(path)["vulnerabilities"]}
    return "" if found == facts["held"] else "the credentials"


def _dojo(path: Path, facts: _Facts) -> str:
    found = {one["vuln_id_from_tool"] for one in _load(path)["findings"]}
    return "" if found == facts["failed"] else "the checks that fail"


def _ocsf(path: Path, facts: _Facts) -> str:
    with path.open(encoding="utf-8") as file:
        classes = Counter(json.loads(line)["class_uid"] for line in file)
    counts = facts["counts"]
    same = classes == Counter({2003: 1 + counts["exposures"], 2006: counts["credentials"]})
    return "" if same else "how many rows and credentials there are"


def _attestation(path: Path, facts: _Facts) -> str:
    predicate = _load(path)["predicate"]
    same = predicate["result"] == RESULTS[facts["verdict"]]
    return "" if same and set(predicate["failedTests"]) == facts["failed"] else "the result"


_READERS: Final[Mapping[str, Callable[[Path, _Facts], str]]] = {
    "findings.csv": _findings,
    "occurrences.csv": _occurrences,
    "checks.csv": _checks,
    "results.sarif": _sarif,
    "results-full.sarif": _sarif_full,
    "gl-secret-detection-report.json": _gitlab,
    "dojo-generic.json": _dojo,
    "ocsf.jsonl": _ocsf,
    ATTESTATION: _attestation,
}
"""What is read of each file that a program reads."""
