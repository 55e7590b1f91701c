from pathlib import Path

import pytest

from reports.explain import explain
from reports.topics import TOPICS, Topic
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
        ("inventory", "mcp-exposure inventory init TARGET"),
    ],
)
def test_a_check_a_kind_and_a_client_are_explained(identifier: str, said: str) -> None:
    assert said in explain(identifier)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_word_is_explained_itself_and_by_a_page_that_is_there(topic: Topic) -> None:
    assert explain(topic.id).startswith(f"{topic.id}  {topic.title}\n")
    assert (Path(__file__).parents[2] / topic.more).is_file()


def test_an_unknown_identifier_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        explain("curser")

    assert "cursor" in refused.value.hint
