from pathlib import Path

import pytest

import reports.formats
from reports.formats.registry import FORMATS
from reports.writing import octets
from tests.reports.formats.pages import clean

_NOT_FILES = {
    "json_declared", "json_judged", "json_lives", "registry", "sarif_parts", "terminal",
}  # fmt: skip
_TABLES = {name for name, known in FORMATS.items() if known.packed.endswith(".csv")}


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - _TABLES - {"pdf"}))
def test_every_format_tells_by_which_rules_it_was_made(name: str) -> None:
    assert clean().scan.rules_digest.encode() in octets(FORMATS[name].render(clean()))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_name_of_its_own_in_a_pack(name: str) -> None:
    assert [known.packed for known in FORMATS.values()].count(FORMATS[name].packed) == 1


def test_every_module_of_formats_is_registered() -> None:
    folder = Path(str(reports.formats.__file__)).parent
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"} - _NOT_FILES

    assert modules == {known.module.rpartition(".")[2] for known in FORMATS.values()}
