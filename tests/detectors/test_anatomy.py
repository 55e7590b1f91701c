import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors import anatomy
from detectors.catalogue import kinds
from detectors.model import Kind, Life, Subject
from tests.detectors.minting import packed, web_token
from tests.tokens import alphanumeric

JWT = kinds()["jwt"]
TENANT = "0a1b2c3d-1234-4abc-9def-0123456789ab"
SUPABASE = {"iss": "supabase", "ref": "abcdefghijklmnopqrst", "role": "service_role"}


def claims(**content: object) -> dict[str, str]:
    return dict(anatomy.claims(JWT, web_token(**content)))


def refined(**content: object) -> Kind:
    return anatomy.refined(JWT, web_token(**content))


def test_only_claims_that_are_never_secret_are_told() -> None:
    told = claims(iss="https://acme.io", exp=1, aud=["a", "b"], email="dev@acme.io", sub="jo")

    assert told == {"aud": "a b", "exp": "1", "iss": "https://acme.io"}


def test_a_claim_that_is_long_or_a_token_itself_or_a_person_is_left_out() -> None:
    assert claims(
        iss="x" * 200, azp="kD83" + "mXq2ZtL9" * 3, hd="jo@acme.io", role="service_role"
    ) == {"role": "service_role"}


def test_identifiers_of_organisations_and_clients_are_told_though_they_look_drawn() -> None:
    assert claims(tid=TENANT, appid=TENANT, org_id="org_" + alphanumeric(16), idtyp="app") == {
        "tid": TENANT,
        "appid": TENANT,
        "org_id": "org_" + alphanumeric(16),
        "idtyp": "app",
    }


def test_a_number_called_tid_is_no_tenant() -> None:
    assert claims(tid=123456, actid=7, uid=8, rgn="use1") == {"actid": "7", "rgn": "use1"}


@pytest.mark.parametrize("moment", [True, -1, 1e300, float("nan"), "soon", None, [], 10**400])
def test_a_moment_that_is_none_is_left_out(moment: object) -> None:
    assert claims(exp=moment, role="x") == {"role": "x"}


def test_a_token_of_kubernetes_tells_namespace_and_account() -> None:
    nested = {"namespace": "prod", "serviceaccount": {"name": "mcp", "uid": TENANT}}
    flat = {
        "kubernetes.io/serviceaccount/namespace": "prod",
        "kubernetes.io/serviceaccount/service-account.name": "mcp",
    }

    expected = {"namespace": "prod", "service_account": "mcp"}
    assert claims(**{"kubernetes.io": nested}) == expected
    assert claims(**flat) == expected


BAD = ["", "a.b.c", "e30.e30.x", "..", "é.é.é", f"{packed([])}.{packed([1])}.x", "a" * 90_000]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_is_no_token_claims_nothing(text: str) -> None:
    assert anatomy.claims(JWT, text) == ()
    assert anatomy.refined(JWT, text) == JWT


def test_a_payload_nested_beyond_reason_claims_nothing() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode().rstrip("=")

    assert anatomy.claims(JWT, f"{deep}.{deep}.x") == ()


def test_a_stripe_key_tells_its_environment() -> None:
    text = "sk_" + "test_" + "a1B2" * 6

    assert anatomy.claims(kinds()["stripe-test-key"], text) == (("environment", "test"),)


def test_the_anonymous_role_is_publishable_and_the_service_role_is_not() -> None:
    assert anatomy.is_publishable(web_token(role="anon"))
    assert not anatomy.is_publishable(web_token(role="service_role"))


@pytest.mark.parametrize(
    ("dates", "life"),
    [
        ({"iat": 1_700_000_000, "exp": 1_700_003_600}, Life.EPHEMERAL),
        ({"nbf": 1_700_000_000, "exp": 1_700_086_400}, Life.EPHEMERAL),
        ({"iat": 1_700_000_000, "exp": 1_731_536_000}, Life.BOUNDED),
        ({"exp": 1_731_536_000}, Life.BOUNDED),
        ({"iat": 1_700_000_000}, Life.STATIC),
    ],
)
def test_a_web_token_lives_by_its_own_dates(dates: dict[str, int], life: Life) -> None:
    assert refined(**dates).life is life


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SUPABASE, "supabase-service-role-key"),
        ({**SUPABASE, "role": "authenticated"}, "jwt"),
        ({"iss": f"https://sts.windows.net/{TENANT}/"}, "entra-access-token"),
        ({"iss": "kubernetes/serviceaccount"}, "kubernetes-service-account-token"),
        (
            {"iss": "https://kubernetes.default.svc.cluster.local"},
            "kubernetes-service-account-token",
        ),
        ({"iss": "n8n", "aud": "public-api", "sub": "x"}, "n8n-api-key"),
        ({"actid": 7, "uid": 8, "rgn": "use1", "tid": 9}, "monday-api-token"),
        ({"iss": "0123456789abcdef" * 2, "iat": 1, "exp": 2}, "home-assistant-token"),
        ({"iss": ["n8n"], "aud": "public-api"}, "jwt"),
    ],
    ids=range(9),
)
def test_a_payload_tells_what_kind_of_web_token_it_is(content: dict[str, Any], kind: str) -> None:
    assert refined(**content).id == kind


def test_a_service_role_is_privileged() -> None:
    assert refined(**SUPABASE).privileged


def test_the_grant_tells_whose_a_token_is() -> None:
    assert refined(gty="client-credentials").subject is Subject.SERVICE
    assert refined(idtyp="user").subject is Subject.USER
    assert refined(iss="x").subject is Subject.UNKNOWN


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(), SCALARS, max_size=2)
NAMES = st.sampled_from(["iss", "aud", "exp", "tid", "role", "org", "kubernetes.io", "rgn", "gty"])


# Drawing is slow on a busy machine, which says nothing of what is tested.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(NAMES, VALUES))
def test_no_payload_makes_reading_fail_or_names_a_person(content: dict[str, Any]) -> None:
    text = web_token(**content)

    for _, value in anatomy.claims(JWT, text):
        assert 0 < len(value) <= 120
        assert "@" not in value
    assert anatomy.refined(JWT, text).life in Life
