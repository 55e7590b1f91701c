import pytest

from detectors.judge import judge
from detectors.model import Confidence, Outcome, Slot
from detectors.randomness import looks_random
from detectors.secret import Field, FingerprintKey
from tests.tokens import alphanumeric

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
DRIVE = "1" + alphanumeric(43)


def outcome(text: str, name: str = "SOME_TOKEN", slot: Slot = Slot.ENV) -> Outcome:
    (verdict,) = judge(Field(slot, name, text), KEY)
    return verdict.outcome


@pytest.mark.parametrize(
    "text",
    [
        "get_token()", "z.string()", "await auth.token(user)", "Optional[str]", 'f"{token}"',
        "request.headers.authorization", "self.token", "process.env.API_KEY", "os.getenv('KEY')",
        "oauth2", "basic", "bearer", "jwt", "dev", "abc",
    ],
)  # fmt: skip
def test_what_stands_in_a_program_is_no_credential(text: str) -> None:
    assert outcome(text) is not Outcome.SECRET


@pytest.mark.parametrize("text", ["get_token()x", "selfish.N7q2", "supersecret", "qwnmzx"])
def test_what_only_resembles_a_program_is_reported(text: str) -> None:
    assert outcome(text) is Outcome.SECRET


def test_a_password_may_look_like_a_program() -> None:
    assert outcome("pass(word)", "DB_PASSWORD") is Outcome.SECRET


def test_the_number_of_a_document_among_arguments_is_no_credential() -> None:
    assert outcome(DRIVE, "", Slot.ARGUMENT) is Outcome.HARMLESS
    assert outcome("2" + DRIVE[1:], "", Slot.ARGUMENT) is Outcome.SECRET


def test_a_word_with_digits_behind_it_is_at_most_a_weak_finding() -> None:
    (verdict,) = judge(Field(Slot.ENV, "SOME_TOKEN", "supersecret"), KEY)

    assert verdict.confidence is Confidence.LOW


def test_separators_within_a_drawn_text_do_not_hide_that_it_is_drawn() -> None:
    for pieces in (("OTVeueySw5HD", "QLWeVeqwntZM", "pDcVpM5RBjh"), ("qNW3XhgR", "d6uoeryUUXQwX")):
        assert looks_random("_".join(pieces))


@pytest.mark.parametrize(
    "text",
    [
        "gpt-4o-mini-2024-07-18",
        "Win32-x64-Release-Build7",
        "us-east-1a-prod-cluster-02",
        "OpenAI_GPT4_Turbo_Preview_2024",
        "claude-3-5-sonnet-20241022",
        "MyCompany-ProdDB-Replica01-EU",
    ],
)
def test_a_name_of_several_words_is_not_drawn(text: str) -> None:
    assert not looks_random(text)
