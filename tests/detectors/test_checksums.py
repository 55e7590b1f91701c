import pytest

from detectors import checksums
from detectors.judge import judge
from detectors.model import Confidence, Outcome, Slot, Verdict
from detectors.secret import Field, FingerprintKey
from tests.detectors import minting
from tests.tokens import alphanumeric

KEY = FingerprintKey(b"a key for tests", ephemeral=False)
MINTED = {
    **{name: minting.base62_token(name + "_") for name in ("ghp", "gho", "ghu", "ghs", "ghr")},
    "npm": minting.base62_token("npm_"),
    "grafana": minting.grafana_token(),
    "gitlab": minting.routable_token("o:1\nu:2s"),
    "pypi": minting.pypi_token("pypi.org", "[1, []]"),
}


def broken(token: str) -> str:
    middle = len(token) // 2
    return token[:middle] + ("b" if token[middle] == "a" else "a") + token[middle + 1 :]


def judged(token: str) -> Verdict:
    (verdict,) = judge(Field(Slot.ENV, "SOME_TOKEN", token), KEY)
    return verdict


@pytest.mark.parametrize("token", MINTED.values(), ids=MINTED)
def test_the_checksum_of_a_minted_token_holds(token: str) -> None:
    assert checksums.holds(token) is True


@pytest.mark.parametrize("name", [name for name in MINTED if name != "pypi"])
def test_one_changed_character_breaks_the_checksum(name: str) -> None:
    assert checksums.holds(broken(MINTED[name])) is False


def test_a_pypi_token_that_is_cut_short_does_not_hold() -> None:
    assert checksums.holds(MINTED["pypi"][:-20]) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sk-" + alphanumeric(48),
        "github_pat_" + alphanumeric(22) + "_" + alphanumeric(59),
        "glpat-" + alphanumeric(20),
        "glpat-" + alphanumeric(27) + ".01." + alphanumeric(9).lower(),
    ],
    ids=range(5),
)
def test_a_format_without_a_documented_checksum_says_nothing(text: str) -> None:
    assert checksums.holds(text) is None


def test_a_right_checksum_is_evidence_for_a_credential() -> None:
    verdict = judged(MINTED["ghp"])

    assert verdict.evidence[-1] == "its checksum holds"
    assert verdict.confidence is Confidence.HIGH


def test_a_wrong_checksum_lowers_the_confidence_and_drops_nothing() -> None:
    verdict = judged(broken(MINTED["ghp"]))

    assert verdict.outcome is Outcome.SECRET
    assert verdict.confidence is Confidence.MEDIUM
    assert verdict.evidence[-1].startswith("its checksum does not hold")
