"""No audited repository runs a program, opens a socket or writes a file: as the kernel saw it."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.hostile.scanning import two_credentials
from tests.hostile.tracing import Traced, traced
from tests.hostile.traps import Trap, environment, hostile
from tests.repositories import GitRepo, new_repository

GIT = {
    "git cat-file", "git check-ignore", "git config", "git diff-tree", "git for-each-ref",
    "git log", "git ls-files", "git rev-list",
}  # fmt: skip
NEUTRAL = (
    "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
)  # fmt: skip
_TRUSTED = {shutil.which("git"), shutil.which("env"), sys.executable}


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path / "outside")


def _nothing_else(seen: Traced, trap: Trap, audited: Path, *more: str) -> None:
    assert trap.sprung() == ""
    assert seen.network == ()
    assert seen.programs <= {"env", "python", *GIT, *more}
    # GitPython is told that git is the null device, lest it look for one by itself.
    assert seen.tried <= {*_TRUSTED, os.devnull}
    assert not [path for path in seen.written if path.startswith(str(audited))]
    assert not [path for path in seen.opened if path.endswith(("more", "config.worktree"))]
    for program, *words in seen.runs:
        if Path(program).name == "env":
            assert words[0] == "-i"
            assert set(NEUTRAL) < set(words)


def test_a_hostile_repository_runs_nothing_and_reaches_nobody(
    git_repo: GitRepo, trap: Trap
) -> None:
    hostile(git_repo, trap)

    seen = traced(git_repo.path, "scan", ".", "--report", "json=-", **environment(git_repo, trap))

    _nothing_else(seen, trap, git_repo.path)
    assert len(json.loads(seen.out)["credentials"]) == 2
    assert seen.programs >= {"env", "python", "git cat-file", "git config", "git log"}


def test_the_same_holds_for_its_paths_alone_a_bare_copy_and_no_history(
    git_repo: GitRepo, trap: Trap, tmp_path: Path
) -> None:
    hostile(git_repo, trap)
    bare = tmp_path / "bare.git"
    shutil.copytree(git_repo.path / ".git", bare, symlinks=True)

    seen = traced(
        git_repo.path, "scan", bare, "--discover", "paths", "--history", "none",
        **environment(git_repo, trap),
    )  # fmt: skip

    _nothing_else(seen, trap, bare)
    assert seen.code == 1


def test_processes_of_ours_take_no_module_from_where_the_scan_was_started(
    tmp_path: Path, trap: Trap
) -> None:
    """Two repositories are scanned in two more processes of Python."""
    audited = tmp_path / "audited"
    for name in ("one", "two"):
        hostile(new_repository(audited / name), trap)
    for module in ("git", "typer", "multiprocessing", "pickle", "struct", "rich", "re", "runpy"):
        (audited / f"{module}.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\n")

    seen = traced(audited, "scan", ".", "--workers", "2", "--report", "json=-")

    _nothing_else(seen, trap, audited)
    assert not (tmp_path / "sprung").exists()
    assert len(json.loads(seen.out)["credentials"]) == 2


def test_a_bundle_runs_nothing_and_reaches_nobody(
    git_repo: GitRepo, trap: Trap, tmp_path: Path
) -> None:
    hostile(git_repo, trap)
    here = new_repository(tmp_path / "here")
    two_credentials(here)
    bundle = git_repo.path / "all.bundle"
    here.git("bundle", "create", "--quiet", str(bundle), "--all")

    seen = traced(git_repo.path, "scan", bundle, **environment(git_repo, trap))

    assert seen.programs >= {"git index-pack"}
    _nothing_else(seen, trap, git_repo.path, "git index-pack", "git unpack-objects")
