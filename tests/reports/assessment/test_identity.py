from dataclasses import replace
from typing import Any

import pytest

from detectors.model import Slot
from reports.build import build
from reports.policy import Policy
from scanner.facts import Reference, ReferenceKind, Trait, TraitId
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


def reference(kind: ReferenceKind, **changes: Any) -> Reference:
    return replace(Reference(kind, Slot.ENV, "API_KEY", "/x", "API_KEY"), **changes)


def trait(identifier: TraitId) -> tuple[Trait, ...]:
    return (Trait(identifier, "a-rule", "/x", "a setting"),)


STORED = reference(ReferenceKind.STORE, identity="1" * 64, display="op://…")


@pytest.mark.parametrize(
    ("found", "expected", "grade"),
    [
        (declaration(traits=trait(TraitId.FEDERATION)), "workload-identity", "B"),
        (
            declaration(
                traits=trait(TraitId.FEDERATION), by_reference=(reference(ReferenceKind.PROMPT),)
            ),
            "workload-identity",
            "B",
        ),
        (declaration(traits=trait(TraitId.SECRET_WRAPPER)), "vault-injected", "B"),
        (declaration(by_reference=(STORED,)), "vault-injected", "B"),
        (
            declaration(server=REMOTE, transport=Transport.HTTP, traits=trait(TraitId.OAUTH)),
            "per-user-delegated",
            "B",
        ),
        (declaration(by_reference=(reference(ReferenceKind.PROMPT),)), "per-user-static", "B"),
        (declaration(by_reference=(reference(ReferenceKind.VARIABLE),)), "per-user-static", "C"),
        (
            declaration(by_reference=(reference(ReferenceKind.VARIABLE, default=True),)),
            "by-reference",
            "B",
        ),
        (declaration(by_reference=(reference(ReferenceKind.CLIENT),)), "none-visible", "B"),
    ],
)
def test_the_first_that_matches_is_the_model(found: Declaration, expected: str, grade: str) -> None:
    server = build([result(found)], SCAN).servers[0]

    assert (server.identity_model, server.identity_grade) == (expected, grade)
    assert server.identity_reason


def test_one_address_of_two_servers_is_shared_without_a_value() -> None:
    both = (
        declaration(by_reference=(STORED,)),
        declaration(server="pkg:npm/x", by_reference=(STORED,)),
    )

    server = build([result(*both)], SCAN).servers[0]

    assert (server.identity_model, server.identity_grade) == ("shared-static", "B")


def test_a_host_that_the_policy_lists_is_one_of_users_who_sign_in() -> None:
    policy = Policy(oauth_hosts=("mcp.example.com",))
    plain = declaration(server=REMOTE, transport=Transport.HTTP)

    listed = build([result(plain)], SCAN, policy=policy).servers[0]
    header = build([result(replace(plain, references=1))], SCAN, policy=policy).servers[0]

    assert (listed.identity_model, listed.identity_grade) == ("per-user-delegated", "D")
    assert header.identity_model == "by-reference"
