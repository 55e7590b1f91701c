"""The checks on launches, approvals, scopes, files and holders, by hand-made facts."""

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import Life, Slot
from reports.build import build
from reports.inventory import ApprovedServer
from reports.model import CheckState, Severity
from reports.policy import Policy
from scanner.facts import (
    Approval,
    ApprovalId,
    FileFact,
    Launch,
    Pin,
    Reference,
    ReferenceKind,
    Trait,
    TraitId,
)
from scanner.model import Declaration, Lifetime, Stamp, State, Transport
from tests.reports.assessment.judging import judged, report
from tests.reports.facts import (
    LIVE,
    PATH,
    REPOSITORY,
    check,
    credential,
    declaration,
    occurrence,
    result,
)
from tests.reports.facts import SCAN as SCANNED

REMOTE = "https://mcp.example.com/mcp"
WORKTREE = Lifetime(State.LIVE, worktree=True)
VARIABLE = Reference(ReferenceKind.VARIABLE, Slot.ENV, "API_KEY", "/x", "API_KEY")


def trait(identifier: TraitId, text: str = "it", **changes: Any) -> Trait:
    return Trait(identifier, "a-rule", "/x", text, **changes)


def launched(pin: Pin, version: str = "", **changes: Any) -> Declaration:
    return declaration(launch=Launch("npx", "npm", pin, version), **changes)


def called(*traits: Trait, server: str = REMOTE, **changes: Any) -> Declaration:
    return declaration(server=server, transport=Transport.HTTP, traits=traits, **changes)


def file_fact(**changes: Any) -> FileFact:
    plain = FileFact(
        REPOSITORY, PATH, tracked=False, ignored=True, mode=0o600, open_directory=False
    )
    return replace(plain, **changes)


def approval(identifier: ApprovalId, **changes: Any) -> Approval:
    plain = Approval(
        REPOSITORY, ".claude/settings.json", "/x", "claude-code-settings", identifier, "a-rule",
        "a setting", LIVE,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("pin", "state"),
    [
        (Pin.NONE, CheckState.FAIL),
        (Pin.RANGE, CheckState.FAIL),
        (Pin.EXACT, CheckState.PASS),
        (Pin.DIGEST, CheckState.PASS),
        (Pin.LOCAL, CheckState.UNKNOWN),
        (Pin.UNKNOWN, CheckState.UNKNOWN),
    ],
)
def test_the_pin_decides_mx_18(pin: Pin, state: CheckState) -> None:
    assert judged("MX-18", launched(pin)).state is state


# Worked example (g) of the severity model.
def test_unpinned_code_is_high_with_a_secret_and_medium_without() -> None:
    with_reference = judged("MX-18", launched(Pin.NONE, by_reference=(VARIABLE,)))

    assert with_reference.severity is Severity.HIGH
    assert with_reference.reason == "not pinned: npx takes whatever is newest; it gets a secret"
    assert judged("MX-18", launched(Pin.RANGE, "^1.0")).severity is Severity.MEDIUM
    assert judged("MX-18", called()).state is CheckState.NOT_APPLICABLE


def test_approval_of_all_tools_is_high_and_of_one_medium() -> None:
    every = judged("MX-19", declaration(traits=(trait(TraitId.AUTO_APPROVED, wildcard=True),)))
    one = trait(TraitId.AUTO_APPROVED, "alwaysAllow", tools=("delete_issue",))
    named = judged("MX-19", declaration(traits=(one,)))

    assert (every.state, every.severity) == (CheckState.FAIL, Severity.HIGH)
    assert (named.state, named.severity) == (CheckState.FAIL, Severity.MEDIUM)
    assert named.reason == "alwaysAllow approves delete_issue"


def test_tools_that_the_policy_allows_are_no_failure() -> None:
    one = trait(TraitId.AUTO_APPROVED, tools=("list_issues",))
    policy = Policy(auto_approve_allowed=(("pkg:npm/*", ("list_issues",)),))

    assert judged("MX-19", declaration(traits=(one,)), policy=policy).state is CheckState.UNKNOWN


