"""Where a repository keeps its parts, read as files: git itself is not asked yet.

The layout is documented in gitrepository-layout(5).
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OBJECT_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_SYMBOLIC = re.compile(r"ref: (refs/\S+)\Z")
_POINTER_LIMIT = 8192
_REFLOG_LIMIT = 1 << 20


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
    if dot_git.is_dir() and _is_git_dir(dot_git):
        return _layout(dot_git, worktree=path)
    if dot_git.is_file():
        target = _pointed_to(dot_git, "gitdir: ")
        return _layout(target, worktree=path) if target and _is_git_dir(target) else None
    if _is_git_dir(path) and (path / "objects").is_dir():
        return _layout(path, worktree=None)
    return None


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
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        if not file.resolve().is_relative_to(git_dir.resolve()):
            return None
        with os.fdopen(os.open(file, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            fits = stat.S_ISREG(status.st_mode) and status.st_size <= limit
            return stream.read(limit) if fits else None
    except OSError:
        return None


def shallow_commits(layout: Layout) -> tuple[str, ...]:
    """Return the commits at which history was cut off; empty for a full clone."""
    try:
        # A named pipe would be waited for.
        text = layout.shallow.read_text("ascii", "replace") if layout.shallow.is_file() else ""
    except OSError:
        return ()
    lines = text.split()
    return tuple(line for line in lines if _OBJECT_ID.match(line))


def _layout(git_dir: Path, worktree: Path | None) -> Layout:
    common = _pointed_to(git_dir / "commondir", "")
    return Layout(git_dir, common or git_dir, worktree)


def _is_git_dir(path: Path) -> bool:
    has_store = (path / "objects").is_dir() or (path / "commondir").is_file()
    return has_store and (path / "HEAD").is_file()


def _pointed_to(file: Path, prefix: str) -> Path | None:
    line = _first_line(file)
    if not line.startswith(prefix) or not line[len(prefix) :]:
        return None
    return (file.parent / line[len(prefix) :]).resolve()


def _first_line(file: Path) -> str:
    if not file.is_file():
        return ""
    try:
        with file.open("rb") as stream:
            return stream.read(_POINTER_LIMIT).split(b"\n")[0].decode("utf-8", "replace").strip()
    except OSError:
        return ""
