import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import placeholders

PLACEHOLDERS = [
    "", "YOUR_API_KEY", "your-key-here", "yourApiKey", "<your token>", "[API_KEY]", "{api_key}",
    "{{TOKEN}}", "__TOKEN__", "@@TOKEN@@", "xxxx", "XXXXXXXXXXXXXXXX", "xxxx-xxxx-xxxx", "****",
    "••••••••", "sk-...", "sk-xxxxxxxx", "sk-ant-...", "ghp_…", "changeme", "CHANGE_ME",
    "replace-me", "insert-token-here", "PASTE_TOKEN_HERE", "example-token", "dummy", "test-token",
    "my-secret-token", "api_key", "1234567890", "abc123", "0000000000000000", "tvly-YOUR_API_KEY",
    "not-needed", "OPENAI_API_KEY", "'your-api-key'", "enter your token", "abcdef1234567890",
    "sk-xxx", "ghp_...", "<TOKEN>", "token_here", "REPLACE_ME", "sk-1234", "ghp_123456", "xoxb-123",
    "change-me-please", "to-be-set", "set_me", "from-env", "see 1password", "a-long-random-string",
    "generate-a-random-key", "(optional)", "foo_bar", "test123", "None,", "abcd1234", "changeit",
]  # fmt: skip
REAL = [
    "atmosphere", "somewhere", "tr0ub4dor7", "correct-horse-battery-staple", "Summer2026!",
    "p@ssw0rd-of-mine", "abcdef9k2mQx7ZtL", "latest9Kx2example7Qz", "hunter2hunter2",
    "sk-acme-2024-prod", "randomforest7", "askadam", "foobarista", "setting-sun", "key-9f2aB7kQ1",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_known_with_a_reason(text: str) -> None:
    assert placeholders.reason(text)


@pytest.mark.parametrize("text", REAL)
def test_a_real_value_is_no_placeholder(text: str) -> None:
    assert placeholders.reason(text) is None


def test_a_value_equal_to_its_own_name_is_a_placeholder() -> None:
    assert placeholders.reason("github-token", "GITHUB_TOKEN")
    assert placeholders.reason("acme-prod-42", "GITHUB_TOKEN") is None


@given(st.integers(0, 2**64), st.sampled_from(["test", "example", "your", "here", "xxx", "dummy"]))
def test_a_drawn_token_that_holds_a_word_stays_a_credential(seed: int, word: str) -> None:
    drawn = "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=32))
    assert placeholders.reason(drawn[:16] + word + drawn[16:]) is None
