import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from detectors.secret import FingerprintKey
from scanner.engine import run
from scanner.errors import GitUnavailableError
from scanner.executors import executor
from scanner.model import Coverage, Skipped, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.repositories import mcp_json, new_repository
from tests.tokens import opaque


def _failing(unit: Unit) -> UnitResult:
    errors: dict[str, Exception] = {
        "git": GitUnavailableError("git could not be started"),
        "disk": OSError(28, "No space left on device"),
        "bug": ValueError("the plain text of a secret"),
    }
    if unit.name in errors:
        raise errors[unit.name]
    return UnitResult(unit.name, Coverage(repositories=1))


def test_what_fails_is_named_without_its_message_and_stops_nothing() -> None:
    work = [Unit(name, Path(), None) for name in ("git", "fine", "disk", "bug")]
    with ThreadPoolExecutor(2) as pool:
        results = list(run(work, _failing, pool))

    reasons = {one.subject: one.reason for one in results if isinstance(one, Skipped)}
    assert reasons.pop("git").startswith("git could not be started. Install git")
    assert reasons == {"disk": "no space left on device", "bug": "unexpected ValueError"}
    assert [one.repository for one in results if isinstance(one, UnitResult)] == ["fine"]


def _deadly(unit: Unit) -> UnitResult:
    if unit.name == "deadly":
        os.kill(os.getpid(), signal.SIGSEGV)
    return UnitResult(unit.name, Coverage(repositories=1))


def test_a_unit_that_kills_its_process_takes_no_other_with_it() -> None:
    work = [Unit(name, Path(), None) for name in ("a", "deadly", "b", "c")]

    with executor(2) as pool:
        results = list(run(work, _deadly, pool))

    scanned = sorted(one.repository for one in results if isinstance(one, UnitResult))
    assert scanned == ["a", "b", "c"]
    assert [(one.subject, one.reason) for one in results if isinstance(one, Skipped)] == [
        ("deadly", "scanning it killed the process")
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_process_and_several_tell_the_same(tmp_path: Path, workers: int) -> None:
    for number in range(3):
        repo = new_repository(tmp_path / "all" / f"repo{number}")
        repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(number % 2))})
    found = [unit for unit in units([str(tmp_path / "all")]) if isinstance(unit, Unit)]
    settings = Settings(FingerprintKey(b"k" * 32, ephemeral=False))

    with executor(workers) as pool:
        results = list(run(found, partial(scan, settings=settings), pool))

    whole = [result for result in results if isinstance(result, UnitResult)]
    fingerprints = [c.fingerprint for result in whole for c in result.credentials]
    assert (len(results), len(fingerprints), len(set(fingerprints))) == (4, 3, 2)
