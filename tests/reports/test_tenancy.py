import pytest

from reports.inventory import Inventory, Place, Rule
from reports.model import UNASSIGNED
from reports.tenancy import Facts, environment, is_firm, tenant
from scanner.model import Origin, Signal
from tests.reports.facts import GITHUB, claim, host, setting, variable


def facts(
    *signals: Signal, path: str = ".mcp.json", name: str = "tools", server: str = GITHUB
) -> Facts:
    return Facts(Place("acme/tools", path, server, name, "cursor", ("refs/heads/main",)), signals)


@pytest.mark.parametrize(
    ("given", "value", "confidence", "rule", "matched"),
    [
        (facts(setting("APP_ENV", "production")), "prod", "high", "E1", "APP_ENV=production"),
        (facts(setting("NODE_ENV", "development")), "dev", "high", "E1", "NODE_ENV=development"),
        (facts(setting("--env", "qa")), "test", "high", "E1", "--env=qa"),
        (facts(setting("AWS_PROFILE", "acme-prod")), "prod", "high", "E1", "AWS_PROFILE=acme-prod"),
        (facts(setting("STAGE", "live")), "prod", "high", "E1", "STAGE=live"),
        (facts(claim("prefix", "sk_" + "live_")), "prod", "high", "E2", "sk_" + "live_"),
        (facts(claim("environment", "test")), "test", "high", "E2", "test"),
        (facts(host("api.staging.x.com")), "staging", "high", "E3", "api.staging.x.com"),
        (facts(host("prod-db.internal:5432")), "prod", "high", "E3", "prod-db.internal"),
        (facts(host("localhost:5432")), "dev", "high", "E3", "localhost"),
        (facts(host("127.0.0.1")), "dev", "high", "E3", "127.0.0.1"),
        (facts(host("[::1]:5432")), "dev", "high", "E3", "::1"),
        (facts(path="mcp.prod.json"), "prod", "high", "E4", "mcp.prod.json"),
        (facts(path="x/.env.production"), "prod", "high", "E4", ".env.production"),
        (facts(path="deploy/prod/.mcp.json"), "prod", "medium", "E5", "prod/"),
        (facts(path="overlays/staging/a.json"), "staging", "medium", "E5", "staging/"),
        (facts(name="github-prod"), "prod", "medium", "E6", "github-prod"),
        (facts(name="githubProd"), "prod", "medium", "E6", "githubProd"),
        (facts(variable("PROD_DB_URL")), "prod", "medium", "E7", "PROD_DB_URL"),
    ],
)
def test_an_environment_is_told_by(
    given: Facts, value: str, confidence: str, rule: str, matched: str
) -> None:
    found = environment(given)

    assert (found.value, found.confidence, found.rule) == (value, confidence, rule)
    assert (found.matched, found.conflict) == (matched, "")


@pytest.mark.parametrize(
    "given",
    [
        facts(),
        facts(path="product/.mcp.json"),
        facts(path=".devcontainer/mcp.json"),
        facts(path="dev-container/mcp.json"),
        facts(path="devtools/latest/contest/mcp.json"),
        facts(path=".claude/settings.local.json"),
        facts(path="usr/local/mcp.json"),
        facts(name="live"),
        facts(name="stage-manager"),
        facts(name="productivity"),
        facts(variable("STAGE_KEY")),
        facts(setting("APP_ENV", "${APP_ENV}")),
        facts(setting("COLOUR", "prod")),
        facts(host("mcp.context7.dev")),
        facts(host("dev.azure.com")),
        facts(claim("scope", "test")),
    ],
)
def test_an_environment_is_not_guessed_from(given: Facts) -> None:
    assert environment(given).value == UNASSIGNED


def test_main_is_never_evidence_of_production() -> None:
    assert environment(facts()).confidence == "none"


def test_lower_signals_that_agree_leave_the_confidence() -> None:
    found = environment(facts(setting("APP_ENV", "prod"), path="deploy/prod/a.json"))

    assert (found.confidence, found.conflict) == ("high", "")


def test_a_signal_that_disagrees_keeps_the_value_and_lowers_its_confidence() -> None:
    found = environment(facts(setting("APP_ENV", "prod"), path="deploy/dev/a.json"))

    assert (found.value, found.confidence) == ("prod", "low")
    assert found.conflict == "E5 says dev (dev/)"
    assert not is_firm(found)


def test_two_values_of_the_same_rank_are_ambiguous() -> None:
    found = environment(facts(path="dev/prod/a.json"))

    assert (found.value, found.confidence) == (UNASSIGNED, "none")
    assert found.conflict == "E5 says dev (dev/); E5 says prod (prod/)"


