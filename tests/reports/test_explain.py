import pytest

from reports.explain import explain
from scanner.errors import UsageError


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("MX-01", "Hard-coded"),
        ("mx-01", "Hard-coded"),
        ("MX-18", "ASI04 (direct), OWASP Top 10 for Agentic Applications 2026"),
        ("MX-25", "RA-7 (direct), NIST SP 800-53"),
        ("github-pat", "ghp_"),
        ("cursor", "Cursor"),
    ],
)
def test_a_check_a_kind_and_a_client_are_explained(identifier: str, said: str) -> None:
    assert said in explain(identifier)


def test_an_unknown_identifier_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        explain("curser")

    assert "cursor" in refused.value.hint
