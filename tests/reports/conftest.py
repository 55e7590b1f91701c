"""Packs for tests: one that is only read, and one to be changed."""

from pathlib import Path

import pytest

from reports import pack
from tests.reports.formats.pages import rich


@pytest.fixture(scope="session")
def whole_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that tests only read."""
    directory = tmp_path_factory.mktemp("whole") / "pack"
    pack.write(directory, pack.contents(rich()))
    return directory


@pytest.fixture
def own_pack(tmp_path: Path, whole_pack: Path) -> Path:
    """A pack of its own for a test that changes it."""
    directory = tmp_path / "pack"
    directory.mkdir()
    for file in whole_pack.iterdir():
        (directory / file.name).write_bytes(file.read_bytes())
    return directory
