"""The checks, by the golden cases of the assessment and one case for every state."""

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detectors.model import Life, Slot
from reports.assessment import checks
from reports.assessment.checks import CHECKS
from reports.assessment.docs import checks_page
from reports.build import build
from reports.inventory import Inventory, Rule
from reports.model import CheckResult, CheckState, Report, Severity
from scanner.facts import Reference, ReferenceKind
from scanner.model import Credential, Declaration, Occurrence, Skipped, Transport, UnitResult
from tests.reports.facts import (
    COMPLETE,
    GITHUB,
    HISTORY,
    LIVE,
    POSTGRES,
    SCAN,
    UNREACHABLE,
    check,
    claim,
    classic_pat,
    credential,
    declaration,
    default_pair,
    host,
    occurrence,
    result,
    setting,
    states,
)

DOCS = Path(__file__).resolve().parents[3] / "docs"
REMOTE = "https://mcp.example.com/mcp"


def judged(
    identifier: str, *found: Credential | Occurrence | Declaration, **changes: Any
) -> CheckResult:
    """Return what one check says of the only row of one repository."""
    built = report(result(*found, **changes))
    assert len(built.exposures) == 1
    return check(built.exposures[0], identifier)


def report(*results: UnitResult, inventory: Inventory | None = None) -> Report:
    return build(results, SCAN, inventory or Inventory())


def test_every_module_is_registered_once_in_the_order_of_the_ids() -> None:
    modules = [
        importlib.import_module(f"{checks.__name__}.{module.name}")
        for module in pkgutil.iter_modules(checks.__path__)
    ]

    assert {module.CHECK.id for module in modules} == {item.id for item in CHECKS}
    assert len(modules) == len(CHECKS)
    assert [item.id for item in CHECKS] == sorted({item.id for item in CHECKS})


def test_the_page_of_the_checks_is_fresh() -> None:
    assert (DOCS / "checks.md").read_text("utf-8") == checks_page()
    assert all(f"## {item.id}: {item.title}\n" in checks_page() for item in CHECKS)


# Golden case 1.
def test_a_literal_at_the_tip_of_another_branch_is_mx_01_with_its_branch() -> None:
    lifetime = replace(LIVE, refs=("refs/heads/feature",))

    built = report(result(credential(), occurrence(lifetime=lifetime)))

    hard_coded = check(built.exposures[0], "MX-01")
    assert (hard_coded.state, hard_coded.grade) == (CheckState.FAIL, "A")
    assert hard_coded.reason == "1 literal secret in .mcp.json at refs/heads/feature"
    assert states(built, "MX-02") == ["PASS"]


# Golden case 2.
def test_removed_from_main_but_alive_on_a_release_is_mx_01() -> None:
    lifetime = replace(LIVE, refs=("refs/heads/release/1",))

    built = report(
        result(credential(), occurrence(lifetime=HISTORY), occurrence(line=9, lifetime=lifetime))
    )

    assert (states(built, "MX-01"), states(built, "MX-02")) == (["FAIL"], ["PASS"])


# Golden case 5.
def test_one_value_for_one_server_in_two_clients_is_one_credential_and_one_server() -> None:
    built = report(
        result(
            credential(),
            occurrence(),
            occurrence(path=".vscode/mcp.json", client="vscode-workspace"),
        )
    )

    assert len(built.credentials) == len(built.servers) == len(built.exposures) == 1
    assert built.servers[0].clients == ("claude-code-project", "vscode-workspace")
    assert states(built, "MX-05") == ["PASS"]


# Golden case 6.
def test_two_names_of_one_package_are_one_server() -> None:
    built = report(
        result(credential(), occurrence(server_name="gh"), occurrence(server_name="github"))
    )

    assert [server.names for server in built.servers] == [("gh", "github")]
    assert states(built, "MX-05") == ["PASS"]


