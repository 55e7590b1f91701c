"""Small repositories and what a check says of them: `examples/`, one file a check, loaded strictly.

Texts such as `«github»` stand for made-up secrets, which tests put in before they scan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import tomli

from reports import strict
from reports.model import CheckState

_KEYS: Final = ("state", "shows", "days", "mode", "untracked", "inventory", "commits")


@dataclass(frozen=True, slots=True)
class Change:
    """One commit: files by path, and who made it."""

    files: tuple[tuple[str, str], ...]
    author: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A repository, and the state of a check in its only or first row."""

    state: CheckState
    shows: str
    commits: tuple[Change, ...]
    """Each a day after the one before."""
    untracked: tuple[tuple[str, str], ...] = ()
    """Files in the work tree that git does not have."""
    days: int = 0
    """How many days after the first commit it is scanned; 0 for the day of the last one."""
    mode: int = 0
    """Permission bits of the untracked files; 0 if they do not matter."""
    inventory: str = ""
    """What the reviewer declares, as TOML."""


def examples(check: str) -> tuple[Example, ...]:
    """Return the examples of the check with the id `check`; none if there is no file of it."""
    file = files("reports.assessment").joinpath("examples", f"{check}.toml")
    return read(tomli.loads(file.read_text("utf-8"))) if file.is_file() else ()


def read(document: Mapping[str, object]) -> tuple[Example, ...]:
    """Return the examples of a parsed file; raise `ReviewFileError` at what is not known."""
    top = strict.table(document, "the file", ("example",))
    tables = strict.tables(top.get("example", []), "example")
    return tuple(_example(item, f"example[{n}]") for n, item in enumerate(tables, start=1))


def _example(value: object, where: str) -> Example:
    found = strict.table(value, where, _KEYS)
    strict.required(found, ("state", "shows", "commits"), where)
    commits = strict.tables(found["commits"], f"{where}.commits")
    return Example(
        state=CheckState(strict.choice(found["state"], f"{where}.state", tuple(CheckState))),
        shows=strict.text(found["shows"], f"{where}.shows"),
        commits=tuple(
            _change(item, f"{where}.commits[{n}]") for n, item in enumerate(commits, start=1)
        ),
        untracked=_files(found.get("untracked", {}), f"{where}.untracked"),
        days=strict.number(found["days"], f"{where}.days") if "days" in found else 0,
        mode=strict.number(found["mode"], f"{where}.mode") if "mode" in found else 0,
        inventory=strict.text(found["inventory"], f"{where}.inventory")
        if "inventory" in found
        else "",
    )


def _change(value: object, where: str) -> Change:
    found = strict.table(value, where, ("files", "author"))
    author = strict.text(found["author"], f"{where}.author") if "author" in found else ""
    return Change(_files(found.get("files", {}), f"{where}.files"), author)


def _files(value: object, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise strict.ReviewFileError(f"{where} must be a table of files")
    return tuple((str(path), strict.text(text, f"{where}.{path}")) for path, text in value.items())
