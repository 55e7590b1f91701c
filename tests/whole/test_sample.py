"""The sample report in the documentation is what the program of today makes, and verifies."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.sample import ROOT, make

COMMITTED = ROOT / "docs" / "sample-report"
_MOST = 3_000_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("sample") / "sample-report")


def test_the_sample_is_fresh(made: Path) -> None:
    held = {file.name: file.read_bytes() for file in COMMITTED.iterdir()}
    fresh = {file.name: file.read_bytes() for file in made.iterdir()}

    assert held.keys() == fresh.keys()
    stale = sorted(name for name in held if held[name] != fresh[name])
    assert stale == [], "run `make sample`"


def test_the_sample_is_a_whole_pack(run_cli: Run) -> None:
    assert run_cli("verify", COMMITTED).code == 0
    assert sum(file.stat().st_size for file in COMMITTED.iterdir()) < _MOST
