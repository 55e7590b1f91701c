import pytest

from reports.build import build
from scanner.model import Credential, Declaration, Lifetime, Occurrence, State, Transport
from tests.reports.facts import HISTORY, SCAN, credential, declaration, occurrence, result

WORKTREE = Lifetime(State.LIVE, worktree=True)
REMOTE = "https://mcp.example.com/mcp"


def model(*found: Credential | Occurrence | Declaration) -> str:
    return build([result(*found)], SCAN).servers[0].identity_model


def test_a_literal_that_git_has_is_shared_by_every_reader() -> None:
    assert model(credential(), occurrence()) == "shared-static"


def test_a_literal_in_one_untracked_file_is_one_users() -> None:
    assert model(credential(), occurrence(lifetime=WORKTREE)) == "per-user-static"


def test_a_literal_in_two_servers_is_shared_even_if_untracked() -> None:
    places = (occurrence(lifetime=WORKTREE), occurrence(server="pkg:npm/x", lifetime=WORKTREE))

    assert model(credential(), *places) == "shared-static"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (declaration(references=1), "by-reference"),
        (declaration(), "none-visible"),
        (declaration(server=REMOTE, transport=Transport.HTTP), "remote-undecided"),
        (declaration(server="http://localhost/mcp", transport=Transport.HTTP), "none-visible"),
    ],
)
def test_without_a_literal(found: Declaration, expected: str) -> None:
    assert model(found) == expected


def test_a_literal_of_the_past_does_not_describe_a_server_that_is_live() -> None:
    now = declaration(references=1)

    assert model(credential(), occurrence(lifetime=HISTORY), now) == "by-reference"
    assert model(credential(), occurrence(lifetime=HISTORY)) == "shared-static"