@pytest.mark.parametrize(
    ("setting", "state"),
    [
        (approval(ApprovalId.ALL_SERVERS), CheckState.FAIL),
        (approval(ApprovalId.NEVER_ASKS), CheckState.FAIL),
        (approval(ApprovalId.NEVER_ASKS, client="cursor"), CheckState.UNKNOWN),
        (approval(ApprovalId.NEVER_ASKS, repository="acme/other"), CheckState.UNKNOWN),
        (approval(ApprovalId.SERVER_ALLOWED, server="github", client="cursor"), CheckState.FAIL),
        (approval(ApprovalId.SERVER_ALLOWED, server="another"), CheckState.UNKNOWN),
        (approval(ApprovalId.SERVER_STARTED, server="github"), CheckState.UNKNOWN),
    ],
)
def test_a_setting_of_a_client_is_for_the_servers_that_it_reaches(
    setting: Approval, state: CheckState
) -> None:
    assert judged("MX-19", declaration(), approvals=(setting,)).state is state


def test_a_broad_setting_fails_mx_20_and_the_scope_of_the_row() -> None:
    built = report(declaration(traits=(trait(TraitId.BROAD_SCOPE, "--privileged"),)))

    row = built.exposures[0]
    assert check(row, "MX-20").reason == "broad by --privileged"
    assert row.readiness.scoped.reason == "broad by --privileged (MX-20, A)"


def test_a_claim_without_bounds_and_a_superuser_of_the_policy_fail_mx_20() -> None:
    stated = judged("MX-20", credential(claims=(("scope", "repo admin:org"),)), occurrence())
    user = credential(claims=(("user", "loader"),))
    named = judged("MX-20", user, occurrence(), policy=Policy(superuser_names=("loader",)))

    assert stated.reason == "it claims admin:org"
    assert named.reason == "a user with all rights: loader"
    assert judged("MX-20", user, occurrence()).state is CheckState.UNKNOWN


def test_a_read_only_flag_passes_mx_20_where_everything_was_read() -> None:
    narrow = declaration(traits=(trait(TraitId.NARROW_SCOPE, "--read-only"),))

    assert judged("MX-20", narrow).state is CheckState.PASS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tracked": True}, "tracked with a secret: .mcp.json"),
        ({"tracked": True, "local_only": "a local file"}, "tracked: .mcp.json (a local file)"),
        ({"ignored": False}, "holds a secret and is not ignored: .mcp.json"),
    ],
)
def test_a_file_with_a_secret_that_is_not_kept_out_fails_mx_13(
    changes: dict[str, Any], reason: str
) -> None:
    found = judged("MX-13", credential(), occurrence(), files=(file_fact(**changes),))

    assert (found.state, found.reason) == (CheckState.FAIL, reason)


def test_an_ignored_file_passes_mx_13_and_rules_not_read_leave_it_open() -> None:
    facts = credential(), occurrence(lifetime=WORKTREE)
    vague = file_fact(ignored=None, unknown="a rule is elsewhere")

    assert judged("MX-13", *facts, files=(file_fact(),)).state is CheckState.PASS
    assert judged("MX-13", *facts, files=(vague,)).state is CheckState.UNKNOWN
    none = file_fact(tracked=None, ignored=None)
    assert judged("MX-13", *facts, files=(none,)).state is CheckState.NOT_APPLICABLE
    assert judged("MX-13", *facts).state is CheckState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, CheckState.PASS),
        ({"mode": 0o640}, CheckState.FAIL),
        ({"open_directory": True}, CheckState.FAIL),
        ({"mode": None}, CheckState.UNKNOWN),
    ],
)
def test_the_permissions_of_a_file_on_disk_decide_mx_21(
    changes: dict[str, Any], state: CheckState
) -> None:
    facts = credential(), occurrence(lifetime=WORKTREE)

    assert judged("MX-21", *facts, files=(file_fact(**changes),)).state is state


