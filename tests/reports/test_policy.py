import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reports.assessment.checks import CHECKS
from reports.build import build, exit_code
from reports.exceptions import ExceptionStatus
from reports.model import CheckState, Report, Severity
from reports.policy import DEFAULT, Policy
from reports.policy_file import load
from reports.strict import ReviewFileError
from scanner.model import UnitResult
from tests.reports.facts import SCAN, check, credential, fingerprint, occurrence, result

KNOWN = tuple(item.id for item in CHECKS)
# The scan of the facts is on 2026-01-10.
EXCEPTION = """
[[exceptions]]
id = "EX-1"
check = "MX-01"
selector = { path = ".mcp.json" }
decision = "accept"
justification = "replaced next sprint"
risk_owner = "team-tools"
approver = "CISO"
approved_on = 2026-01-01
expires_on = 2026-03-30
"""


def read(tmp_path: Path, text: str) -> Policy:
    file = tmp_path / "policy.toml"
    file.write_text("version = 1\n" + text)
    return load(file, KNOWN)[0]


def judged(policy: Policy, *results: UnitResult) -> Report:
    found = results or (result(credential(), occurrence()),)
    return build(found, SCAN, policy=policy)


def test_a_file_that_says_nothing_is_the_default(tmp_path: Path) -> None:
    assert read(tmp_path, "") == DEFAULT


def test_every_number_and_list_is_read(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        """
rotation_days = { static = 60, privileged = 7 }
sla_days = { high = 3 }
ttl_max_hours = 8
fail_on = "none"
unknown_is = "fail"
oauth_hosts = ["*.example.com"]
superuser_names = ["boss"]
non_acceptable = ["MX-04", "MX-01"]
auto_approve_allowed = { "pkg:npm/docs" = ["read"] }
""",
    )

    assert (policy.rotation_days(privileged=True), policy.rotation_days(privileged=False)) == (
        7,
        60,
    )
    assert policy.sla_days(Severity.HIGH) == 3
    assert policy.sla_days(Severity.CRITICAL) == 1
    assert policy.sla_days(Severity.LOW) is None
    assert (policy.fail_on, policy.unknown_fails, policy.ttl_max_hours) == (None, True, 8)
    assert policy.auto_approve_allowed == (("pkg:npm/docs", ("read",)),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rotation_day = 3",
            "unknown key `rotation_day` in the file; did you mean `rotation_days`?",
        ),
        ("ttl_max_hours = 0", "ttl_max_hours must be a whole number of at least 1"),
        ("ttl_max_hours = true", "ttl_max_hours must be a whole number"),
        ('fail_on = "hihg"', 'fail_on: "hihg" is not known; did you mean `high`?'),
        ('non_acceptable = ["MX-99"]', 'non_acceptable: "MX-99" is not known'),
        (EXCEPTION.replace("2026-03-30", "2026-04-02"), "must be within 90 days after"),
        (EXCEPTION.replace("2026-03-30", "2025-12-30"), "must be within 90 days after"),
        (EXCEPTION.replace("expires_on = 2026-03-30", ""), "exceptions[1] needs `expires_on`"),
        (EXCEPTION.replace('path = ".mcp.json"', ""), "selector must select something"),
        (EXCEPTION.replace('path = ".mcp.json"', 'fingerprint = "x"'), "must be a SHA-256"),
        (EXCEPTION + EXCEPTION, 'the id "EX-1" is given twice'),
        (EXCEPTION.replace('"accept"', '"hide"'), '"hide" is not known'),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReviewFileError) as caught:
        read(tmp_path, text)

    assert message in str(caught.value)


def test_an_accepted_failure_stays_one_and_makes_no_exit_code(tmp_path: Path) -> None:
    built = judged(read(tmp_path, EXCEPTION))

    hard_coded = check(built.exposures[0], "MX-01")
    assert (hard_coded.state, hard_coded.accepted) == (CheckState.FAIL, "EX-1")
    assert built.exceptions[0].status is ExceptionStatus.ACTIVE
    assert built.exceptions[0].rows == 1
    assert exit_code(built, Severity.HIGH) == 0
    assert exit_code(judged(DEFAULT), Severity.HIGH) == 1
    assert built.verdict == judged(DEFAULT).verdict


