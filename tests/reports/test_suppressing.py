"""What is left out of a report where the auditor has suppressions obeyed."""

import json
from dataclasses import replace
from pathlib import Path

from jsonschema import Draft202012Validator

from reports.build import build, exit_code
from reports.formats import html, terminal
from reports.formats import json as as_json
from reports.model import Overall, Report, Severity
from scanner.model import SlotLife, SlotValue, State, Transport, UnitResult
from tests.reports import facts

_SCHEMA = Path(__file__).resolve().parents[2] / "reports" / "report.schema.json"
_OBEYING = replace(facts.SCAN, obey_suppressions=True)
_MARKED = facts.occurrence("one", suppressed="gitleaks:allow")


def _obeyed(*results: UnitResult) -> Report:
    return build(results, _OBEYING)


def _slot(*names: str) -> SlotLife:
    values = tuple(
        SlotValue(facts.fingerprint(name), State.LIVE, facts.FIRST, facts.LAST, None)
        for name in names
    )
    return SlotLife(facts.REPOSITORY, facts.PATH, (), "/a", "x", _MARKED.slot, "A", facts.GITHUB,
                    "github", values, len(names) - 1)  # fmt: skip


def test_without_the_option_a_marked_place_counts_and_is_marked() -> None:
    report = build([facts.result(facts.classic_pat(), _MARKED)], facts.SCAN)

    assert (report.verdict, report.suppressed) == (Overall.EXPOSED, ())
    assert exit_code(report, Severity.HIGH) == 1
    told = "the repository asks scanners to ignore this: gitleaks:allow; it was not ignored"
    assert told in terminal.render(report)
    assert told in html.render(report)
    assert 'id="suppressed"' not in html.render(report)


def test_with_it_what_is_marked_counts_nowhere_but_is_listed_and_not_clean() -> None:
    report = _obeyed(facts.result(facts.classic_pat(), _MARKED, slots=(_slot("one"),)))

    assert (report.credentials, report.slots) == ((), ())
    assert [item.credentials for item in report.exposures] == [()]
    assert report.suppressed == (_MARKED,)
    assert report.verdict is Overall.EXPOSED
    assert exit_code(report, Severity.INFO) == 0
    told = terminal.render(report)
    assert "EXPOSED  No hard-coded credential was found that counts.\nLeft out" in told
    assert "1 place of 1 credential, not shown to be harmless." in " ".join(told.split())
    page = html.render(report)
    assert 'id="suppressed"' in page
    assert facts.fingerprint("one")[:12] in page
    document = json.loads(as_json.render(report))
    Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8"))).validate(document)
    assert document["suppressed"] == [
        {
            "fingerprint": facts.fingerprint("one"),
            "repository": facts.REPOSITORY,
            "path": facts.PATH,
            "line": 5,
            "column": 20,
            "by": "gitleaks:allow",
        }
    ]


def test_a_credential_with_an_unmarked_place_stays_with_that() -> None:
    other = facts.occurrence("one", path=".cursor/mcp.json")
    held = facts.result(facts.classic_pat(), _MARKED, other, slots=(_slot("one"),))
    report = _obeyed(held)
    (record,) = report.credentials

    assert [item.occurrence for item in record.occurrences] == [other]
    assert report.suppressed == (_MARKED,)
    assert report.slots == held.slots
    assert exit_code(report, Severity.HIGH) == 1


def test_an_unmarked_place_in_another_repository_keeps_it_as_well() -> None:
    other = facts.occurrence("one", repository="acme/other")
    report = _obeyed(
        facts.result(facts.classic_pat(), _MARKED),
        facts.result(facts.classic_pat(), other, repository="acme/other"),
    )

    assert [item.occurrence for item in report.credentials[0].occurrences] == [other]


def test_no_check_passes_on_what_was_left_out() -> None:
    report = _obeyed(facts.result(facts.classic_pat(), _MARKED))

    assert facts.states(report, "MX-01") == ["UNKNOWN"]
    assert (
        "1 place left out, as the repository asks"
        in facts.check(report.exposures[0], "MX-01").reason
    )
    assert report.servers[0].identity_model == "shared-static"


def test_a_server_whose_credential_was_left_out_is_not_said_to_have_none() -> None:
    url = "http://mcp.acme.com/mcp"
    declared = facts.declaration(server=url, transport=Transport.HTTP)
    marked = replace(_MARKED, server=url)

    def state(*found: object) -> list[str]:
        return facts.states(_obeyed(facts.result(declared, *found)), "MX-17")  # type: ignore[arg-type]

    assert (state(), state(facts.classic_pat(), marked)) == (["FAIL"], ["UNKNOWN"])


def test_what_is_left_out_outside_any_server_makes_no_exposure() -> None:
    loose = facts.occurrence("one", server="", server_name="", suppressed="nosec")
    report = _obeyed(facts.result(facts.classic_pat(), loose))

    assert (report.exposures, report.suppressed) == ((), (loose,))


def test_with_nothing_marked_the_option_changes_nothing_and_clean_stays_clean() -> None:
    unmarked = facts.result(facts.classic_pat(), facts.occurrence("one"))
    plain, obeying = build([unmarked], facts.SCAN), _obeyed(unmarked)

    assert replace(obeying, scan=facts.SCAN) == plain
    assert _obeyed(facts.result()).verdict is Overall.CLEAN


def test_files_for_other_scanners_are_named_and_counted() -> None:
    coverage = replace(facts.COMPLETE, suppression_files=("r: .gitleaksignore", "r: .ggignore"))
    report = build([facts.result(coverage=coverage)], facts.SCAN)

    assert report.verdict is Overall.CLEAN
    assert "2 files may tell scanners what to ignore; not obeyed." in terminal.render(report)
    assert "r: .gitleaksignore" in html.render(report)
    assert "tell scanners" not in terminal.render(build([facts.result()], facts.SCAN))
