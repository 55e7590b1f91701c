import json
from dataclasses import replace
from typing import Any

import pytest

from reports import telling
from reports.build import build
from reports.comparing import compare
from reports.delta import Change, Delta
from reports.formats.json import render
from reports.model import Severity
from reports.snapshot import Snapshot, read
from scanner.errors import UsageError
from scanner.model import Credential, Occurrence
from tests.reports import facts

LATER = replace(facts.SCAN, started_at="2026-02-10T08:00:00Z")


def _report(*found: Credential | Occurrence, **changes: Any) -> dict[str, Any]:
    scan = changes.pop("scan", LATER)
    told: dict[str, Any] = json.loads(render(build([facts.result(*found, **changes)], scan)))
    return told


def _read(report: dict[str, Any]) -> Snapshot:
    return read(json.dumps(report), "x")


def _compare(old: dict[str, Any], new: dict[str, Any]) -> Delta:
    return compare(_read(old), _read(new))


def test_an_attested_revocation_resolves_the_credential_and_its_row() -> None:
    old = _report(facts.classic_pat(), facts.occurrence(), scan=facts.SCAN)
    new = _report(facts.classic_pat(), facts.occurrence())
    for row in new["exposures"]:
        row["readiness"]["revoked"] = "YES"

    delta = _compare(old, new)

    for item in (*delta.credentials, *delta.exposures):
        assert (item.change, item.why) == (Change.RESOLVED, "its revocation is attested")
        assert (item.open, item.overdue) == (True, False)


def test_what_is_left_out_or_skipped_is_not_seen() -> None:
    old = _report(facts.credential(), facts.occurrence(), scan=facts.SCAN)
    left, skipped = _report(), _report()
    place = {"repository": "r", "path": "p", "line": 1, "column": 1, "by": "gitleaks:allow"}
    left["suppressed"] = [{"fingerprint": facts.fingerprint("one"), **place}]
    skipped["skipped"] = [{"subject": "acme/tools: HEAD", "reason": "damaged", "effect": ""}]

    told = [_compare(old, new).credentials[0] for new in (left, skipped)]

    assert [(item.change, item.why) for item in told] == [
        (Change.NOT_SEEN, "left out, as the repository asks"),
        (Change.NOT_SEEN, "its repository was not read whole: damaged"),
    ]


def test_what_is_open_ages_past_the_limit_of_its_severity() -> None:
    report = _report(facts.classic_pat(), facts.occurrence())
    item = _compare(_report(scan=facts.SCAN), report).credentials[0]
    lenient = compare(_read(report), _read(report), {item.severity: 1_000})

    assert (item.days, item.limit, item.overdue) == (396, 1, True)
    assert item.severity is Severity.CRITICAL
    assert not lenient.overdue


def test_a_new_credential_in_a_row_that_was_there_makes_the_row_new() -> None:
    first = facts.credential(), facts.occurrence()
    second = facts.credential("two"), facts.occurrence("two", line=9)

    delta = _compare(_report(*first), _report(*first, *second))

    assert delta.count(Change.NEW) == (1, 1)
    assert delta.count(Change.UNCHANGED) == (1, 0)
    assert delta.worst_new() is delta.credentials[0].severity


def test_a_row_that_was_placed_elsewhere_is_not_resolved() -> None:
    old = _report(facts.credential(), facts.occurrence())
    new = _report(facts.credential(), facts.occurrence())
    new["exposures"][0]["tenant"] = "acme"

    rows = _compare(old, new).exposures

    why = "its credentials are counted in another row now"
    assert {(item.change, item.why) for item in rows} == {(Change.NEW, why), (Change.NOT_SEEN, why)}


def test_other_keys_are_an_error() -> None:
    new = _report(scan=replace(LATER, key_id="f" * 12, key_ephemeral=True))

    with pytest.raises(UsageError, match="have different keys, 0123456789ab and ffffffffffff"):
        _compare(_report(), new)


def test_the_golden_words() -> None:
    old = _report(facts.credential(), facts.occurrence(), scan=facts.SCAN)
    gone = facts.occurrence(lifetime=facts.HISTORY)
    new = _report(
        facts.credential(), gone, facts.classic_pat("two"), facts.occurrence("two", server="s")
    )

    delta = _compare(old, new)

    github, why = facts.GITHUB, "it was there when the baseline was made, which does not show it"
    removed = f"removed by commit {'c' * 12} on 11 Jun 2025; removal is not revocation"
    new_one, old_one = (facts.fingerprint(name)[:12] for name in ("two", "one"))
    assert telling.text(delta) == (
        "Since 10 Jan 2026: new: 1 credential, 1 exposure; resolved: 1 credential, 1 exposure; "
        "2 open past the limit\n"
        f"NEW         critical  GitHub personal access token (classic) … (40) {new_one}\n"
        f"                      {why}\n"
        "                      open for 396 days, past the limit of 1\n"
        f"RESOLVED    high      Unrecognised secret … (40) {old_one}\n"
        f"                      {removed}\n"
        "NEW         critical  s / unassigned / unassigned\n"
        f"                      {why}\n"
        "                      open for 396 days, past the limit of 1\n"
        f"RESOLVED    high      {github} / unassigned / unassigned\n"
        f"                      {removed}\n"
    )
