from pathlib import Path

import pytest

import reports.formats
from reports.formats.registry import FORMATS
from tests.reports.formats.pages import clean

_NOT_FILES = {"json_lives", "registry", "terminal"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders(name: str) -> None:
    content = FORMATS[name].render(clean())

    if isinstance(content, bytes):
        assert content.startswith(b"%PDF-")
    else:
        assert clean().scan.rules_digest in content


def test_every_module_of_formats_is_registered() -> None:
    folder = Path(str(reports.formats.__file__)).parent
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"} - _NOT_FILES

    assert modules == {known.module.rpartition(".")[2] for known in FORMATS.values()}
