from pathlib import Path

import pytest

from scanner.discovery.tables import Table, read


def test_an_unknown_key_is_an_error_that_names_file_and_key() -> None:
    with pytest.raises(ValueError, match=r"cursor\.toml: unknown key 'path'"):
        Table("cursor.toml", {"id": "x", "path": []}).allow("id", "paths")


@pytest.mark.parametrize(
    "method", ["text", "flag", "texts", "selectors", "selector", "table", "tables"]
)
def test_a_wrong_type_is_an_error_that_names_file_and_key(method: str) -> None:
    with pytest.raises(ValueError, match=r"cursor\.toml: 'a' is not"):
        getattr(Table("cursor.toml", {"a": 1}), method)("a")


def test_a_list_with_a_number_is_no_list_of_texts() -> None:
    with pytest.raises(ValueError, match="list of texts"):
        Table("cursor.toml", {"a": ["b", 1]}).texts("a")


def test_a_malformed_selector_is_an_error_that_names_its_file() -> None:
    with pytest.raises(ValueError, match=r"cursor\.toml: selector"):
        Table("cursor.toml", {"a": ["b...c"]}).selectors("a")


def test_a_missing_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="'id' is not a text"):
        Table("cursor.toml", {}).text("id")


def test_a_missing_list_is_empty() -> None:
    assert Table("cursor.toml", {}).texts("paths") == ()


def test_a_file_is_read_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text("a = 'b'")

    assert read(tmp_path / "some.toml") == Table("some.toml", {"a": "b"})
