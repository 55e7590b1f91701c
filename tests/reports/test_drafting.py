"""Drafts of an inventory: inert whatever names are in them, and true to what was inferred."""

import re
from typing import Any

import pytest
import tomli

from reports.build import build
from reports.drafting import draft
from reports.drafting_servers import form_of
from reports.inventory import EMPTY
from reports.inventory_file import read, target
from reports.model import Report
from scanner.model import Skipped, UnitResult
from tests.drafts import CODE, agreed
from tests.reports.facts import (
    GITHUB,
    HISTORY,
    LIVE,
    SCAN,
    credential,
    declaration,
    default_pair,
    fingerprint,
    occurrence,
    result,
    setting,
)

_HOSTILE = (
    'a"b\\\n[[servers]]\nid = "x"\u202e\x1b[2J\u2028##vso[x]]]>*?[!a]\x00\x7f{{}} ::error::\u200b'
)


def drafted(*results: UnitResult) -> str:
    return draft(build(results, SCAN), results)


def again(*results: UnitResult, text: str) -> Report:
    return build(results, SCAN, read(tomli.loads(text)))


def assignments(report: Report) -> list[tuple[str, str, str]]:
    return [(item.server, item.tenant.value, item.environment.value) for item in report.exposures]


def test_a_draft_declares_nothing_and_changes_nothing() -> None:
    found = result(credential(), occurrence(path="prod/.mcp.json"), occurrence(path="a.json"))

    text = drafted(found)

    inventory = read(tomli.loads(text))
    assert (inventory.rules, inventory.servers, inventory.attestations) == ((), (), ())
    assert inventory.environments == ("prod",)
    assert again(found, text=text).exposures == build([found], SCAN, EMPTY).exposures


def test_what_nothing_tells_comes_first_and_the_rest_says_by_which_rule() -> None:
    known = declaration(signals=(setting("APP_ENV", "prod"), setting("TENANT_ID", "acme")))
    text = drafted(result(known, declaration(path="b.json", server="pkg:npm/b", name="b")))

    nothing = text.index("# environment: unassigned, nothing tells")
    assert nothing < text.index("# environment: prod (high, E1 APP_ENV=prod)")
    assert '#set.environment = "prod"' in text
    assert '#set.environment = ""' in text
    assert '[vocabulary.tenants]\n"acme" = []' in text


def test_who_agrees_with_all_of_it_has_the_same_rows_declared() -> None:
    found = result(
        credential(),
        credential("two"),
        occurrence(path="prod/.mcp.json", signals=(setting("TENANT_ID", "acme"),)),
        occurrence(path="dev/.mcp.json", signals=(setting("TENANT_ID", "globex"),)),
        occurrence("two", path="prod/x.env", server="", server_name="", client=""),
        declaration(path="dev/.mcp.json", name="other", server="pkg:npm/other"),
    )
    before = build([found], SCAN)

    after = again(found, text=agreed(drafted(found)))

    assert assignments(after) == assignments(before)
    told = [item for row in after.exposures for item in (row.tenant, row.environment)]
    assert {item.confidence for item in told if item.value != "unassigned"} == {"declared"}
    assert not any(item.conflict for item in told)


def test_one_rule_is_enough_for_a_server_that_is_assigned_alike_everywhere() -> None:
    found = result(*(declaration(path=f"prod/{number}.json") for number in range(9)))

    text = drafted(found)

    assert text.count("#[[map]]") == 1
    assert "#match.path" not in text
    assert "prod/0.json, prod/1.json, prod/2.json and 6 more" in text


def test_two_values_that_no_rule_can_tell_apart_are_left_to_the_reviewer() -> None:
    found = result(
        credential(),
        credential("two"),
        occurrence(name="PROD_KEY", pointer="/a"),
        occurrence("two", name="DEV_KEY", pointer="/b"),
    )

    text = drafted(found)

    assert "no rule tells them apart" in text
    assert '#set.environment = ""' in text
    assert assignments(again(found, text=agreed(text))) == assignments(build([found], SCAN))


@pytest.mark.parametrize("field", ["path", "name", "server", "repository", "client"])
def test_hostile_names_are_inert(field: str) -> None:
    place: dict[str, Any] = {field: _HOSTILE}
    found = result(declaration(**place, signals=(setting("APP_ENV", "prod"),)))

    text = drafted(found)

    assert all(char.isprintable() or char == "\n" for char in text)
    assert "##" not in text
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    assert read(tomli.loads(text)).servers == ()
    declared = again(found, text=agreed(text))
    assert declared.exposures[0].environment.confidence == "declared"
    assert len(read(tomli.loads(agreed(text))).servers) == 1


