"""What both profiles of SARIF 2.1.0 share: rules, results, places, notifications."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from reports.encoding import shown, utc
from reports.escaping import relative_uri, sarif_message
from reports.failures import KNOWN, Failure, Place, digest
from reports.model import CheckResult, Report, Severity
from reports.texts import count

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION: Final = "2.1.0"

MOST_PLACES: Final = 100
"""GitHub keeps so many locations of a result."""
MOST_NOTES: Final = 100
"""So many notifications about what was not examined are told one by one."""
NOWHERE: Final = "README.md"
"""Where a failure is shown whose file is at no tip; its message tells where it was."""

_TEXT: Final = 1000
"""GitHub takes up to 1,024 characters of a description."""
_LEVELS: Final = {
    Severity.CRITICAL: ("error", "9.5"),
    Severity.HIGH: ("error", "8.0"),
    Severity.MEDIUM: ("warning", "5.5"),
    Severity.LOW: ("note", "2.0"),
    Severity.INFO: ("note", "0.1"),
}
"""The level, and the number that GitHub makes critical, high, medium or low of."""
_PRECISION: Final = {"A": "very-high", "B": "high", "C": "medium", "D": "high"}
_RANKS: Final = ("low", "medium", "high", "very-high")

_Object = dict[str, Any]


def variant(check: str, severity: Severity) -> str:
    """Return the id of the rule for one severity: GitHub knows severities of rules only."""
    return f"{check}/{severity}"


def rules(found: Iterable[tuple[CheckResult, Severity]]) -> list[_Object]:
    """Return a rule for each check and severity that occurs, sorted."""
    seen: dict[tuple[str, Severity], tuple[CheckResult, int]] = {}
    for check, severity in found:
        before = seen.get((check.id, severity), (check, len(_RANKS)))
        precision = _RANKS.index(_PRECISION.get(check.grade, "low"))
        seen[check.id, severity] = (before[0], min(before[1], precision))
    ranked = sorted(seen.items(), key=lambda item: (item[0][0], -item[0][1].rank))
    return [
        _graded(check, severity, _RANKS[precision]) for (_, severity), (check, precision) in ranked
    ]


def _graded(check: CheckResult, severity: Severity, precision: str) -> _Object:
    level, number = _LEVELS[severity]
    return {
        "id": variant(check.id, severity),
        **texts(check),
        "defaultConfiguration": {"level": level},
        "properties": {
            "security-severity": number,
            "precision": precision,
            "tags": ["security", "secrets", "mcp", check.id],
        },
    }


def texts(check: CheckResult) -> _Object:
    """Return name, descriptions and help of a rule, in the words of the check itself."""
    known = KNOWN.get(check.id)
    title = shown(check.title) or check.id
    name = "".join(word.capitalize() for word in title.split() if word.isalnum()) or check.id
    if known is None:
        plain = {"text": title}
        return {"name": name, "shortDescription": plain, "fullDescription": plain, "help": plain}
    told = f"FAIL: {known.fails} PASS: {known.passes} UNKNOWN: {known.unknown}"
    return {
        "name": name,
        "shortDescription": {"text": title[:_TEXT]},
        "fullDescription": {"text": known.fails[:_TEXT]},
        "help": {
            "text": f"{told} What to do: {known.remedy}",
            "markdown": f"{told}\n\n**What to do.** {known.remedy}",
        },
    }


def result(failure: Failure, bases: Mapping[str, str], live: frozenset[tuple[str, str]]) -> _Object:
    """Return a failure with its places; `bases` names the base of each repository's paths.

    `live` are the repositories and paths that are at some tip: others cannot be shown there.
    """
    rule = variant(failure.check.id, failure.severity)
    places = failure.places[:MOST_PLACES]
    locations = [_location(place, bases, live) for place in places] or [_lost(bases)]
    return {
        "ruleId": rule,
        "level": _LEVELS[failure.severity][0],
        "message": {"text": _message(failure)},
        "locations": locations,
        "partialFingerprints": {"primaryLocationLineHash": line_hash(failure)},
    }


def line_hash(failure: Failure) -> str:
    """Return what tells one alert from another: nothing in it depends on a line or its text."""
    first = failure.places[0] if failure.places else None
    where = (first.path, first.pointer, first.fingerprint) if first else ()
    return digest((failure.check.id, *where))[:32]


def told_apart(results: Iterable[_Object]) -> Iterator[_Object]:
    """Yield `results` with a number appended to each hash: equal ones would be one alert.

    GitHub itself does so.
    """
    seen: Counter[str] = Counter()
    for one in results:
        prints = one["partialFingerprints"]
        plain = prints["primaryLocationLineHash"]
        seen[plain] += 1
        prints["primaryLocationLineHash"] = f"{plain}:{seen[plain]}"
        yield one


def _message(failure: Failure) -> str:
    check, row = failure.check, failure.exposure
    parts = [f"{check.title}: {check.reason}."]
    if failure.record:
        credential = failure.record.credential
        preview = f" {credential.preview}" if credential.preview else ""
        parts.append(f"{credential.kind_name}{preview}, fingerprint {credential.fingerprint[:12]}.")
    server = f"Server {row.server}" if row.server else "Outside any server"
    parts.append(f"{server}, tenant {row.tenant.value}, environment {row.environment.value}.")
    if failure.places and not failure.places[0].live:
        parts.append(_gone(failure.places[0]))
    if (more := len(failure.places) - MOST_PLACES) > 0:
        parts.append(f"{count(more, 'more place')} left out here.")
    if check.accepted:
        parts.append(
            f"Accepted by exception {check.accepted}; it counts as a failure all the same."
        )
    return sarif_message(" ".join(shown(part) for part in parts))


def _gone(place: Place) -> str:
    commit = place.commit.commit if place.commit else "an unknown commit"
    return (
        f"It is at no tip: see {place.path}:{place.line} at {commit} of {place.repository}. "
        "Removal is not revocation; it is not shown revoked."
    )


def _location(place: Place, bases: Mapping[str, str], live: frozenset[tuple[str, str]]) -> _Object:
    path = place.path if (place.repository, place.path) in live else NOWHERE
    region = {"startLine": 1}
    if place.live:
        line, column = max(place.line, 1), max(place.column, 1)
        region = {
            "startLine": line, "startColumn": column, "endLine": line, "endColumn": column + 1,
        }  # fmt: skip
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": relative_uri(path),
                "uriBaseId": bases[place.repository],
            },
            "region": region,
        }
    }


def _lost(bases: Mapping[str, str]) -> _Object:
    artifact = {"uri": NOWHERE, "uriBaseId": bases[""]}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}}}


def live_paths(report: Report) -> frozenset[tuple[str, str]]:
    """Return the repositories and paths that some tip or work tree is known to hold."""
    places = [
        (placed.occurrence.repository, placed.occurrence.path, placed.occurrence.lifetime.state)
        for record in report.credentials
        for placed in record.occurrences
    ]
    places += [
        (item.repository, item.path, item.lifetime.state)
        for server in report.servers
        for item in server.declarations
    ]
    return frozenset((repository, path) for repository, path, state in places if state == "live")


def invocation(report: Report, cut: Sequence[str]) -> _Object:
    """Return how the run went: what was `cut` off here, what was not examined there."""
    notes = [_note("cut-off", text) for text in cut]
    skipped = report.skipped[:MOST_NOTES]
    for item in skipped:
        told = f"{shown(item.subject)}: {shown(item.reason)}. Effect: {shown(item.effect)}"
        notes.append(_note("not-examined", told))
    if (more := len(report.skipped) - len(skipped)) > 0:
        notes.append(_note("not-examined", f"{count(more, 'more thing')} could not be examined."))
    times = {
        "startTimeUtc": utc(report.scan.started_at),
        "endTimeUtc": utc(report.scan.finished_at),
    }
    return {
        "executionSuccessful": True,
        **{name: at for name, at in times.items() if at},
        "toolExecutionNotifications": notes,
    }


def _note(kind: str, text: str) -> _Object:
    return {
        "descriptor": {"id": kind},
        "level": "warning",
        "message": {"text": sarif_message(text)},
    }


def tool(report: Report, known: Sequence[_Object]) -> _Object:
    """Return the tool with its `known` rules and the notifications that it may send."""
    scan = report.scan
    return {
        "driver": {
            "name": "mcp-exposure",
            "semanticVersion": shown(scan.version),
            "rules": list(known),
            "notifications": [
                {"id": "cut-off", "shortDescription": {"text": "Left out of this file"}},
                {"id": "not-examined", "shortDescription": {"text": "In scope, not examined"}},
            ],
            "properties": {"rulesDigest": shown(scan.rules_digest), "keyId": shown(scan.key_id)},
        }
    }
