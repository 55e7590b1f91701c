import base64
import json

import pytest

from detectors.judge import judge
from detectors.model import Slot, Subject, Verdict
from detectors.secret import Field, FingerprintKey
from tests.detectors.minting import web_token
from tests.tokens import alphanumeric, opaque

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
WORD = "tr0ub" + "4dor7"
SIGNATURE = base64.b64encode(b"s" * 8 + alphanumeric(24).encode()).decode()


def judged(text: str, name: str = "VALUE", slot: Slot = Slot.ENV) -> Verdict:
    found = [verdict for verdict in judge(Field(slot, name, text), KEY) if verdict.fingerprint]
    (verdict,) = found
    return verdict


def basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


@pytest.mark.parametrize("user", ["svc-deploy", "ci_bot", "app", "mcp2", "gitlab-ci-token"])
def test_a_user_that_is_a_service_is_told(user: str) -> None:
    verdict = judged(basic(f"{user}:{WORD}"), "Authorization", Slot.HEADER)

    assert verdict.claims == (("user", user),)
    assert verdict.kind
    assert verdict.kind.subject is Subject.SERVICE
    assert verdict.preview == ""


@pytest.mark.parametrize("user", ["jo.doe", "jo@acme.io", "ci@acme.io", "robotham", "", "mapp"])
def test_a_user_that_may_be_a_person_is_not_told(user: str) -> None:
    assert judged(basic(f"{user}:{WORD}"), "Authorization", Slot.HEADER).claims == ()


def test_the_user_of_a_connection_is_told_as_well() -> None:
    verdict = judged(f"postgres://reader:{WORD}@db.acme.io/x", "DATABASE_URL")

    assert verdict.claims == (("user", "reader"),)


def test_an_administrator_of_a_database_is_privileged() -> None:
    verdict = judged(f"postgres://postgres:{WORD}@db.acme.io/x", "DATABASE_URL")

    assert verdict.kind
    assert (verdict.kind.subject, verdict.kind.privileged) == (Subject.ADMIN, True)


def test_a_pooled_user_of_supabase_tells_its_project() -> None:
    user = "postgres." + "abcdefghijklmnopqrst"
    verdict = judged(f"postgres://{user}:{WORD}@aws-0.pooler.supabase.com/x", "DATABASE_URL")

    assert dict(verdict.claims)["ref"] == "abcdefghijklmnopqrst"


def test_a_token_of_atlassian_tells_the_site_beside_it() -> None:
    token = "ATATT" + "3" + alphanumeric(180)
    text = json.dumps({"url": "https://acme.atlassian.net/wiki", "token": token})

    assert judged(text).claims == (("site", "acme"),)


def test_a_look_alike_of_a_site_is_not_told() -> None:
    token = "ATATT" + "3" + alphanumeric(180)

    assert judged(f"{token} evil.acme.atlassian.net.example.com").claims == ()


def test_a_key_file_of_google_tells_its_project_and_no_name() -> None:
    edge = "-" * 5
    key = f"{edge}BEGIN PRIVATE KEY{edge}\n{alphanumeric(300)}\n{edge}END PRIVATE KEY{edge}\n"
    content = {
        "type": "service_account",
        "project_id": "acme-prod",
        "private_key": key,
        "client_email": "jo@acme-prod.iam.gserviceaccount.com",
    }

    assert judged(json.dumps(content), "GOOGLE_CREDENTIALS").claims == (
        ("domain", "acme-prod.iam.gserviceaccount.com"),
        ("project_id", "acme-prod"),
    )


def test_a_signed_url_of_azure_tells_its_limits() -> None:
    query = f"sv=2024-11-04&sp=rl&se=2026-12-31T23:59:59Z&sr=c&sig={SIGNATURE.replace('=', '%3D')}"

    assert judged(f"https://acmefiles.blob.core.windows.net/data?{query}").claims == (
        ("account", "acmefiles"),
        ("expires", "2026-12-31T23:59:59Z"),
        ("permissions", "rl"),
        ("resource", "c"),
        ("version", "2024-11-04"),
    )


def test_a_presigned_url_of_aws_tells_when_and_for_how_long() -> None:
    signature = "0123456789abcdef" * 4
    limits = "X-Amz-Date=20261101T000000Z&X-Amz-Expires=3600"
    url = f"https://acme.s3.amazonaws.com/x?{limits}&X-Amz-Signature={signature}"

    assert judged(url.replace("0123", "9b2e")).claims == (
        ("issued", "20261101T000000Z"),
        ("seconds", "3600"),
    )


def test_claims_and_life_of_a_web_token_come_with_the_verdict() -> None:
    text = "Bearer " + web_token(iss="https://acme.io", iat=1_700_000_000, exp=1_700_000_600)
    verdict = judged(text, "Authorization", Slot.HEADER)

    assert dict(verdict.claims)["iss"] == "https://acme.io"
    assert verdict.kind
    assert verdict.kind.life == "ephemeral"


def test_a_credential_of_no_known_format_claims_nothing() -> None:
    assert judged(opaque(), "API_KEY").claims == ()


def test_no_claim_repeats_a_password() -> None:
    for user in ("app", "postgres", "svc"):
        verdict = judged(f"mysql://{user}:{user + WORD}@db.acme.io/x")
        assert WORD not in repr(verdict)