def test_a_file_that_only_git_has_has_no_readers_to_judge() -> None:
    found = judged("MX-21", credential(), occurrence(), files=(file_fact(mode=0o644),))

    assert found.state is CheckState.NOT_APPLICABLE


def test_two_authors_two_homes_and_two_owners_are_several_holders() -> None:
    def by(author: str, **changes: Any) -> Any:
        first = Stamp("a" * 40, "2025-01-10T08:00:00Z", author)
        return occurrence(lifetime=replace(LIVE, first=first), **changes)

    authors = judged("MX-06", credential(), by("ann"), by("bob", path="b/.mcp.json"))
    same_slot = judged("MX-06", credential(), by("ann"), by("bob"))
    homes = judged(
        "MX-06",
        credential(),
        occurrence(path="home/ann/.mcp.json"),
        occurrence(path="home/bob/.mcp.json"),
    )
    hosted = [
        result(credential(), occurrence(repository=name), repository=name)
        for name in ("git.example.com/acme/tools", "git.example.com/globex/tools")
    ]

    assert (authors.state, authors.severity) == (CheckState.FAIL, Severity.HIGH)
    assert same_slot.state is CheckState.UNKNOWN
    assert homes.reason == "one secret held by 2 users, in their home directories"
    owners = check(build(hosted, SCANNED).exposures[0], "MX-06")
    assert "git.example.com/acme, git.example.com/globex" in owners.reason


def test_one_users_untracked_file_is_one_holder() -> None:
    assert judged("MX-06", credential(), occurrence(lifetime=WORKTREE)).state is CheckState.PASS


def test_a_static_key_is_compared_with_what_its_issuer_or_the_policy_offers() -> None:
    static = credential(life=Life.STATIC)
    place = occurrence(server=REMOTE)

    offered = judged("MX-11", replace(static, alternative="OAuth"), place)
    listed = judged("MX-11", static, place, policy=Policy(oauth_hosts=("*.example.com",)))

    assert offered.reason == "there is another way: Unrecognised secret: OAuth"
    assert (listed.state, listed.grade) == (CheckState.FAIL, "D")
    assert judged("MX-11", static, place).state is CheckState.UNKNOWN
    assert judged("MX-11", called(trait(TraitId.OAUTH, "auth"))).state is CheckState.PASS


def test_logging_that_is_off_fails_mx_24_and_nothing_passes_it() -> None:
    off = judged("MX-24", declaration(traits=(trait(TraitId.LOGGING_OFF, "LOG_LEVEL=off"),)))
    on = judged("MX-24", declaration(traits=(trait(TraitId.AUDIT_ENDPOINT, "OTEL"),)))

    assert (off.state, off.severity) == (CheckState.FAIL, Severity.LOW)
    assert on.state is CheckState.UNKNOWN


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (called(trait(TraitId.NO_AUTH)), CheckState.FAIL),
        (called(trait(TraitId.OAUTH)), CheckState.PASS),
        (called(trait(TraitId.BEARER_REFERENCE)), CheckState.PASS),
        (called(), CheckState.UNKNOWN),
        (called(server="http://localhost/mcp"), CheckState.NOT_APPLICABLE),
        (declaration(traits=(trait(TraitId.PUBLIC_BIND),)), CheckState.FAIL),
        (
            declaration(traits=(trait(TraitId.PUBLIC_BIND),), by_reference=(VARIABLE,)),
            CheckState.NOT_APPLICABLE,
        ),
    ],
)
def test_what_is_said_of_authentication_decides_mx_17(
    found: Declaration, state: CheckState
) -> None:
    assert judged("MX-17", found).state is state


def test_what_the_inventory_says_of_authentication_is_declared() -> None:
    said = ApprovedServer("tickets", REMOTE, auth="none")

    found = judged("MX-17", called(), approved=(said,))

    assert (found.state, found.grade) == (CheckState.FAIL, "D")


def test_an_encrypted_value_leaves_mx_01_open() -> None:
    hidden = replace(VARIABLE, kind=ReferenceKind.ENCRYPTED)

    assert judged("MX-01", declaration(by_reference=(hidden,))).state is CheckState.UNKNOWN