# Golden case 7.
def test_production_and_staging_with_values_of_their_own_in_one_file_pass_mx_03() -> None:
    built = report(
        result(
            credential("p"),
            credential("s"),
            occurrence("p", server_name="db-prod"),
            occurrence("s", server_name="db-staging"),
        )
    )

    assert [item.environment.value for item in built.exposures] == ["prod", "staging"]
    assert states(built, "MX-03") == ["PASS", "PASS"]


# Golden case 8.
def test_a_directory_called_product_gives_no_environment_and_no_mx_03() -> None:
    built = report(
        result(credential(), occurrence(path="product/a.json"), occurrence(path="dev/a.json"))
    )

    assert [item.environment.value for item in built.exposures] == ["dev", "unassigned"]
    assert states(built, "MX-03") == ["UNKNOWN", "UNKNOWN"]


# Golden case 9.
def test_declared_dev_on_a_production_host_is_used_and_the_conflict_shown() -> None:
    inventory = Inventory(rules=(Rule(1, (("path", "a.json"),), environment="dev"),))
    places = (
        occurrence(path="a.json", signals=(host("prod-db.x.com"),)),
        occurrence(path="staging/b.json"),
    )

    built = report(result(credential(), *places), inventory=inventory)

    row = built.exposures[0]
    assert (row.environment.value, row.environment.confidence) == ("dev", "declared")
    assert "declared dev, evidence says" in row.environment.conflict
    assert states(built, "MX-03") == ["FAIL", "FAIL"]


# Golden case 10.
def test_a_secret_as_a_default_fails_mx_12_and_counts_once() -> None:
    built = report(result(credential(), occurrence(slot=Slot.INPUT_DEFAULT)))

    assert check(built.exposures[0], "MX-12").severity is Severity.HIGH
    assert states(built, "MX-01") == ["FAIL"]
    assert len(built.credentials) == 1


# Golden case 11.
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"coverage": replace(COMPLETE, shallow=("acme/tools",))}, "shallow clone"),
        ({"coverage": replace(COMPLETE, partial=("acme/tools",))}, "partial clone"),
        ({"coverage": replace(COMPLETE, missing_objects=2)}, "2 objects missing"),
        ({"coverage": replace(COMPLETE, partly_parsed=1)}, "1 configuration only partly parsed"),
        ({"skipped": (Skipped("x", "too large", "not read"),)}, "1 item skipped"),
    ],
)
def test_what_was_not_read_makes_every_absence_unknown(changes: dict[str, Any], why: str) -> None:
    for identifier in ("MX-01", "MX-02", "MX-12", "MX-14", "MX-15"):
        found = judged(identifier, declaration(), **changes)

        assert found.state is CheckState.UNKNOWN
        assert why in found.reason


def test_without_history_an_absence_is_unknown() -> None:
    built = build([result(declaration())], replace(SCAN, history="none"))

    assert states(built, "MX-02") == ["UNKNOWN"]
    assert "history not scanned" in check(built.exposures[0], "MX-02").reason


def test_a_gap_in_one_repository_leaves_the_own_absences_of_another() -> None:
    broken = result(repository="acme/other", coverage=replace(COMPLETE, shallow=("acme/other",)))

    built = report(result(credential(), occurrence(lifetime=HISTORY)), broken)

    assert states(built, "MX-01") == ["PASS"]
    assert states(built, "MX-05") == ["UNKNOWN"]


# Golden case 13.
def test_an_https_server_without_headers_is_unknown_not_a_failure() -> None:
    found = judged("MX-17", declaration(server=REMOTE, transport=Transport.HTTP))

    assert found.state is CheckState.UNKNOWN


def test_a_secret_in_history_or_unreachable_is_mx_02() -> None:
    for lifetime in (HISTORY, UNREACHABLE):
        found = judged("MX-02", credential(), occurrence(lifetime=lifetime))

        assert found.state is CheckState.FAIL
        assert found.reason == "1 removed secret of .mcp.json, not shown revoked"


def test_a_secret_in_two_sure_environments_fails_mx_03() -> None:
    built = report(
        result(credential(), occurrence(path="prod/a.json"), occurrence(path="dev/a.json"))
    )

    assert states(built, "MX-03") == ["FAIL", "FAIL"]
    assert check(built.exposures[0], "MX-03").reason == "one secret in dev, prod"


