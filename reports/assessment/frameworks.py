"""Which controls of published frameworks each check supports: data, loaded strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import tomli

from reports import strict

_KEYS: Final = ("id", "name", "edition", "source", "pattern", "note", "rows")
_REQUIRED: Final = ("id", "name", "edition", "source", "pattern", "rows")
_ROW: Final = ("check", "id", "relation")


class Relation(StrEnum):
    """How near a check is to what a control asks."""

    DIRECT = "direct"
    """What the check finds speaks about what the control asks."""
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Control:
    """A control that a check supports; a reference is an aid, no certification."""

    framework: str
    """Id of the framework."""
    name: str
    """The name of the framework."""
    edition: str
    id: str
    relation: Relation
    source: str
    """Where the framework is published (URL)."""


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework in one edition, and the rows of checks that support it."""

    id: str
    name: str
    edition: str
    source: str
    note: str
    rows: tuple[tuple[str, Control], ...]
    """(id of the check, control), in the order of the file."""


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return all frameworks, in the order of the file that is shipped."""
    text = files("reports.assessment").joinpath("frameworks.toml").read_text("utf-8")
    return read(tomli.loads(text))


def controls_of(check: str) -> tuple[Control, ...]:
    """Return the controls that the check with the id `check` supports, by framework."""
    return _by_check().get(check, ())


def read(document: Mapping[str, object]) -> tuple[Framework, ...]:
    """Return the frameworks of a parsed file; raise `ReviewFileError` at what is not known."""
    top = strict.table(document, "the file", ("framework",))
    tables = strict.tables(top.get("framework", []), "framework")
    return tuple(_framework(item, f"framework[{n}]") for n, item in enumerate(tables, start=1))


@cache
def _by_check() -> Mapping[str, tuple[Control, ...]]:
    found: dict[str, list[Control]] = {}
    for framework in frameworks():
        for check, control in framework.rows:
            found.setdefault(check, []).append(control)
    return {check: tuple(controls) for check, controls in found.items()}


def _framework(value: object, where: str) -> Framework:
    found = strict.table(value, where, _KEYS)
    strict.required(found, _REQUIRED, where)
    texts = {key: strict.text(found[key], f"{where}.{key}") for key in _REQUIRED if key != "rows"}
    rows = tuple(
        _row(item, f"{where}.rows[{number}]", texts)
        for number, item in enumerate(strict.tables(found["rows"], f"{where}.rows"), start=1)
    )
    if len({(check, control.id) for check, control in rows}) != len(rows):
        raise strict.ReviewFileError(f"{where}.rows name a control of a check twice")
    note = strict.text(found["note"], f"{where}.note") if "note" in found else ""
    return Framework(texts["id"], texts["name"], texts["edition"], texts["source"], note, rows)


def _row(value: object, where: str, framework: Mapping[str, str]) -> tuple[str, Control]:
    found = strict.table(value, where, _ROW)
    strict.required(found, _ROW, where)
    check, control = (strict.text(found[key], f"{where}.{key}") for key in ("check", "id"))
    if not re.fullmatch(framework["pattern"], control):
        raise strict.ReviewFileError(f"{where}.id: {control} is no id of {framework['name']}")
    relation = strict.choice(found["relation"], f"{where}.relation", tuple(Relation))
    return check, Control(
        framework=framework["id"],
        name=framework["name"],
        edition=framework["edition"],
        id=control,
        relation=Relation(relation),
        source=framework["source"],
    )