def test_a_declared_value_stands_and_shows_what_contradicts_it() -> None:
    declares = Inventory(rules=(Rule(1, (("path", "*"),), environment="dev"),))

    found = environment(facts(host("prod-db.x.com")), declares)

    assert (found.value, found.confidence, found.rule) == ("dev", "declared", "E0")
    assert found.conflict == "declared dev, evidence says E3 says prod (prod-db.x.com)"
    assert is_firm(found)


def test_medium_evidence_does_not_contradict_a_declared_value() -> None:
    declares = Inventory(rules=(Rule(1, (("path", "*"),), environment="dev"),))

    assert environment(facts(path="prod/a.json"), declares).conflict == ""


def test_the_vocabulary_has_its_own_names() -> None:
    own = Inventory(environments=("production", "perf"))

    assert environment(facts(path="prd/a.json"), own).value == "production"
    assert environment(facts(path="perf/a.json"), own).value == "perf"
    assert environment(facts(path="uat/a.json"), own).value == "staging"


@pytest.mark.parametrize(
    ("given", "value", "confidence", "rule"),
    [
        (facts(setting("TENANT_ID", "Acme")), "acme", "high", "T1"),
        (facts(setting("--org", "acme")), "acme", "high", "T1"),
        (facts(setting("AZURE_TENANT_ID", "0f3a-11")), "0f3a-11", "high", "T1"),
        (facts(setting("GOOGLE_CLOUD_PROJECT", "acme-data")), "acme-data", "high", "T1"),
        (facts(claim("tid", "acme")), "acme", "high", "T2"),
        (facts(host("acme.atlassian.net")), "acme", "high", "T3"),
        (facts(host("acme--uat.sandbox.my.salesforce.com")), "acme", "high", "T3"),
        (facts(host("acme.zendesk.com")), "acme", "high", "T3"),
        (facts(host("acme.okta.com")), "acme", "high", "T3"),
        (facts(host("db.abcdefghij.supabase.co")), "abcdefghij", "high", "T3"),
        (facts(host("ab12.eu-west-1.snowflakecomputing.com")), "ab12", "high", "T3"),
        (facts(server="https://mcp.x.com/orgs/acme"), "acme", "medium", "T3"),
        (facts(path="tenants/acme/.mcp.json"), "acme", "medium", "T4"),
        (facts(path="ops/customers/acme/.mcp.json"), "acme", "medium", "T4"),
        (facts(path="clients/acme/.mcp.json"), "acme", "medium", "T4"),
    ],
)
def test_a_tenant_is_told_by(given: Facts, value: str, confidence: str, rule: str) -> None:
    found = tenant(given)

    assert (found.value, found.confidence, found.rule) == (value, confidence, rule)


@pytest.mark.parametrize(
    "given",
    [
        facts(path="clients/.mcp.json"),
        facts(path="clients/python/.mcp.json"),
        facts(path="accounts/prod/.mcp.json"),
        facts(path="tenants/.hidden/.mcp.json"),
        facts(host("your-domain.atlassian.net")),
        facts(host("example.okta.com")),
        facts(host("api.supabase.co")),
        facts(setting("TENANT_ID", "${TENANT_ID}")),
        facts(setting("AZURE_TENANT_ID", "00000000-0000-0000-0000-000000000000")),
        facts(setting("TENANT_ID", "xxxx")),
        facts(claim("iss", "acme")),
    ],
)
def test_a_tenant_is_not_guessed_from(given: Facts) -> None:
    assert tenant(given).value == UNASSIGNED


def test_aliases_of_a_tenant_are_one_tenant() -> None:
    own = Inventory(tenants=(("acme", ("acme", "acme-eu")),))

    found = tenant(facts(host("Acme-EU.zendesk.com"), path="customers/acme/.mcp.json"), own)

    assert (found.value, found.confidence, found.conflict) == ("acme", "high", "")


def test_a_hostile_name_is_no_tenant_and_takes_no_time() -> None:
    deep = "/".join(["tenants"] * 20_000) + "/.mcp.json"

    assert tenant(facts(path=deep)).value == "tenants"
    assert environment(facts(name="aA-" * 100_000)).value == UNASSIGNED


def test_many_values_are_listed_in_part() -> None:
    own = Inventory(environments=tuple(f"e{number}" for number in range(9)))

    found = environment(facts(path="e0/e1/e2/e3/e4/e5/e6/a.json"), own)

    assert found.conflict.endswith("; 3 more")


def test_every_origin_of_a_signal_is_heard() -> None:
    heard = {Origin.SETTING: "E1", Origin.CLAIM: "E2", Origin.HOST: "E3", Origin.VARIABLE: "E7"}

    for origin in Origin:
        names = {Origin.SETTING: "PROD_ENV", Origin.CLAIM: "iss"}
        name, text = names.get(origin, "PROD"), "prod.internal"
        assert environment(facts(Signal(origin, name, text))).rule == heard[origin]