def test_a_disputed_environment_makes_mx_03_unknown_and_is_shown() -> None:
    disputed = occurrence(path="prod/a.json", signals=(setting("APP_ENV", "dev"),))

    built = report(result(credential(), disputed, occurrence(path="staging/a.json")))

    assert states(built, "MX-03") == ["UNKNOWN", "UNKNOWN"]
    assert "E5 says prod (prod/)" in check(built.exposures[0], "MX-03").reason


def test_two_tenants_fail_mx_04_and_one_unassigned_makes_it_unknown() -> None:
    acme = occurrence(path="tenants/acme/a.json")

    both = report(result(credential(), acme, occurrence(path="tenants/globex/a.json")))
    half = report(result(credential(), acme, occurrence()))

    assert states(both, "MX-04") == ["FAIL", "FAIL"]
    assert states(half, "MX-04") == ["UNKNOWN", "UNKNOWN"]


def test_tenants_with_secrets_of_their_own_pass_mx_04() -> None:
    built = report(
        result(
            credential("a"),
            credential("b"),
            occurrence("a", path="tenants/acme/a.json"),
            occurrence("b", path="tenants/globex/a.json"),
        )
    )

    assert states(built, "MX-04") == ["PASS", "PASS"]


def test_a_tenant_declared_shared_asks_for_evidence() -> None:
    inventory = Inventory(rules=(Rule(1, (("path", "*"),), tenant="shared"),))

    built = report(result(credential(), occurrence()), inventory=inventory)

    assert states(built, "MX-04") == ["UNKNOWN"]
    assert check(built.exposures[0], "MX-04").grade == "D"


def test_declared_assignments_make_grade_d() -> None:
    inventory = Inventory(
        rules=(
            Rule(1, (("path", "a"),), environment="prod"),
            Rule(2, (("path", "b"),), environment="dev"),
        )
    )

    built = report(
        result(credential(), occurrence(path="a"), occurrence(path="b")), inventory=inventory
    )

    assert check(built.exposures[0], "MX-03").grade == "D"


def test_two_servers_fail_mx_05_and_a_place_outside_any_makes_it_unknown() -> None:
    two = report(result(credential(), occurrence(), occurrence(server=POSTGRES)))
    loose = report(result(credential(), occurrence(), occurrence(server="", server_name="")))

    assert states(two, "MX-05") == ["FAIL", "FAIL"]
    assert states(loose, "MX-05") == ["UNKNOWN", "UNKNOWN"]


def test_a_well_known_pair_is_shared_by_nobody() -> None:
    built = report(result(default_pair(), occurrence("pair"), occurrence("pair", server=POSTGRES)))

    assert states(built, "MX-05") == ["N/A", "N/A"]
    assert states(built, "MX-01") == ["PASS", "PASS"]
    assert states(built, "MX-12") == ["FAIL", "FAIL"]


@pytest.mark.parametrize(
    ("life", "state"),
    [
        (Life.STATIC, CheckState.FAIL),
        (Life.BOUNDED, CheckState.PASS),
        (Life.EPHEMERAL, CheckState.PASS),
        (Life.UNKNOWN, CheckState.UNKNOWN),
    ],
)
def test_the_life_of_a_kind_decides_mx_09(life: Life, state: CheckState) -> None:
    assert judged("MX-09", credential(life=life), occurrence()).state is state


def test_a_secret_among_arguments_fails_mx_14_only_at_a_tip() -> None:
    for slot in (Slot.ARGUMENT, Slot.COMMAND):
        assert judged("MX-14", credential(), occurrence(slot=slot)).state is CheckState.FAIL
    gone = judged("MX-14", credential(), occurrence(slot=Slot.ARGUMENT, lifetime=HISTORY))
    assert gone.state is CheckState.NOT_APPLICABLE


