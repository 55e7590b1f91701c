import pytest

from scanner.discovery.approvals import Rule, approved, rules
from scanner.discovery.catalogue import by_id
from scanner.facts import ApprovalId
from scanner.findings import Approved
from scanner.syntax import Format, parse


def told(text: str, client: str) -> tuple[Approved, ...]:
    known = by_id()[client]
    return approved(parse(text.encode(), Format(known.format)).root, known)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_row_tells_its_examples_and_none_of_the_others(rule: Rule) -> None:
    assert rule.examples
    assert rule.negative_examples
    assert rule.source
    for client in rule.clients:
        assert not by_id()[client].shape, "such a file is not read without a server"
    for example in rule.examples:
        assert rule.id in {one.rule for one in told(example, rule.clients[0])}, example
    for example in rule.negative_examples:
        assert rule.id not in {one.rule for one in told(example, rule.clients[0])}, example


def test_the_rows_are_named_once_and_tell_every_kind() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())
    assert {rule.approval for rule in rules()} == set(ApprovalId)


def test_an_approval_says_whom_it_is_for() -> None:
    text = '{"permissions": {"allow": ["Bash(ls)", "mcp__my_server__read_it", "mcp__db"]}}'

    one, other = sorted(told(text, "claude-code-settings"), key=lambda found: found.pointer)

    assert (one.server, one.tools) == ("my_server", ("read_it",))
    assert one.pointer == "/permissions/allow/1"
    assert one.container == "/permissions/allow"
    assert one.text == "permissions.allow"
    assert (other.id, other.server, other.tools) == (ApprovalId.SERVER_ALLOWED, "db", ())
