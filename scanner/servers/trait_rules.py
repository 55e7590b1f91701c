"""The rows of `traits.toml`, indexed so that most settings are told apart without trying one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scanner.discovery.tables import Table, read
from scanner.facts import TraitId

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: which settings tell a trait."""

    id: str
    trait: TraitId
    fields: tuple[Path, ...]
    env: tuple[str, ...]
    flags: tuple[str, ...]
    line: re.Pattern[str] | None
    text: re.Pattern[str] | None
    header: re.Pattern[str] | None
    value: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    wildcard: re.Pattern[str] | None
    unless: frozenset[Path]
    tools: bool
    empty: bool
    examples: tuple[str, ...]
    negative_examples: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rows by what they ask for."""

    all: tuple[Rule, ...]
    fields: Mapping[str, tuple[tuple[Rule, Path], ...]]
    """By the first step of the path."""
    env: Mapping[str, tuple[Rule, ...]]
    """By the name in upper case."""
    flags: Mapping[str, tuple[Rule, ...]]
    lines: tuple[Rule, ...]
    texts: tuple[Rule, ...]
    headers: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """Return the rows; raise ValueError naming the file if one is wrong."""
    table = read(files("scanner.servers") / "traits.toml")
    table.allow("trait")
    every = tuple(_rule(entry) for entry in table.tables("trait"))
    paths: dict[str, tuple[tuple[Rule, Path], ...]] = {}
    for rule in every:
        for path in rule.fields:
            paths[path[0]] = (*paths.get(path[0], ()), (rule, path))
    return Rules(
        all=every,
        fields=paths,
        env=_by_name(every, lambda rule: rule.env),
        flags=_by_name(every, lambda rule: rule.flags),
        lines=tuple(rule for rule in every if rule.line),
        texts=tuple(rule for rule in every if rule.text),
        headers=tuple(rule for rule in every if rule.header),
    )


def _by_name(
    every: Iterable[Rule], names: Callable[[Rule], tuple[str, ...]]
) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in every:
        for name in names(rule):
            found[name] = (*found.get(name, ()), rule)
    return found


def _rule(entry: Table) -> Rule:
    entry.allow(*Rule.__slots__)
    trait = entry.text("trait")
    if trait not in list(TraitId):
        raise entry.wrong("trait", "a trait")
    return Rule(
        id=entry.text("id"),
        trait=TraitId(trait),
        fields=tuple(tuple(path.split(".")) for path in entry.texts("fields")),
        env=entry.texts("env"),
        flags=entry.texts("flags"),
        line=_pattern(entry, "line"),
        text=_pattern(entry, "text"),
        header=_pattern(entry, "header"),
        value=_pattern(entry, "value"),
        beside=_pattern(entry, "beside"),
        wildcard=_pattern(entry, "wildcard"),
        unless=frozenset(tuple(path.split(".")) for path in entry.texts("unless")),
        tools=entry.flag("tools"),
        empty=entry.flag("empty"),
        examples=entry.texts("examples"),
        negative_examples=entry.texts("negative_examples"),
        source=entry.text("source"),
    )


def _pattern(entry: Table, key: str) -> re.Pattern[str] | None:
    # What names headers, fields and values is read without regard to case.
    ignores = re.IGNORECASE if key != "line" else re.NOFLAG
    return re.compile(entry.text(key), ignores) if key in entry.content else None
