"""However a scan ends, nothing of it stays on the machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner import scratch
from tests.conftest import KEY
from tests.hostile.objects import BY_ID, Packed, delta, pack
from tests.hostile.scanning import two_credentials
from tests.repositories import GitRepo, new_repository

_ONE, _TWO = "1" * 40, "2" * 40
_PATIENCE = 60


def _never_ending(repo: GitRepo) -> None:
    """Let git follow deltas in a circle for as long as it may."""
    two_credentials(repo)
    turn = delta(b"\x90\x03", base=3, result=3)
    pack(repo, Packed(_ONE, BY_ID, turn, _TWO), Packed(_TWO, BY_ID, turn, _ONE))


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    directory = tmp_path / "temporary"
    directory.mkdir()
    return directory


def _scan(target: Path, temporary: Path, *more: str) -> "subprocess.Popen[bytes]":
    """Start a scan and wait until it has made its first directory."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scanner", "scan", str(target), "--max-memory", "65536", *more],
        env={**os.environ, "MCP_EXPOSURE_KEY": KEY, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _until(lambda: bool(_kept(temporary)))
    return process


def _kept(temporary: Path) -> list[str]:
    return [str(path) for path in temporary.glob("mcp-exposure-*/*")]


def _until(happens: object) -> None:
    assert callable(happens)
    end = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


def _gits(session: int) -> Iterator[str]:
    """Yield the processes of a session that still run."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == session and words[0] != "Z":
            yield file.parent.name


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_scan_that_is_told_to_stop_takes_its_directories_and_git_with_it(
    git_repo: GitRepo, temporary: Path, number: signal.Signals
) -> None:
    _never_ending(git_repo)
    process = _scan(git_repo.path, temporary)

    process.send_signal(number)

    assert process.wait(_PATIENCE) == -number
    assert _kept(temporary) == []
    _until(lambda: not list(_gits(process.pid)))


def test_so_do_the_processes_of_a_scan_of_several(tmp_path: Path, temporary: Path) -> None:
    for name in ("one", "two"):
        _never_ending(new_repository(tmp_path / "all" / name))
    process = _scan(tmp_path / "all", temporary, "--workers", "2")

    process.terminate()

    assert process.wait(_PATIENCE) == -signal.SIGTERM
    _until(lambda: not list(_gits(process.pid)))
    assert _kept(temporary) == []


def test_what_a_killed_scan_left_is_swept_up_by_the_next(
    git_repo: GitRepo, temporary: Path
) -> None:
    _never_ending(git_repo)
    running, killed = (_scan(git_repo.path, temporary) for _ in range(2))
    _until(lambda: len(_kept(temporary)) == 2)
    mine = [path for path in _kept(temporary) if f"/{running.pid}-" in path]
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait(_PATIENCE)
    other = new_repository(git_repo.path.with_name("other"))
    other.commit({"a": "1"})

    done = subprocess.run(
        [sys.executable, "-m", "scanner", "scan", str(other.path)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert _kept(temporary) == mine
    os.killpg(running.pid, signal.SIGTERM)
    running.wait(_PATIENCE)


@pytest.mark.parametrize("how", ["link", "open to others", "file"])
def test_a_place_that_somebody_else_has_taken_is_not_used(
    monkeypatch: pytest.MonkeyPatch, temporary: Path, how: str
) -> None:
    taken = temporary / f"mcp-exposure-{os.geteuid()}"
    if how == "link":
        (temporary / "elsewhere").mkdir()
        taken.symlink_to("elsewhere")
    elif how == "file":
        taken.write_text("")
    else:
        taken.mkdir()
        taken.chmod(0o777)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    with scratch.directory() as lent:
        assert lent.parent == temporary
        assert lent.stat().st_mode & 0o777 == 0o700

    assert not lent.exists()
