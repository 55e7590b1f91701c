"""Targets on this machine: a repository, a directory of repositories, or plain files."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import UsageError
from scanner.git import layout
from scanner.git.layout import Layout
from scanner.model import Skipped

_EFFECT = "nothing of it was scanned"
_NO_HISTORY = "its files were scanned, their history was not"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to scan by itself: a repository, or a directory of plain files."""

    name: str
    """How reports call it; unique in a scan."""
    path: Path
    layout: Layout | None
    """None for plain files, which have no history."""
    leaves_out: tuple[Path, ...] = ()
    """Repositories below a plain directory: units of their own."""


def units(targets: Sequence[str]) -> Iterator[Unit | Skipped]:
    """Yield what there is to scan at each target; a target that is not there is skipped.

    Raises:
        UsageError: a target is a URL.

    """
    if any("://" in target or target.startswith("git@") for target in targets):
        raise UsageError(
            "a target is a URL, and only what is on this machine can be scanned",
            "Run `git clone --mirror URL` and scan the clone.",
        )
    paths = [Path(target) for target in targets]
    for path in paths:
        yield from _units(path, _name(path, paths))


def _units(target: Path, name: str) -> Iterator[Unit | Skipped]:
    if not target.exists():
        yield Skipped(name, "there is no such file or directory", _EFFECT)
    elif not target.is_dir():
        yield Skipped(name, "it is a file, not a directory or a repository", _EFFECT)
    elif found := layout.find(target):
        yield Unit(name, target, found)
    else:
        below = tuple(_repositories(target))
        yield from (
            Unit(f"{name}/{path.relative_to(target).as_posix()}", path, found)
            for path, found in below
        )
        yield Unit(name, target, None, tuple(path for path, _ in below))
        yield from _unseen_history(target, name)


def _unseen_history(target: Path, name: str) -> Iterator[Skipped]:
    """Yield what says that plain files have a history which is not scanned with them."""
    if os.path.lexists(target / ".git"):
        yield Skipped(name, "its .git is no repository that can be read", _NO_HISTORY)
    elif above := layout.surrounding(target):
        reason = f"it lies inside the repository {above}; scan that for the history"
        yield Skipped(name, reason, _NO_HISTORY)


def _repositories(directory: Path) -> Iterator[tuple[Path, Layout]]:
    for parent, names, _ in os.walk(directory):
        names.sort()
        for name in tuple(names):
            path = Path(parent, name)
            if not path.is_symlink() and (found := layout.find(path)):
                names.remove(name)
                yield path, found


def _name(target: Path, targets: Sequence[Path]) -> str:
    """Return the last part of the path, or all of it where two targets would share it."""
    resolved = target.resolve()
    same = [other for other in targets if other.resolve().name == resolved.name]
    return resolved.name if len(same) == 1 and resolved.name else resolved.as_posix()
