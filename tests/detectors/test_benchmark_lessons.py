"""What the detection benchmark taught: found there as missed or as wrong."""

import pytest

from detectors.judge import judge
from detectors.model import Outcome, Slot
from detectors.secret import Field, FingerprintKey
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)


def _secrets(slot: Slot, name: str, text: str) -> list[str]:
    verdicts = judge(Field(slot, name, text), _KEY)
    return [verdict.fingerprint for verdict in verdicts if verdict.outcome is Outcome.SECRET]


def test_a_token_that_is_the_only_user_of_a_url_is_a_secret() -> None:
    token = opaque()

    assert _secrets(Slot.OTHER, "url", f"https://{token}@git.example/x") == [
        _KEY.fingerprint(token)
    ]
    assert _secrets(Slot.OTHER, "url", f"https://{token}@o1.ingest.sentry.io/1") == []
    assert _secrets(Slot.OTHER, "url", "https://developer@git.example/x") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("API_KEY_HEADER", "X-API-Key"),
        ("SECRET_MANAGER_PROJECT", "acme-prod-206474"),
        ("TOKEN_STORAGE", "encrypted-file"),
        ("TOKEN_CACHE", "redis-cluster-1"),
        ("PASSWORD_POLICY", "strict-2024"),
    ],
)
def test_a_name_that_says_how_secrets_are_kept_holds_none(name: str, text: str) -> None:
    assert _secrets(Slot.ENV, name, text) == []


@pytest.mark.parametrize(
    ("slug", "outcome"),
    [
        ("green-small-tree-K4" + "q_b2", Outcome.SECRET),
        ("release-notes-for-spring", Outcome.HARMLESS),
        ("green-small-tree-abcdef", Outcome.HARMLESS),
        ("what-is-new-in-V2", Outcome.HARMLESS),
    ],
)
def test_a_slug_with_a_drawn_id_in_an_address_is_a_credential(slug: str, outcome: Outcome) -> None:
    url = f"https://mcp.example.com/tools/{slug}?agent=cursor"

    (verdict,) = judge(Field(Slot.OTHER, "url", url), _KEY)

    assert verdict.outcome is outcome