@pytest.mark.parametrize("name", ["\udcff.json", " ", "\u2028"])
def test_what_no_rule_can_name_is_told_and_has_no_entry(name: str) -> None:
    found = result(declaration(path="prod/a.json"), declaration(path=name))

    text = drafted(found)

    assert "No rule can name it" in text
    assert text.count("#[[map]]") == 1
    read(tomli.loads(agreed(text)))


@pytest.mark.parametrize(
    ("identity", "form"),
    [
        ("pkg:npm/%40acme/mcp", "npm:@acme/mcp"),
        ("pkg:npm/plain", "npm:plain"),
        ("pkg:pypi/mcp-server-time", "pypi:mcp-server-time"),
        ("pkg:docker/github/server?repository_url=ghcr.io", "oci:ghcr.io/github/server"),
        ("pkg:docker/mcp/time", "oci:mcp/time"),
        ("local:/opt/mcp", "path:/opt/mcp"),
        ("local:mcp", "path:mcp"),
        ("local:acme/tools/a.py", "local:acme/tools/a.py"),
        ("https://mcp.example.com/mcp", "https://mcp.example.com/mcp"),
        ("https://[::1]:3000/mcp", "https://[[]::1]:3000/mcp"),
        ("name:odd * one", "name:odd [*] one"),
        ("name:\udcff", ""),
    ],
)
def test_a_server_is_proposed_in_words_that_mean_it(identity: str, form: str) -> None:
    assert form_of(identity) == form


def test_every_server_that_was_seen_is_approved_once_its_entry_counts() -> None:
    found = result(
        declaration(),
        declaration(path="b.json", server="pkg:npm/other"),
        declaration(path="c.json", server="local:/opt/[x]*", name=""),
    )

    text = agreed(drafted(found))

    servers = read(tomli.loads(text)).servers
    assert [item.id for item in servers] == ["server", "github", "github-2"]
    assert target("npm:other") in {item.target for item in servers}
    states = {
        check.state.value
        for row in again(found, text=text).exposures
        for check in row.checks
        if check.id == "MX-23"
    }
    assert states == {"PASS"}


def test_a_removed_credential_has_a_template_that_is_an_error_until_it_is_filled_in() -> None:
    found = result(
        credential(),
        credential("live"),
        default_pair(),
        occurrence(lifetime=HISTORY),
        occurrence("live", lifetime=LIVE),
        occurrence("pair", lifetime=HISTORY),
    )

    text = drafted(found)

    assert text.count("#[[attestations]]") == 1
    assert f'#subject.fingerprint = "{fingerprint("one")}"' in text
    with pytest.raises(tomli.TOMLDecodeError):
        tomli.loads(CODE.sub("", text[text.index("#[[attestations]]") :]))
    filled = text.replace("#on = YYYY-MM-DD", "#on = 2025-07-01")
    filled = filled.replace('#by = ""', '#by = "IAM"')
    filled = filled.replace('#evidence.ref = ""', '#evidence.ref = "T-1"')
    start = filled.index("#[[attestations]]")
    declared = again(found, text=filled[:start] + CODE.sub("", filled[start:]))
    assert [item.status.value for item in declared.attestations] == ["in force"]


def test_the_order_of_repositories_does_not_matter() -> None:
    one = result(declaration(), repository="acme/one")
    two = result(declaration(path="b.json"), repository="acme/two")

    assert drafted(one, two) == drafted(two, one)


def test_what_was_not_seen_is_told() -> None:
    found = result(declaration(), skipped=(Skipped("big.json", "too large", "not read"),))

    text = drafted(found)

    assert "# Not seen: big.json: too large\n# Not seen: acme/tools: 1 item skipped\n" in text


def test_the_same_server_can_be_named_for_each_client_where_only_that_tells() -> None:
    found = result(
        declaration(client="cursor", signals=(setting("APP_ENV", "dev"),)),
        declaration(client="vscode", signals=(setting("APP_ENV", "prod"),)),
    )

    text = drafted(found)

    assert text.count("#match.client") == 2
    after = again(found, text=agreed(text))
    assert [(row.environment.value, row.environment.confidence) for row in after.exposures] == [
        ("dev", "declared"),
        ("prod", "declared"),
    ]
    assert {row.server for row in after.exposures} == {GITHUB}