def test_a_reference_that_is_expanded_into_an_argument_fails_mx_14_at_low() -> None:
    shown = Reference(ReferenceKind.VARIABLE, Slot.ARGUMENT, "--token", "/x", "TOKEN", shown=True)
    hidden = replace(shown, slot=Slot.ENV, shown=False)

    found = judged("MX-14", declaration(by_reference=(shown,)))

    assert (found.state, found.severity) == (CheckState.FAIL, Severity.LOW)
    assert judged("MX-14", declaration(by_reference=(hidden,))).state is CheckState.PASS
    assert judged("MX-14", declaration()).state is CheckState.PASS


@pytest.mark.parametrize("slot", [Slot.URL_USERINFO, Slot.URL_QUERY, Slot.URL_PATH])
def test_a_secret_in_a_url_fails_mx_15(slot: Slot) -> None:
    remote = judged("MX-15", credential(), occurrence(slot=slot, server=REMOTE))
    local = judged("MX-15", credential(), occurrence(slot=slot, server=POSTGRES))

    assert (remote.state, remote.severity) == (CheckState.FAIL, Severity.HIGH)
    assert (local.state, local.severity) == (CheckState.FAIL, Severity.MEDIUM)


@pytest.mark.parametrize(
    ("server", "transport", "plain", "open_"),
    [
        ("http://mcp.x.com/sse", Transport.SSE, "FAIL", "FAIL"),
        ("ws://mcp.x.com", Transport.WEBSOCKET, "FAIL", "FAIL"),
        ("http://mcp.x.com", Transport.STDIO, "FAIL", "FAIL"),
        ("https://mcp.x.com", Transport.HTTP, "PASS", "UNKNOWN"),
        ("http://localhost:3000/mcp", Transport.HTTP, "PASS", "N/A"),
        ("http://[::1]:3000/mcp", Transport.HTTP, "PASS", "N/A"),
        ("https://${HOST}/mcp", Transport.HTTP, "UNKNOWN", "UNKNOWN"),
        ("name:github", Transport.HTTP, "UNKNOWN", "UNKNOWN"),
        (GITHUB, Transport.STDIO, "N/A", "N/A"),
    ],
)
def test_how_a_server_is_reached(server: str, transport: Transport, plain: str, open_: str) -> None:
    found = declaration(server=server, transport=transport)

    assert judged("MX-16", found).state == plain
    assert judged("MX-17", found).state == open_


def test_an_endpoint_that_is_live_nowhere_is_not_judged() -> None:
    gone = declaration(server="http://x.com", transport=Transport.HTTP, lifetime=HISTORY)

    assert judged("MX-16", gone).state is CheckState.NOT_APPLICABLE


def test_plain_http_is_worse_with_a_credential_and_in_production() -> None:
    plain = "http://mcp.x.com"
    bare = declaration(server=plain, transport=Transport.HTTP)

    assert judged("MX-16", bare).severity is Severity.MEDIUM
    assert judged("MX-16", replace(bare, path="prod/a.json")).severity is Severity.HIGH
    held = judged(
        "MX-16",
        credential(),
        occurrence(server=plain),
        replace(bare, name="github"),
    )
    assert held.severity is Severity.HIGH


def test_a_credential_or_a_reference_answers_mx_17() -> None:
    remote = declaration(server=REMOTE, transport=Transport.HTTP, references=1)
    place = occurrence(server=REMOTE, slot=Slot.HEADER)
    literal = judged("MX-17", credential(), place, replace(remote, name="github"))

    assert judged("MX-17", remote).state is CheckState.UNKNOWN
    assert literal.state is CheckState.PASS


def test_a_severity_belongs_to_failures_alone() -> None:
    built = report(
        result(classic_pat(), occurrence(signals=(claim("environment", "live"),))),
        result(declaration(name="other", server=REMOTE, transport=Transport.HTTP)),
    )

    for row in built.exposures:
        for item in row.checks:
            assert (item.severity is not None) == (item.state is CheckState.FAIL)


def test_rules_that_are_not_recorded_are_a_gap() -> None:
    built = build([result(declaration())], replace(SCAN, rules_digest=""))

    assert "rules not recorded" in check(built.exposures[0], "MX-01").reason
