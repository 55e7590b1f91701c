import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import marks
from tests.detectors import minting
from tests.tokens import alphanumeric


def told(token: str) -> dict[str, str]:
    return {name: text for name, text in marks.claims(token) if text}


def test_an_access_key_id_tells_its_account() -> None:
    assert told(minting.aws_key_id("AKIA", 123456789012)) == {"account_id": "123456789012"}
    assert told(minting.aws_key_id("ASIA", 42)) == {"account_id": "000000000042"}


def test_an_access_key_id_of_the_older_generation_tells_no_account() -> None:
    assert told(minting.aws_key_id("AKIA", 123456789012, old=True)) == {}


def test_a_key_of_bedrock_tells_its_account_by_its_user() -> None:
    login = f"BedrockAPIKey-ab12-at-123456789012:{alphanumeric(40)}"

    assert told("ABSK" + base64.b64encode(login.encode()).decode()) == {
        "account_id": "123456789012"
    }


@pytest.mark.parametrize(
    ("token", "environment"),
    [
        ("sk_" + "live_" + alphanumeric(24), "live"),
        ("rk_" + "test_" + alphanumeric(24), "test"),
        ("sk_" + "sbox_" + alphanumeric(24), "sandbox"),
        ("bb_" + "live_" + alphanumeric(24), "live"),
        ("access-" + "sandbox-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f", "sandbox"),
        ("sandbox-" + "sq0csb-" + alphanumeric(43), "sandbox"),
        ("dp." + "st.prd." + alphanumeric(43), "prd"),
        ("dp." + "st.dev_backend." + alphanumeric(43), "dev"),
    ],
    ids=range(8),
)
def test_an_environment_in_the_prefix_is_told(token: str, environment: str) -> None:
    assert told(token)["environment"] == environment


def test_what_only_begins_like_an_environment_tells_none() -> None:
    assert told("tvly-" + "dev-" + alphanumeric(32)) == {}
    assert told("task_" + "livelihood_" + alphanumeric(20)) == {}


def test_tokens_of_slack_tell_workspace_and_app() -> None:
    assert told("xox" + "b-123456789012-2345-" + alphanumeric(24)) == {
        "workspace_number": "123456789012"
    }
    assert told("xapp" + "-1-A012ABCD3EF-12345-" + alphanumeric(40)) == {"app_id": "A012ABCD3EF"}
    assert told("T012ABCD3EF/B012ABCD3EF/" + alphanumeric(24)) == {"workspace_id": "T012ABCD3EF"}


def test_a_routable_token_of_gitlab_tells_where_it_belongs() -> None:
    assert told(minting.routable_token("c:1\no:a\np:zz\nu:2s")) == {
        "organization_id": "10",
        "project_id": "1295",
        "user_id": "100",
    }


def test_a_token_of_gitlab_that_is_not_routable_tells_nothing() -> None:
    assert told("glpat-" + alphanumeric(20)) == {}


def test_an_organization_token_of_sentry_tells_organization_region_and_age() -> None:
    facts = {"iat": 1700000000.5, "url": "x", "region_url": "https://de.sentry.io", "org": "acme"}
    body = minting.packed(facts).replace("-", "+").replace("_", "/")

    assert told(f"sntrys_{body}_{alphanumeric(43)}") == {
        "org": "acme",
        "region": "https://de.sentry.io",
        "iat": "1700000000",
    }


def test_tokens_of_grafana_tell_organization_and_name_but_not_the_key() -> None:
    cloud = {"o": "123", "n": "stack-write", "k": alphanumeric(24), "m": {"r": "eu"}}
    legacy = {"k": alphanumeric(32), "n": "ci", "id": 1}

    assert told("glc_" + minting.packed(cloud)) == {
        "org_id": "123",
        "name": "stack-write",
        "region": "eu",
    }
    compact = base64.b64encode(str(legacy).replace("'", '"').replace(" ", "").encode()).decode()
    assert told(compact) == {"name": "ci", "org_id": "1"}


def test_a_service_account_of_1password_tells_the_host_and_no_person() -> None:
    content = {"signInAddress": "acme.1password.com", "email": "a@b.c", "muk": alphanumeric(40)}

    assert told("ops_" + minting.packed(content)) == {"tenant": "acme.1password.com"}


@pytest.mark.parametrize(
    ("location", "caveat", "expected"),
    [
        ("pypi.org", '[1, ["acme-lib"]]', {"scope": "acme-lib"}),
        ("pypi.org", '[3, "user-number"]', {"scope": "user"}),
        ("pypi.org", "[0, 1800000000, 0]", {"exp": "1800000000"}),
        ("pypi.org", '{"version": 1, "permissions": "user"}', {"scope": "user"}),
        ("pypi.org", '{"permissions": {"projects": ["a", "b"]}}', {"scope": "a b"}),
        ("pypi.org", "no json", {}),
        ("test.pypi.org", "[1, []]", {"environment": "test"}),
    ],
    ids=range(7),
)
def test_an_upload_token_tells_index_and_limits(
    location: str, caveat: str, expected: dict[str, str]
) -> None:
    assert told(minting.pypi_token(location, caveat)) == {"location": location, **expected}


def test_tokens_of_bots_tell_the_number_of_the_bot() -> None:
    discord = base64.b64encode(b"123456789012345678").decode().rstrip("=")

    assert told(f"{discord}.AbCdEf." + alphanumeric(38)) == {"bot_id": "123456789012345678"}
    assert told("123456789:" + "AA" + alphanumeric(33)) == {"bot_id": "123456789"}


def test_an_annotated_key_of_azure_tells_service_and_month() -> None:
    token = alphanumeric(52) + "JQQJ" + "99" + "BC" + alphanumeric(16) + "ACOG" + alphanumeric(4)

    assert told(token) == {"issued": "2025-03", "service": "Azure AI services"}


def test_an_installation_token_of_github_tells_its_app() -> None:
    token = "gh" + "s_12345_" + minting.web_token(iat=1, exp=2)

    assert told(token) == {"app_id": "12345"}


def test_a_region_in_the_token_is_told() -> None:
    assert told("pat-" + "eu1-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f") == {"region": "eu1"}
    assert told("0a1b2c3d" * 4 + "-us" + "21") == {"region": "us21"}


PREFIXES = ["AKIA", "ABSK", "glpat-", "sntrys_eyJ", "glc_eyJ", "ops_eyJ", "pypi-AgE", "eyJrIjoi"]


@given(st.sampled_from(PREFIXES), st.text(max_size=80))
def test_no_text_makes_a_reader_fail(prefix: str, rest: str) -> None:
    for _, text in marks.claims(prefix + rest):
        assert len(text) < 200


@given(st.sampled_from(PREFIXES), st.binary(max_size=80))
def test_no_encoded_bytes_make_a_reader_fail(prefix: str, rest: bytes) -> None:
    coded = base64.urlsafe_b64encode(rest).decode().rstrip("=")

    assert all("@" not in text for _, text in marks.claims(prefix + coded))
