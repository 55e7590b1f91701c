"""Where a repository keeps its parts, read as files: git itself is not asked yet.

The layout is documented in gitrepository-layout(5).
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.model import Skipped

_OBJECT_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_SYMBOLIC = re.compile(r"ref: (refs/\S+)\Z")
_WORK_TREE = re.compile(r'^\s*worktree\s*=\s*"?([^"\n]+?)"?\s*$', re.MULTILINE | re.IGNORECASE)
_POINTER_LIMIT = 8192
_REFLOG_LIMIT = 1 << 20
_SHALLOW_LIMIT = 64 << 20
_LENDERS_LIMIT = 1 << 20
_MOST_LENDERS = 100
_MOST_LOANS = 5
"""A store borrows from one that borrows, and so on: so far git follows."""
_NOT_LENT = "objects that only it holds are missing"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of one repository on disk."""

    git_dir: Path
    """Holds HEAD; differs from `common_dir` in a linked work tree."""
    common_dir: Path
    """Holds refs, objects and config."""
    worktree: Path | None
    """The checked-out files; None for a bare repository."""

    @property
    def objects(self) -> Path:
        """Return the object store."""
        return self.common_dir / "objects"

    @property
    def config(self) -> Path:
        """Return the configuration file, which is read as data only."""
        return self.common_dir / "config"

    @property
    def shallow(self) -> Path:
        """Return the file that lists where history was cut off."""
        return self.common_dir / "shallow"


def find(path: Path) -> Layout | None:
    """Return the layout of the repository at `path` itself, or None if there is none.

    Parents are not searched: a directory inside a repository is not the repository. The parts of
    the layout are absolute, since git works elsewhere.
    """
    path = path.absolute()
    dot_git = path / ".git"
    git_dir = _pointed_to(dot_git, "gitdir: ") if _is_file(dot_git) else dot_git
    if git_dir and _is_git_dir(git_dir):
        return _layout(git_dir, worktree=path)
    if not git_dir or _is_file(dot_git):
        return None
    if _is_git_dir(path) and _is_directory(path / "objects"):
        return _layout(path, worktree=None)
    return None


def belongs(found: Layout, within: Path) -> bool:
    """Return whether the git directory lies in `within`, or names the work tree itself.

    Whoever makes a directory can claim any repository with it.
    """
    here = Path(os.path.realpath(found.git_dir)).is_relative_to(os.path.realpath(within))
    return here or found.worktree is None or _leads_back(found.git_dir, found.worktree)


def surrounding(path: Path) -> Path | None:
    """Return the nearest directory above `path` that is a repository."""
    return next((parent for parent in path.resolve().parents if find(parent)), None)


def head(layout: Layout) -> str | None:
    """Return the content of HEAD if it is a symbolic ref or an object id, else None."""
    return head_of(layout.git_dir) or None


def head_of(git_dir: Path) -> str:
    """Return what HEAD says in one of the work trees' directories; empty if that is nonsense."""
    text = _first_line(git_dir / "HEAD")
    return text if _SYMBOLIC.match(text) or _OBJECT_ID.match(text) else ""


def work_trees(layout: Layout) -> Iterator[tuple[str, Path]]:
    """Yield the name and the directory of every work tree of the repository, as git names them."""
    yield "main-worktree", layout.common_dir
    linked = layout.common_dir / "worktrees"
    if linked.is_dir() and not linked.is_symlink():
        for directory in sorted(linked.iterdir()):
            if directory.is_dir() and not directory.is_symlink():
                yield f"worktrees/{directory.name}", directory


def own_refs(git_dir: Path) -> Iterator[tuple[str, str]]:
    """Yield the refs that one work tree keeps for itself, and the objects that they name."""
    for file in sorted((git_dir / "refs").rglob("*")):
        if (text := content(git_dir, file, _POINTER_LIMIT)) is not None:
            identity = text.decode("utf-8", "replace").strip()
            if _OBJECT_ID.match(identity):
                yield file.relative_to(git_dir).as_posix(), identity


def reflog(layout: Layout, ref: str) -> tuple[str, ...]:
    """Return the commits that `ref` pointed to, as far as its log goes back, the newest last."""
    log = content(layout.common_dir, layout.common_dir / "logs" / ref, _REFLOG_LIMIT)
    lines = (log or b"").decode("utf-8", "replace").split("\n")
    new = (line.split(" ")[1:2] for line in lines)
    return tuple(word for words in new for word in words if _OBJECT_ID.match(word))


