import base64
import json

import pytest

from detectors import anatomy
from detectors.catalogue import kinds


def token(payload: object) -> str:
    parts = ({"alg": "none"}, payload)
    coded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*coded, "signature"])


def test_only_claims_that_are_never_secret_are_told() -> None:
    text = token({"iss": "https://acme.io", "exp": 1, "aud": ["a", "b"], "email": "dev@acme.io"})

    assert anatomy.claims(kinds()["jwt"], text) == (
        ("aud", "a b"),
        ("exp", "1"),
        ("iss", "https://acme.io"),
    )


def test_a_claim_that_is_long_or_a_token_itself_is_left_out() -> None:
    text = token({"iss": "x" * 200, "azp": "kD83" + "mXq2ZtL9" * 3, "role": "service_role"})

    assert anatomy.claims(kinds()["jwt"], text) == (("role", "service_role"),)


@pytest.mark.parametrize("text", ["", "a.b.c", "e30.e30.x", "..", token([1]), token("x"), "é.é.é"])
def test_what_is_no_token_claims_nothing(text: str) -> None:
    assert anatomy.claims(kinds()["jwt"], text) == ()


def test_a_payload_nested_beyond_reason_claims_nothing() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode().rstrip("=")

    assert anatomy.claims(kinds()["jwt"], f"{deep}.{deep}.x") == ()


def test_a_stripe_key_tells_its_environment() -> None:
    text = "sk_" + "test_" + "a1B2" * 6

    assert anatomy.claims(kinds()["stripe-test-key"], text) == (("environment", "test"),)


def test_the_anonymous_role_is_publishable_and_the_service_role_is_not() -> None:
    assert anatomy.is_publishable(token({"role": "anon"}))
    assert not anatomy.is_publishable(token({"role": "service_role"}))
