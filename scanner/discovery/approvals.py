"""What a client's settings let it do without asking its user: `approvals.toml` knows where."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from scanner.configs import Node, Scalar
from scanner.discovery.catalogue import Client
from scanner.discovery.selectors import Selected, Selector, select
from scanner.discovery.tables import Table, read
from scanner.facts import ApprovalId
from scanner.findings import Approved

_MOST, _SHOWN = 500, 100
_VOCABULARY = frozenset({ApprovalId.ALL_SERVERS, ApprovalId.NEVER_ASKS})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: which setting of which clients does away with a question."""

    id: str
    approval: ApprovalId
    clients: tuple[str, ...]
    select: tuple[Selector, ...]
    value: re.Pattern[str]
    examples: tuple[str, ...]
    negative_examples: tuple[str, ...]
    source: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rows; raise ValueError naming the file if one is wrong."""
    table = read(files("scanner.discovery") / "approvals.toml")
    table.allow("approval")
    return tuple(_rule(entry) for entry in table.tables("approval"))


def approved(root: Node, client: Client) -> tuple[Approved, ...]:
    """Return what a file of `client` lets it do without asking; at most 500 settings."""
    return tuple(islice(_approved(root, client), _MOST))


def _approved(root: Node, client: Client) -> Iterator[Approved]:
    for rule in _by_client().get(client.id, ()):
        for path in rule.select:
            for at in select(root, path):
                if isinstance(at.node, Scalar) and (found := rule.value.fullmatch(at.node.text)):
                    yield _made(rule, client, at, found)


def _made(rule: Rule, client: Client, at: Selected, found: re.Match[str]) -> Approved:
    told = found.groupdict()
    tool = told.get("tool") or ""
    # The key of a list says what its items are for; the texts of items are in `server`, `tools`.
    keys = at.pointer.split("/")[1:]
    name = ".".join(key for key in keys if not key.isdigit())
    return Approved(
        client=client.id,
        pointer=at.pointer,
        container=at.pointer.rpartition("/")[0] if at.key.isdigit() else at.pointer,
        id=rule.approval,
        rule=rule.id,
        text=(f"{name}: {found[0]}" if rule.approval in _VOCABULARY else name)[:_SHOWN],
        server=(told.get("server") or "")[:_SHOWN],
        tools=(tool[:_SHOWN],) if tool else (),
    )


@cache
def _by_client() -> Mapping[str, tuple[Rule, ...]]:
    names = {name for rule in rules() for name in rule.clients}
    return {name: tuple(rule for rule in rules() if name in rule.clients) for name in names}


def _rule(entry: Table) -> Rule:
    entry.allow(*Rule.__slots__)
    approval = entry.text("approval")
    if approval not in list(ApprovalId):
        raise entry.wrong("approval", "an approval")
    return Rule(
        id=entry.text("id"),
        approval=ApprovalId(approval),
        clients=entry.texts("clients"),
        select=entry.selectors("select"),
        value=re.compile(entry.text("value")),
        examples=entry.texts("examples"),
        negative_examples=entry.texts("negative_examples"),
        source=entry.text("source"),
    )