def content(git_dir: Path, file: Path, limit: int) -> bytes | None:
    """Return what is in a file of `git_dir`; None if it is not there, leads out or is too large."""
    try:
        inside = file.resolve().is_relative_to(git_dir.resolve())
    except (OSError, RuntimeError):
        return None
    return regular(file, limit, os.O_NOFOLLOW) if inside else None


def regular(file: Path, limit: int, flags: int = 0) -> bytes | None:
    """Return what is in a regular file of at most `limit` bytes; None if it is anything else."""
    # Opening a named pipe would wait for a writer.
    flags |= os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
    try:
        with os.fdopen(os.open(file, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            fits = stat.S_ISREG(status.st_mode) and status.st_size <= limit
            return stream.read(limit) if fits else None
    except OSError:
        return None


def lenders(objects: Path) -> tuple[tuple[Path, ...], tuple[Skipped, ...]]:
    """Return the object stores that a store borrows from, and what cannot be borrowed."""
    found: dict[Path, None] = {}
    gaps: list[Skipped] = []
    waiting = [objects]
    for _ in range(_MOST_LOANS):
        below = [path for store in waiting for path in _lenders_of(store, gaps)]
        waiting = [path for path in dict.fromkeys(below) if path not in found and path != objects]
        found |= dict.fromkeys(waiting)
    stores = tuple(found)
    if waiting or len(stores) > _MOST_LENDERS:
        gaps.append(Skipped("objects/info/alternates", "it leads to too many stores", _NOT_LENT))
    return stores[:_MOST_LENDERS], tuple(gaps)


def _lenders_of(store: Path, gaps: list[Skipped]) -> Iterator[Path]:
    file = store / "info" / "alternates"
    text = regular(file, _LENDERS_LIMIT)
    if text is None and os.path.lexists(file):
        gaps.append(Skipped("objects/info/alternates", "it is no regular small file", _NOT_LENT))
    lines = (text or b"").decode("utf-8", "surrogateescape").replace("\0", "").split("\n")
    for line in lines:
        if line and not line.startswith("#"):
            path = Path(os.path.realpath(store / line))
            if _is_directory(path):
                yield path
            else:
                gaps.append(Skipped("objects/info/alternates", "a store is not there", _NOT_LENT))


def shallow_commits(layout: Layout) -> tuple[str, ...]:
    """Return the commits at which history was cut off; empty for a full clone."""
    text = (regular(layout.shallow, _SHALLOW_LIMIT) or b"").decode("ascii", "replace")
    lines = text.split()
    return tuple(line for line in lines if _OBJECT_ID.match(line))


def _layout(git_dir: Path, worktree: Path | None) -> Layout:
    return Layout(git_dir, _common(git_dir) or git_dir, worktree)


def _leads_back(git_dir: Path, worktree: Path) -> bool:
    """Return whether a git directory names the work tree, be it a submodule or a linked one."""
    text = (regular(git_dir / "config", _POINTER_LIMIT) or b"").decode("utf-8", "surrogateescape")
    named = _WORK_TREE.findall(text)
    named += [file.removesuffix("/.git") for file in (_first_line(git_dir / "gitdir"),) if file]
    here = os.path.realpath(worktree)
    return any(os.path.realpath(git_dir / name.replace("\0", "")) == here for name in named)


def _common(git_dir: Path) -> Path | None:
    """Return the repository that a linked work tree belongs to.

    The directory of such a work tree lies in it: a file that says otherwise is not believed.
    """
    common = _pointed_to(git_dir / "commondir", "")
    linked = common and git_dir.resolve().is_relative_to(common / "worktrees")
    return common if linked else None


def _is_git_dir(path: Path) -> bool:
    has_store = _is_directory(path / "objects") or _common(path) is not None
    return has_store and _is_file(path / "HEAD")


def _pointed_to(file: Path, prefix: str) -> Path | None:
    line = _first_line(file)
    if not line.startswith(prefix) or not line[len(prefix) :]:
        return None
    return Path(os.path.realpath(file.parent / line[len(prefix) :].replace("\0", "")))


def _first_line(file: Path) -> str:
    if not _is_file(file):
        return ""
    try:
        with file.open("rb") as stream:
            return stream.read(_POINTER_LIMIT).split(b"\n")[0].decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _is_file(path: Path) -> bool:
    """Return whether it can be told that `path` is a regular file."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
