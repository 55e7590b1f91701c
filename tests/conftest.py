import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.repositories import GitRepo, new_repository

KEY = "a key for tests, and for tests only"


@dataclass(frozen=True, slots=True)
class Ran:
    """How one run of the command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def git_repo(tmp_path: Path) -> GitRepo:
    """An empty repository with a work tree."""
    return new_repository(tmp_path / "repo")


@pytest.fixture
def run_cli(tmp_path: Path) -> Run:
    """The command as a user runs it: another process, with a directory of its own."""
    directory = tmp_path / "where-it-runs"
    directory.mkdir()

    def run(*arguments: object, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "scanner", *map(str, arguments)],
            cwd=directory,
            env={**os.environ, "MCP_EXPOSURE_KEY": KEY, "NO_COLOR": "1", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
