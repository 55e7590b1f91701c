import json

import pytest

from detectors.judge import judge
from detectors.secret import Field, FingerprintKey
from scanner.discovery.catalogue import by_id
from scanner.facts import Trait, TraitId
from scanner.servers.extract import extract
from scanner.servers.references import references
from scanner.servers.trait_rules import Rule, rules
from scanner.servers.traits import traits
from scanner.syntax import Format, parse
from tests.tokens import github

KEY = FingerprintKey(b"a key for tests", ephemeral=False)


def told(server: str | dict[str, object], name: str = "tickets") -> tuple[Trait, ...]:
    written = json.loads(server) if isinstance(server, str) else server
    client = by_id()["claude-code-project"]
    text = json.dumps({"mcpServers": {name: written}})
    (declared,) = extract(parse(text.encode(), Format.JSON), client).servers
    fields = [
        (value, Field(value.reads_as or value.slot, value.name, value.scalar.text))
        for value in declared.values
    ]
    judged = [(value, judge(field, KEY)) for value, field in fields]
    return traits(declared, references(declared, client, judged, KEY), judged)


@pytest.mark.parametrize("rule", rules().all, ids=lambda rule: rule.id)
def test_a_row_tells_its_examples_and_none_of_the_others(rule: Rule) -> None:
    assert rule.examples
    assert rule.negative_examples
    assert rule.source
    for example in rule.examples:
        assert rule.id in {one.rule for one in told(example)}, example
        assert all(one.id is rule.trait for one in told(example) if one.rule == rule.id)
    for example in rule.negative_examples:
        assert rule.id not in {one.rule for one in told(example)}, example


def test_the_rows_are_named_once_and_tell_every_trait() -> None:
    names = [rule.id for rule in rules().all]

    assert len(names) == len(set(names))
    assert {rule.trait for rule in rules().all} == set(TraitId)


@pytest.mark.parametrize(
    ("server", "trait"),
    [
        (
            {"url": "https://a.example/mcp", "auth": {"type": "oauth", "x": "y"}},
            Trait(TraitId.OAUTH, "oauth-by-name", "/mcpServers/tickets/auth/type",
                  "auth.type: oauth"),
        ),
        (
            {"command": "uvx", "args": ["postgres-mcp", "--access-mode=unrestricted"]},
            Trait(TraitId.BROAD_SCOPE, "unrestricted-mode", "/mcpServers/tickets/args/1",
                  "--access-mode=unrestricted"),
        ),
        (
            {"command": "docker", "args": ["run", "-v", "/var/run/docker.sock:/s", "acme/a"]},
            Trait(TraitId.BROAD_SCOPE, "container-control", "/mcpServers/tickets/args/2",
                  "docker.sock"),
        ),
        (
            {"command": "a", "args": ["postgresql://postgres:x@db.example/app"]},
            Trait(TraitId.BROAD_SCOPE, "superuser-connection", "/mcpServers/tickets/args/0",
                  "postgres"),
        ),
        (
            {"command": "a", "env": {"LOG_LEVEL": "OFF"}},
            Trait(TraitId.LOGGING_OFF, "log-level-off", "/mcpServers/tickets/env/LOG_LEVEL",
                  "LOG_LEVEL=OFF"),
        ),
        (
            {"command": "op", "args": ["run", "--", "npx", "tickets"]},
            Trait(TraitId.SECRET_WRAPPER, "secret-wrapper", "/mcpServers/tickets/command",
                  "op run"),
        ),
        (
            {"command": "a", "alwaysAllow": ["list", "read"]},
            Trait(TraitId.AUTO_APPROVED, "approved-tools", "/mcpServers/tickets/alwaysAllow",
                  "alwaysAllow", ("list", "read")),
        ),
        (
            {"command": "a", "autoApprove": ["read", "*"]},
            Trait(TraitId.AUTO_APPROVED, "approved-tools", "/mcpServers/tickets/autoApprove",
                  "autoApprove", ("read",), wildcard=True),
        ),
        (
            {"command": "a", "trust": True},
            Trait(TraitId.AUTO_APPROVED, "trusted", "/mcpServers/tickets/trust", "trust: true",
                  wildcard=True),
        ),
        (
            {"command": "a", "tools": {"drop": {"approval_mode": "approve"}}},
            Trait(TraitId.AUTO_APPROVED, "approved-tool",
                  "/mcpServers/tickets/tools/drop/approval_mode", "tools.drop.approval_mode",
                  ("drop",)),
        ),
        (
            {"command": "a", "includeTools": ["read"]},
            Trait(TraitId.NARROW_SCOPE, "tool-allow-list", "/mcpServers/tickets/includeTools",
                  "includeTools", ("read",)),
        ),
    ],
)  # fmt: skip
def test_a_trait_says_where_it_stands_and_shows_the_setting(
    server: dict[str, object], trait: Trait
) -> None:
    assert trait in told(server)


@pytest.mark.parametrize(
    "server",
    [
        {"command": "a", "args": ["--tools", "%s"]},
        {"command": "a", "args": ["--tools=%s"]},
        {"command": "a", "env": {"ENABLED_TOOLS": "%s"}},
        {"command": "a", "alwaysAllow": ["%s"]},
        {"command": "a", "args": ["postgresql://postgres:%s@db.example/app"]},
        {"url": "https://a.example", "auth": {"CLIENT_ID": "x", "CLIENT_SECRET": "%s"}},
    ],
)
def test_a_secret_beside_or_in_a_setting_is_not_shown(server: dict[str, object]) -> None:
    secret = github()

    found = told(json.dumps(server) % secret)

    assert found
    assert secret not in repr(found)


def test_a_hostile_server_tells_no_more_than_two_hundred() -> None:
    server: dict[str, object] = {"command": "a", "args": ["--read-only"] * 5_000}

    assert len(told(server)) == 200
