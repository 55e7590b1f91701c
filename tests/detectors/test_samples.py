"""Values as documentation and programs show them; each was once taken for a credential."""

import pytest

from detectors.judge import judge
from detectors.model import Confidence, Outcome, Slot
from detectors.secret import Field, FingerprintKey
from tests.tokens import alphanumeric

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_EDGE = "-" * 5

_SAMPLES = [
    (Slot.ENV, "E2B_API_KEY", "your_e2b_api_key"),
    (Slot.ENV, "WALLET_PRIVATE_KEY", "0xYOUR_PRIVATE_KEY_HERE"),
    (Slot.ENV, "API_KEY", "복사한_REST_API_키"),
    (Slot.ENV, "NOTION_TOKEN", "ntn_" + "abc123def456"),
    (Slot.ENV, "UPSTREAM_TOKEN", "tok-abc-123"),
    (Slot.ENV, "UPSTREAM_TOKEN", "dev-token-123"),
    (Slot.HEADER, "Authorization", "Bearer server-token-123"),
    (Slot.HEADER, "auth_token", "ghp_user3_token_simulation"),
    (Slot.HEADER, "Authorization", "Basic invalid_base64"),
    (Slot.HEADER, "auth", "AuthOptions,"),
    (Slot.HEADER, "webhookSecret", "process.env.ORIGINS_WEBHOOK_SECRET,"),
    (Slot.HEADER, "API_KEY", "config.notionApiKey,"),
    (Slot.HEADER, "x-secret", "API_KEY=/run/secrets/api_key"),
    (Slot.HEADER, "x-secret", "API_KEY=env:API_KEY"),
    (Slot.ENV, "SERVER_AUTH", "fastmcp.server.auth.providers.github.GitHubProvider"),
    (Slot.ENV, "SERVER_AUTH_REQUIRED_SCOPES", "openid,email"),
    (Slot.ENV, "NOTION_TOKEN", "MCP_NOTION_TOKEN:latest"),
    (Slot.ARGUMENT, "--set-secrets", "NOTION_TOKEN=MCP_TOKEN:latest,AUTH_TOKEN=MCP_AUTH:latest"),
    (Slot.ARGUMENT, "--secrets", "docker-desktop:/run/secrets/mcp.env"),
    (Slot.OTHER, "All tests pass ✅", "Both-servers-start-without-errors"),
    (Slot.ENV, "APP_PRIVATE_KEY",
     f"{_EDGE}BEGIN RSA PRIVATE KEY{_EDGE}\\nMIIE...\\n{_EDGE}END RSA PRIVATE KEY{_EDGE}"),
    (Slot.ENV, "TEST_FILE_KEY", "lJDkSwHeX0e" + "LHJ8E2qV6Wf"),
    (Slot.ARGUMENT, "", "https://registry.example/v0/io.github.SamMorrowDrums%2Fremarkable/1"),
    (Slot.ARGUMENT, "", "https://img.example/6605a2979ff17b2cd1939cd4.svg"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "name", "text"), _SAMPLES)
def test_a_sample_is_no_credential(slot: Slot, name: str, text: str) -> None:
    verdicts = judge(Field(slot, name, text), _KEY)

    assert Outcome.SECRET not in {verdict.outcome for verdict in verdicts}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("API_KEY", "your-" + alphanumeric(32)),
        ("API_KEY", "key-" + alphanumeric(32)),
        ("SERVER_AUTH", "api.token." + alphanumeric(32)),
        ("API_KEY", alphanumeric(32) + ","),
        ("TOKEN", f"{alphanumeric(24)}-here"),
    ],
)
def test_what_only_begins_or_ends_like_a_sample_is_a_credential(name: str, text: str) -> None:
    verdicts = judge(Field(Slot.ENV, name, text), _KEY)

    assert Outcome.SECRET in {verdict.outcome for verdict in verdicts}


def test_a_password_may_be_made_of_words() -> None:
    (verdict,) = judge(Field(Slot.ENV, "NEO4J_PASSWORD", "vault-dev-password"), _KEY)

    assert verdict.outcome is Outcome.SECRET
    assert verdict.confidence is Confidence.LOW


def test_a_token_is_not_said_to_have_the_format_of_another_issuer() -> None:
    (verdict,) = judge(Field(Slot.ARGUMENT, "--access-token", "sb" + "p_" + "0a1b2c3d" * 5), _KEY)

    assert verdict.kind
    assert verdict.kind.issuer == "Supabase"
    assert not [why for why in verdict.evidence if "IBM" in why]
