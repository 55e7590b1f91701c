"""A GitLab secret-detection report, schema 15.0.6, with our own severity and no extract of source.

Fields: github.com/gitlabhq/gitlabhq, lib/gitlab/ci/parsers/security/validators/schemas/15.0.6. One
entry for each credential and repository, at its most visible place; the others are in its details.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid5

from reports.encoding import pretty, shown, utc
from reports.escaping import code_span
from reports.failures import Place, ordered, place_of
from reports.model import CredentialRecord, Overall, Report
from reports.texts import count

VERSION: Final = "15.0.6"
MOST_PLACES: Final = 50
MOST_NOTES: Final = 100

_NAMESPACE: Final = UUID("5f2f6d0e-3b0c-5d6f-9d51-6b1c5b7c2f10")
_NO_COMMIT: Final = "0000000"
"""What GitLab's own analyzer says of files without history."""
_UNKNOWN_TIME: Final = "1970-01-01T00:00:00Z"

_Object = dict[str, Any]


def render(report: Report) -> bytes:
    """Return `report` for `artifacts:reports:secret_detection`."""
    found = [one for record in report.credentials for one in _entries(record)]
    return pretty(
        {"version": VERSION, "scan": _scan(report), "vulnerabilities": found, "remediations": []}
    )


def _scan(report: Report) -> _Object:
    scan = report.scan
    program = {
        "id": "mcp-exposure",
        "name": "mcp-exposure",
        "version": shown(scan.version) or "0",
        "vendor": {"name": "mcp-exposure"},
    }
    told = [
        f"{shown(item.subject)}: {shown(item.reason)}. Effect: {shown(item.effect)}"
        for item in report.skipped[:MOST_NOTES]
    ]
    if (more := len(report.skipped) - len(told)) > 0:
        told.append(f"{count(more, 'more thing')} could not be examined.")
    rules = {"name": "rules_digest", "value": shown(scan.rules_digest), "source": "other"}
    return {
        "analyzer": program,
        "scanner": program,
        "type": "secret_detection",
        "start_time": _time(scan.started_at),
        "end_time": _time(scan.finished_at),
        "status": "failure" if report.verdict is Overall.INCOMPLETE else "success",
        "messages": [{"level": "warn", "value": text} for text in told],
        "options": [rules, {"name": "key_id", "value": shown(scan.key_id), "source": "other"}],
    }


def _time(at: str) -> str:
    return (utc(at) or _UNKNOWN_TIME).removesuffix("Z")


def _entries(record: CredentialRecord) -> Iterator[_Object]:
    held: dict[str, list[Place]] = defaultdict(list)
    for placed in record.occurrences:
        held[placed.occurrence.repository].append(place_of(placed))
    for repository, places in sorted(held.items()):
        yield _entry(record, repository, ordered(places))


def _entry(record: CredentialRecord, repository: str, places: tuple[Place, ...]) -> _Object:
    secret, first = record.credential, places[0]
    name = uuid5(_NAMESPACE, f"{secret.fingerprint} {shown(repository)}")
    kind = shown(secret.kind_name, 200) or "Credential"
    rotate = shown(secret.rotate)
    links = [{"name": "Where to rotate it", "url": rotate}] if rotate[:8] == "https://" else []
    return {
        "id": str(name),
        "name": f"{kind} in MCP configuration",
        "description": _description(record, first),
        "severity": record.severity.capitalize(),
        "solution": "Revoke it and issue a new one: removal is not revocation. Then refer to the "
        "new one instead of writing it out.",
        "identifiers": [
            _identifier("mcp_exposure_kind", kind, secret.kind),
            _identifier("mcp_exposure_fingerprint", "Fingerprint", secret.fingerprint),
        ],
        "links": links,
        "location": _location(first),
        "details": {
            "repository": {"name": "Repository", "type": "text", "value": shown(repository)},
            "places": {
                "name": "All places",
                "type": "list",
                "items": [_detail(place) for place in places[:MOST_PLACES]],
            },
            "count": {"name": "Number of places", "type": "value", "value": len(places)},
        },
    }


def _identifier(sort: str, name: str, value: str) -> _Object:
    return {"type": sort, "name": name, "value": shown(value) or "unknown"}


def _location(place: Place) -> _Object:
    commit = place.commit
    about: _Object = {"sha": shown(commit.commit) or _NO_COMMIT if commit else _NO_COMMIT}
    if commit and utc(commit.at):
        about["date"] = utc(commit.at)
    return {
        "file": shown(place.path),
        "start_line": place.line,
        "end_line": place.line,
        "commit": about,
    }


def _detail(place: Place) -> _Object:
    commit = place.commit.commit if place.commit else "no commit"
    told = f"{place.path}:{place.line} ({place.lifetime.state}; {commit})"
    return {"type": "text", "value": shown(told)}


def _description(record: CredentialRecord, first: Place) -> str:
    secret = record.credential
    states = {"live": "It is at a tip.", "history": "It is only in history, not shown revoked."}
    parts = [
        f"{code_span(shown(secret.kind_name))} {code_span(shown(secret.preview) or 'no preview')}.",
        states.get(record.state, "Only objects that no ref reaches hold it; not shown revoked."),
        f"Most visible at {code_span(shown(first.pointer) or '/')}.",
        f"Servers: {_names(record.servers)}.",
        f"Tenants: {_names(record.tenants)}.",
        f"Environments: {_names(record.environments)}.",
    ]
    return "\n\n".join(parts)


def _names(names: tuple[str, ...]) -> str:
    known = [name for name in names if name][:MOST_PLACES]
    return ", ".join(code_span(shown(name, 200)) for name in known) or "none"
