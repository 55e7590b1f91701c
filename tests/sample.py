"""Make the sample report: `python tests/sample.py DIRECTORY` (`make sample`).

The organisation of `tests/organisation.py` is scanned twice, as it was in September and as it is in
November, with the inventory, the policy and the key of `docs/sample`. Nothing in it depends on the
machine or on the day: made again, it is the same to the last byte.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.organisation import build

ROOT = Path(__file__).resolve().parent.parent
GIVEN = ROOT / "docs" / "sample"
BEFORE = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_NAME = "organisation"
_USUAL = 0o022


def make(target: Path) -> Path:
    """Write the pack of the sample to `target`, which is replaced if it is a pack; return it."""
    before = os.umask(_USUAL)  # what a file permits is a fact of the report
    try:
        with tempfile.TemporaryDirectory() as place:
            now, then = Path(place, "now"), Path(place, "then")
            build(now / _NAME)
            _as_it_was(now / _NAME, then / _NAME)
            earlier = Path(place, "report.json")
            _scan(then, BEFORE, "--report", f"json={earlier}")
            _scan(now, NOW, "--report", f"all={target.resolve()}", "--baseline", earlier)
    finally:
        os.umask(before)
    return target


def _as_it_was(organisation: Path, copy: Path) -> None:
    """Make repositories that hold what `organisation` held at `BEFORE`, and nothing later."""
    for repository in sorted(organisation.iterdir()):
        tip = _git(repository, "rev-list", "-1", f"--before={BEFORE.isoformat()}", "main")
        fresh = copy / repository.name
        fresh.mkdir(parents=True)
        _git(fresh, "init", "--quiet", "--initial-branch=main")
        _git(fresh, "fetch", "--quiet", str(repository), tip)
        _git(fresh, "reset", "--quiet", "--hard", tip)
        (fresh / ".git" / "FETCH_HEAD").unlink()


def _git(repository: Path, *arguments: str) -> str:
    environment = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=repository,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _scan(directory: Path, moment: datetime, *options: object) -> None:
    files = ("--inventory", GIVEN / "inventory.toml", "--policy", GIVEN / "policy.toml")
    command = ("scan", _NAME, *files, "--key-file", GIVEN / "key.txt", "--fail-on", "none")
    subprocess.run(
        [sys.executable, "-m", "scanner", *map(str, (*command, "--quiet", *options))],
        cwd=directory,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SOURCE_DATE_EPOCH": str(int(moment.timestamp())),
        },
        check=True,
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