# Golden case 16.
def test_an_expired_exception_has_no_effect_and_is_told(tmp_path: Path) -> None:
    text = EXCEPTION.replace("2026-03-30", "2026-01-09")

    built = judged(read(tmp_path, text))

    assert check(built.exposures[0], "MX-01").accepted == ""
    assert built.exceptions[0].status is ExceptionStatus.EXPIRED
    assert built.exceptions[0].reason == "expired on 2026-01-09; 1 failure counts again"
    assert exit_code(built, Severity.HIGH) == 1


def test_the_last_day_counts_and_the_last_thirty_are_told(tmp_path: Path) -> None:
    built = judged(read(tmp_path, EXCEPTION.replace("2026-03-30", "2026-01-10")))

    assert built.exceptions[0].status is ExceptionStatus.EXPIRING
    assert check(built.exposures[0], "MX-01").accepted == "EX-1"


def test_an_exception_for_one_secret_leaves_the_other_of_the_row(tmp_path: Path) -> None:
    one = EXCEPTION.replace('path = ".mcp.json"', f'fingerprint = "{fingerprint("one")}"')
    both = one + one.replace("EX-1", "EX-2").replace(fingerprint("one"), fingerprint("two"))
    facts = result(credential(), credential("two"), occurrence(), occurrence("two", line=6))

    half, whole = judged(read(tmp_path, one), facts), judged(read(tmp_path, both), facts)

    assert check(half.exposures[0], "MX-01").accepted == ""
    assert half.exceptions[0].reason.endswith("1 row only in part, which still counts")
    assert exit_code(half, Severity.HIGH) == 1
    assert check(whole.exposures[0], "MX-01").accepted == "EX-1, EX-2"


def test_what_accepts_nothing_is_told(tmp_path: Path) -> None:
    built = judged(read(tmp_path, EXCEPTION.replace('path = ".mcp.json"', 'tenant = "acme"')))

    assert built.exceptions[0].status is ExceptionStatus.UNUSED


def test_nobody_accepts_a_secret_across_tenants(tmp_path: Path) -> None:
    facts = result(
        credential(), occurrence(path="tenants/acme/a.json"), occurrence(path="tenants/b/a.json")
    )
    text = EXCEPTION.replace("MX-01", "MX-04").replace('path = ".mcp.json"', 'path = "*"')

    built = judged(read(tmp_path, text), facts)

    failed = [check(item, "MX-04") for item in built.exposures]
    assert [(item.state, item.accepted) for item in failed] == [(CheckState.FAIL, "")] * 2
    assert built.exceptions[0].status is ExceptionStatus.REFUSED
    assert "ignored" in built.exceptions[0].reason


def test_a_selector_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    places = [occurrence(server=f"pkg:npm/s{number}") for number in range(26)]
    text = EXCEPTION.replace('path = ".mcp.json"', 'server = "pkg:npm/*"')

    many = judged(read(tmp_path, text), result(credential(), *places))
    fewer = judged(read(tmp_path, text), result(credential(), *places[:25]))

    assert many.exceptions[0].status is ExceptionStatus.REFUSED
    assert many.exceptions[0].reason == "it selects 26 rows; the policy allows 25"
    assert fewer.exceptions[0].status is ExceptionStatus.ACTIVE
    assert fewer.exceptions[0].rows == 25


def test_an_exception_approved_after_the_scan_has_no_effect(tmp_path: Path) -> None:
    built = judged(read(tmp_path, EXCEPTION.replace("2026-01-01", "2026-01-11")))

    assert built.exceptions[0].status is ExceptionStatus.REFUSED


def test_unknown_can_be_a_failure(tmp_path: Path) -> None:
    built = judged(read(tmp_path, EXCEPTION))

    assert exit_code(built, None) == 0
    assert exit_code(built, None, unknown_fails=True) == 1


def test_the_bytes_come_with_the_policy(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"version = 1\n# \xc3\xa9\n")

    content = load(file, KNOWN)[1]

    assert hashlib.sha256(content).digest() == hashlib.sha256(file.read_bytes()).digest()


def test_dates_may_be_strings(tmp_path: Path) -> None:
    policy = read(tmp_path, EXCEPTION.replace("2026-01-01", '"2026-01-01"'))

    assert policy.exceptions[0].approved_on == date(2026, 1, 1)


def test_the_example_of_the_documentation_is_the_default_with_an_exception(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text("utf-8")
    file = tmp_path / "policy.toml"
    file.write_text(page.split("```toml\n")[1].split("```")[0], "utf-8")

    policy = load(file, KNOWN)[0]

    assert [item.id for item in policy.exceptions] == ["EX-2026-014"]
    assert replace(policy, exceptions=()) == DEFAULT
