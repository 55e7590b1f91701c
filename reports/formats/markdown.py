"""Two pages for a ticket or a pull request: the verdict, what to do first, whom to ask for what.

Every name that others chose is in a code span: no link, mention, image or heading comes of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reports.delta import Change, Delta
from reports.encoding import shown
from reports.escaping import code_span
from reports.exceptions import ExceptionRecord
from reports.headline import headline
from reports.model import CheckState, EvidenceRequest, Report, Severity
from reports.statements import ASSURANCE
from reports.summary import most_urgent
from reports.telling import called, notes
from reports.telling import headline as since_then
from reports.telling import shown as changes
from reports.texts import count, size
from reports.view import CredentialRow
from scanner.model import State

MOST: Final = 10
"""So many entries of each list are told; of the others, how many there are."""

_WIDTH: Final = 90
_FEWER: Final = 5
"""So many changes and exceptions: others come with the report that they are from."""


def render(report: Report) -> str:
    """Return the summary of `report`."""
    told = headline(report)
    parts = [
        f"# MCP credential exposure: {report.verdict.upper()}",
        told.sentence,
        told.caveat,
        _levels(report),
        *_since(report.baseline),
        *_actions(report),
        *_checks(report),
        *_accepted(report.exceptions),
        *_asks(report.requests, _undecided(report)),
        *_gaps(report),
        *_scope(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _name(text: str) -> str:
    return code_span(shown(text, _WIDTH))


def _levels(report: Report) -> str:
    counted = Counter(record.severity for record in report.credentials)
    names = " | ".join(level.capitalize() for level in reversed(Severity))
    numbers = " | ".join(f"{counted[level]:,}" for level in reversed(Severity))
    rule = " | ".join("---:" for _ in Severity)
    return f"| Credentials | {names} |\n| --- | {rule} |\n| | {numbers} |"


def _since(delta: Delta | None) -> Iterator[str]:
    if delta is None:
        return
    rows = sorted(changes(delta), key=lambda item: item.change is Change.UNCHANGED)
    yield "## What changed"
    yield f"{since_then(delta)}."
    yield "\n".join(
        f"* **{item.change}**, {item.severity}: {_name(called(item, str))}"
        + "".join(f"; {_name(told)}" for told in notes(item, str))
        for item in rows[:_FEWER]
    )
    yield _more(len(rows), "change", _FEWER)


def _accepted(exceptions: Sequence[ExceptionRecord]) -> Iterator[str]:
    if not exceptions:
        return
    yield "## What somebody accepted"
    yield "\n".join(
        f"* {_name(one.exception.id)} ({one.exception.check}): **{one.status}**, "
        f"{_name(one.reason)}; {count(one.rows, 'row')}; risk owner "
        f"{_name(one.exception.risk_owner)}, approved by {_name(one.exception.approver)}"
        for one in exceptions[:_FEWER]
    )
    yield _more(len(exceptions), "exception", _FEWER)


def _actions(report: Report) -> Iterator[str]:
    if not report.credentials:
        return
    yield "## What to do, in this order"
    rows = enumerate(most_urgent(report, MOST).credentials, 1)
    yield "\n".join(f"{number}. {_action(row)}" for number, row in rows)
    yield _more(len(report.credentials), "credential")


def _action(row: CredentialRow) -> str:
    record = row.record
    where = f"{row.places[0].occurrence.path}:{row.places[0].occurrence.line}" if row.places else ""
    places = f" and {count(len(row.places) - 1, 'more place')}" if len(row.places) > 1 else ""
    state = {State.LIVE: "live", State.HISTORY: "only in history"}.get(record.state, "unreachable")
    servers = ", ".join(_name(name) for name in row.servers[:2]) or "no server"
    more = f" and {len(row.servers) - 2} more" if len(row.servers) > 2 else ""  # noqa: PLR2004
    return (
        f"**{record.severity.capitalize()}** {_name(record.credential.kind_name)}, {state}, "
        f"in {_name(where)}{places}, of {servers}{more}; fingerprint `{row.fingerprint}`. "
        f"{row.action}"
    )


def _checks(report: Report) -> Iterator[str]:
    checks = [check for row in report.exposures for check in row.checks]
    failed = Counter(check.id for check in checks if check.state is CheckState.FAIL)
    if not failed:
        return
    titles = {check.id: check.title for check in checks}
    worst: dict[str, int] = {}
    for check in checks:
        if check.severity:
            worst[check.id] = max(worst.get(check.id, 0), check.severity.rank)
    ranked = sorted(failed, key=lambda name: (-worst.get(name, 0), -failed[name], name))
    yield "## What fails"
    yield "\n".join(
        f"* {name} {_name(titles[name])}: {count(failed[name], 'row')} of {len(report.exposures):,}"
        for name in ranked[:MOST]
    )
    yield _more(len(ranked), "check")
    yield _states(Counter(check.state for check in checks), sum(bool(c.accepted) for c in checks))


def _states(states: Counter[CheckState], accepted: int) -> str:
    parts = ", ".join(f"{states[state]:,} {state}" for state in CheckState)
    return f"All checks of all rows: {parts}; {accepted:,} of the failures accepted by exceptions."


def _undecided(report: Report) -> int:
    return sum(
        check.state is CheckState.UNKNOWN for row in report.exposures for check in row.checks
    )


def _asks(requests: Sequence[EvidenceRequest], undecided: int) -> Iterator[str]:
    if not undecided and not requests:
        return
    yield "## What static evidence cannot decide"
    yield f"{count(undecided, 'answer')} UNKNOWN; {count(len(requests), 'request')} for evidence."
    rows = Counter((one.subject, one.role, one.question) for one in requests)
    ranked = sorted(rows, key=lambda ask: (-rows[ask], ask))
    yield "\n".join(
        f"* {_name(subject)}: ask {_name(role)} for {count(rows[subject, role, question], 'row')}: "
        f"{code_span(shown(question, 200))}"
        for subject, role, question in ranked[:MOST]
    )
    yield _more(len(ranked), "question")


def _gaps(report: Report) -> Iterator[str]:
    if not report.skipped:
        return
    yield "## What could not be examined"
    yield "\n".join(
        f"* {_name(item.subject)}: {_name(item.reason)}; {_name(item.effect)}"
        for item in report.skipped[:MOST]
    )
    yield _more(len(report.skipped), "thing")


def _scope(report: Report) -> Iterator[str]:
    scan, seen = report.scan, report.coverage
    yield "## Scope"
    yield _targets(scan.targets)
    yield (
        f"{count(seen.repositories, 'repository', 'repositories')}, {count(seen.refs, 'ref')}, "
        f"{count(seen.commits, 'commit')}, {count(seen.blobs, 'content')} ({size(seen.bytes)}), "
        f"{count(seen.recognised, 'configuration')} ({seen.partly_parsed:,} read in part), "
        f"{count(seen.missing_objects, 'missing object')}, "
        f"{count(len(seen.shallow), 'shallow clone')}."
    )
    yield (
        f"mcp-exposure {_name(scan.version)}, {_name(scan.started_at)}; rules "
        f"{_name(scan.rules_digest)}; key {_name(scan.key_id)}."
    )
    yield ASSURANCE


def _targets(targets: Iterable[str]) -> str:
    known = tuple(targets)
    more = f" and {len(known) - MOST:,} more" if len(known) > MOST else ""
    return f"Targets: {', '.join(map(_name, known[:MOST]))}{more}."


def _more(number: int, noun: str, most: int = MOST) -> str:
    return f"… and {count(number - most, f'more {noun}')}." if number > most else ""
