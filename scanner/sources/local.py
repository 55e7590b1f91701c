"""Targets on this machine: a repository, a directory of repositories, or plain files."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scanner.errors import UsageError
from scanner.git import bundle, layout
from scanner.git.layout import Layout
from scanner.model import Skipped

_EFFECT = "nothing of it was scanned"
_NO_HISTORY = "its files were scanned, their history was not"
_GIT_DIR = frozenset({"HEAD", "objects"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to scan by itself: a repository, or a directory of plain files."""

    name: str
    """How reports call it; unique in a scan."""
    path: Path
    layout: Layout | None
    """None for plain files, which have no history, and for a bundle."""
    leaves_out: tuple[Path, ...] = ()
    """Repositories below: units of their own."""
    bundle: bool = False
    """True if `path` is a bundle, which is a history in one file."""


@dataclass(frozen=True, slots=True)
class _Nest:
    """What repositories inside repositories have in common."""

    target: Path
    """What the auditor named: nothing is followed out of it."""
    known: set[Path]
    """Where the histories that are scanned already are kept."""


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
        yield _file(target, name)
    elif (found := layout.find(target)) and layout.belongs(found, target):
        yield from _repository(_Nest(target.resolve(), set()), name, target, found)
    else:
        nest = _Nest(target.resolve(), set())
        below = tuple(_histories(target))
        for path, inner in below:
            called = f"{name}/{path.relative_to(target).as_posix()}"
            if inner and layout.belongs(inner, target):
                yield from _repository(nest, called, path, inner)
            else:
                yield from _inside(nest, called, path, inner)
        yield Unit(name, target, None, tuple(path for path, _ in below))
        yield from _unseen_history(target, name)


def _file(target: Path, name: str) -> Unit | Skipped:
    if target.is_file() and bundle.is_bundle(target):
        return Unit(name, target, None, bundle=True)
    return Skipped(name, "it is a file, but no bundle, directory or repository", _EFFECT)


def _repository(nest: _Nest, name: str, path: Path, found: Layout) -> Iterator[Unit | Skipped]:
    """Yield a repository, those in its work tree, and those of submodules not checked out."""
    common = found.common_dir.resolve()
    nest.known.add(common)
    below = tuple(_histories(path)) if found.worktree else ()
    yield Unit(name, path, found, tuple(inside for inside, _ in below))
    for inside, inner in below:
        yield from _inside(nest, f"{name}/{inside.relative_to(path).as_posix()}", inside, inner)
    if common.is_relative_to(path.resolve()):
        within = PurePosixPath(name, common.relative_to(path.resolve()))
        yield from _submodules(nest, str(within), common)


def _inside(nest: _Nest, name: str, path: Path, found: Layout | None) -> Iterator[Unit | Skipped]:
    """Yield what stands inside the work tree of a repository and has a history of its own."""
    if found is None:
        yield Unit(name, path, None, bundle=True)
        return
    common = found.common_dir.resolve()
    if common not in nest.known and common.is_relative_to(nest.target):
        yield from _repository(nest, name, path, found)
        return
    # The history of a linked work tree is that of its repository.
    yield Unit(name, path, None)
    if common not in nest.known:
        yield Skipped(name, "its repository lies elsewhere", _NO_HISTORY)


def _submodules(nest: _Nest, name: str, common: Path) -> Iterator[Unit | Skipped]:
    """Yield the repositories that only a git directory keeps: their submodules are not there."""
    modules = common / "modules"
    for path, found in () if modules.is_symlink() else _histories(modules):
        called = f"{name}/{path.relative_to(common).as_posix()}"
        if path in nest.known:
            yield from _submodules(nest, called, path)
        elif found:
            yield from _repository(nest, called, path, found)


def _unseen_history(target: Path, name: str) -> Iterator[Skipped]:
    """Yield what says that plain files have a history which is not scanned with them."""
    if os.path.lexists(target / ".git"):
        yield Skipped(name, "its .git is no repository that can be read", _NO_HISTORY)
    elif above := layout.surrounding(target):
        reason = f"it lies inside the repository {above}; scan that for the history"
        yield Skipped(name, reason, _NO_HISTORY)


def _histories(directory: Path) -> Iterator[tuple[Path, Layout | None]]:
    """Yield the topmost repositories below `directory`, and bundles, which have no layout."""
    for parent, names, files in os.walk(directory):
        path = Path(parent)
        names.sort()
        held = {*names, *files}
        if path == directory:
            names[:] = [name for name in names if name != ".git"]
        elif (".git" in held or held >= _GIT_DIR) and (found := layout.find(path)):
            names.clear()
            yield path, found
            continue
        for file in sorted(path / name for name in files if name.endswith(".bundle")):
            if file.is_file() and not file.is_symlink() and bundle.is_bundle(file):
                yield file, None


def _name(target: Path, targets: Sequence[Path]) -> str:
    """Return the last part of the path, or all of it where two targets would share it."""
    resolved = target.resolve()
    same = [other for other in targets if other.resolve().name == resolved.name]
    return resolved.name if len(same) == 1 and resolved.name else resolved.as_posix()
