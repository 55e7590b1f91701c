"""What the tests of this room share: fix, apply as users do, scan again."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detectors.secret import FingerprintKey
from reports.fixing import render
from scanner.fixing.fix import fix
from scanner.fixing.model import Fix
from scanner.model import State, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan

SETTINGS = Settings(key=FingerprintKey(b"a key for tests", ephemeral=False))


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is to be done in a directory, and the text that says so."""

    fix: Fix
    text: str


def unit_at(path: Path) -> Unit:
    found = [item for item in units([str(path)]) if isinstance(item, Unit)]
    return found[0]


def fixed(path: Path, reference: str = "") -> Fixed:
    found = fix(unit_at(path), SETTINGS, reference)
    return Fixed(found, render([found], ()))


def apply(path: Path, text: str, *options: str) -> str:
    """Apply what was printed, with git; return what it complained about."""
    done = subprocess.run(
        ["git", *options, "apply", "-"],
        cwd=path,
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull},
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    return done.stderr.decode()


def again(path: Path) -> UnitResult:
    return scan(unit_at(path), SETTINGS)


def on_disk(result: UnitResult) -> Iterator[tuple[str, str]]:
    """Yield path and name of each credential that is still in a file on disk."""
    for one in result.occurrences:
        if one.lifetime.state is State.LIVE and one.lifetime.worktree:
            yield one.path, one.name
