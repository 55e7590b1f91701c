"""The golden cases of the assessment, on real repositories; numbers are those of its section 12.

Cases 9, 15, 16 and 20 are with what the reviewer declares, case 18 with the search for leaks.
"""

import base64
import json
from pathlib import Path

from reports.formats.json import render
from reports.model import Ready, Severity
from tests.reports.facts import check, states
from tests.repositories import GitRepo, new_repository
from tests.tokens import alphanumeric, github, opaque
from tests.whole.golden import config, remote, report, results

FILE = ".mcp.json"
REFERENCE = "${TOKEN}"


def test_1_a_literal_at_the_tip_of_another_branch_is_named_with_it(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(tickets=REFERENCE)})
    git_repo.git("checkout", "--quiet", "-b", "feature")
    git_repo.commit({FILE: config(tickets=opaque())})
    git_repo.git("checkout", "--quiet", "main")

    found = report(git_repo)

    assert "refs/heads/feature" in check(found.exposures[0], "MX-01").reason
    assert (states(found, "MX-01"), states(found, "MX-02")) == (["FAIL"], ["PASS"])


def test_2_removed_from_main_and_alive_on_a_release_is_live(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(tickets=opaque())})
    git_repo.git("branch", "release/1")
    git_repo.commit({FILE: config(tickets=REFERENCE)})

    found = report(git_repo)

    assert (states(found, "MX-01"), states(found, "MX-02")) == (["FAIL"], ["PASS"])


def test_3_a_moved_file_keeps_the_age_of_its_slot(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(tickets=opaque())})
    git_repo.commits = 200
    git_repo.commit({FILE: None, "tools/.mcp.json": config(tickets=opaque())})

    found = report(git_repo, at="2024-06-10T00:00:00Z")

    assert check(found.exposures[0], "MX-07").reason.startswith("at least 208 days in its slot")


def test_4_a_value_that_came_back_is_a_regression_and_the_other_superseded(
    git_repo: GitRepo,
) -> None:
    for value in (opaque(1), opaque(2), opaque(1)):
        git_repo.commit({FILE: config(tickets=value)})

    found = report(git_repo, at="2023-11-17T00:00:00Z")

    row = found.exposures[0]
    assert check(row, "MX-08").reason == "1 replaced value of .mcp.json, not shown revoked"
    assert check(row, "MX-25").reason == "it came back after its removal"
    traces = [step for record in found.credentials for step in record.severity_trace]
    assert traces.count("+1 brought back after its removal") == 1
    assert row.gate.reasons == ("MX-01", "MX-02", "MX-08")
    assert row.ready is Ready.NOT_READY


def test_5_one_value_of_one_server_in_two_clients_is_one_of_each(git_repo: GitRepo) -> None:
    own = config(tickets=opaque())
    git_repo.commit({FILE: own, ".vscode/mcp.json": config("servers", tickets=opaque())})

    found = report(git_repo)

    assert len(found.credentials) == len(found.servers) == len(found.exposures) == 1
    assert states(found, "MX-05") == ["PASS"]


def test_6_two_names_of_one_package_are_one_server(git_repo: GitRepo) -> None:
    one = json.loads(config(tickets=opaque()))["mcpServers"]["tickets"]
    git_repo.commit({FILE: json.dumps({"mcpServers": {"a": one, "b": one}}, indent=2)})

    found = report(git_repo)

    assert [server.names for server in found.servers] == [("a", "b")]
    assert states(found, "MX-05") == ["PASS"]


def test_7_production_and_staging_with_values_of_their_own_pass(git_repo: GitRepo) -> None:
    servers = {
        f"db-{name}": {"command": "npx", "args": ["@acme/db@1.0.0"], "env": {"TOKEN": token}}
        for name, token in (("prod", opaque(1)), ("staging", opaque(2)))
    }
    git_repo.commit({FILE: json.dumps({"mcpServers": servers}, indent=2)})

    assert states(report(git_repo), "MX-03") == ["PASS", "PASS"]


def test_8_a_directory_called_product_is_no_environment(git_repo: GitRepo) -> None:
    own = config(tickets=opaque())
    git_repo.commit({"product/.mcp.json": own, "dev/.mcp.json": own})

    found = report(git_repo)

    assert [row.environment.value for row in found.exposures] == ["dev", "unassigned"]
    assert set(states(found, "MX-03")) == {"UNKNOWN"}


def test_10_a_token_as_a_default_counts_once(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(tickets=f"${{TOKEN:-{github()}}}")})

    found = report(git_repo)

    row = found.exposures[0]
    assert check(row, "MX-12").severity is Severity.CRITICAL
    assert states(found, "MX-01") == ["FAIL"]
    assert len(found.credentials) == len(row.credentials) == 1


def test_11_a_shallow_clone_passes_nothing_that_rests_on_an_absence(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    git_repo.commit({FILE: config(tickets=REFERENCE)})
    git_repo.commit({"README.md": "Tools."})
    source = git_repo.path.as_uri()
    git_repo.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "cut"))

    found = report(GitRepo(tmp_path / "cut"))

    for identifier in ("MX-01", "MX-02", "MX-12", "MX-14", "MX-15"):
        assert states(found, identifier) == ["UNKNOWN"]
    assert [item.subject for item in found.requests].count("coverage") == 1


def test_12_a_web_token_without_an_end_breaks_the_policy(git_repo: GitRepo) -> None:
    parts = ({"alg": "RS256"}, {"iss": "https://id.example.com", "iat": 1_700_000_000})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    token = ".".join([*(text.rstrip("=") for text in encoded), alphanumeric(86)])
    git_repo.commit({FILE: config(tickets=token)})

    found = report(git_repo)

    assert check(found.exposures[0], "MX-10").reason == "it states no end"
    assert found.exposures[0].readiness.rotated.reason == "it states no end (MX-10, B)"


def test_13_a_remote_server_without_headers_is_unknown(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: remote("https://mcp.example.com/mcp")})

    found = report(git_repo)

    assert states(found, "MX-17") == ["UNKNOWN"]
    assert found.servers[0].identity_model == "remote-undecided"


def test_14_one_address_in_a_store_in_two_tenants_fails_without_any_value(
    git_repo: GitRepo,
) -> None:
    own = config(tickets="op://Operations/tickets/token")
    git_repo.commit({"tenants/acme/.mcp.json": own, "tenants/globex/.mcp.json": own})

    found = report(git_repo)

    assert found.credentials == ()
    judged = [check(row, "MX-04") for row in found.exposures]
    assert [(item.state, item.grade) for item in judged] == [("FAIL", "B")] * 2
    assert {item.severity for item in judged} == {Severity.CRITICAL}
    assert (
        "shared by tenants acme, globex by op://… (B)" in found.exposures[0].readiness.scoped.reason
    )
    assert found.servers[0].identity_model == "shared-static"


def test_17_fingerprints_go_by_the_key(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(tickets=opaque())})

    same, again, other = (
        {item.fingerprint for result in results(git_repo, key=key) for item in result.credentials}
        for key in ("one key for tests", "one key for tests", "another key for tests")
    )

    assert same == again
    assert not same & other


def test_19_the_report_is_the_same_byte_for_byte(git_repo: GitRepo, tmp_path: Path) -> None:
    git_repo.commit({FILE: config(tickets=opaque(1), wiki=opaque(1))})
    second = new_repository(tmp_path / "second")
    second.commit({FILE: config(tickets=opaque(2))})

    assert render(report(git_repo, second)) == render(report(second, git_repo))
