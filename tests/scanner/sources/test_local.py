from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.model import Skipped
from scanner.sources.local import Unit, units
from tests.repositories import new_repository


def _names(*targets: Path) -> list[tuple[str, bool]]:
    found = list(units([str(target) for target in targets]))
    return [(u.name, u.layout is not None) for u in found if isinstance(u, Unit)]


def test_a_repository_is_one_unit_named_after_its_directory(tmp_path: Path) -> None:
    new_repository(tmp_path / "app")

    assert _names(tmp_path / "app") == [("app", True)]


def test_a_directory_of_repositories_is_those_and_the_files_between_them(tmp_path: Path) -> None:
    new_repository(tmp_path / "all" / "a")
    new_repository(tmp_path / "all" / "deep" / "b")
    new_repository(tmp_path / "all" / "c.git", "--bare")

    assert _names(tmp_path / "all") == [
        ("all/a", True),
        ("all/c.git", True),
        ("all/deep/b", True),
        ("all", False),
    ]


def test_two_targets_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for owner in ("x", "y"):
        new_repository(tmp_path / owner / "app")

    names = [name for name, _ in _names(tmp_path / "x" / "app", tmp_path / "y" / "app")]

    assert names == [(tmp_path / owner / "app").resolve().as_posix() for owner in ("x", "y")]


def test_what_is_not_there_is_skipped_and_a_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    found = list(units([str(tmp_path / "nowhere"), str(tmp_path / "file")]))

    assert [type(one) for one in found] == [Skipped, Skipped]


def test_a_directory_inside_a_repository_says_that_its_history_is_elsewhere(
    tmp_path: Path,
) -> None:
    new_repository(tmp_path / "app")
    below = tmp_path / "app" / "services"
    below.mkdir()

    unit, skipped = units([str(below)])

    assert isinstance(unit, Unit)
    assert unit.layout is None
    assert isinstance(skipped, Skipped)
    assert f"inside the repository {(tmp_path / 'app').resolve()}" in skipped.reason


def test_a_git_directory_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    new_repository(tmp_path / "app")
    (tmp_path / "app" / ".git" / "HEAD").unlink()

    _, skipped = units([str(tmp_path / "app")])

    assert isinstance(skipped, Skipped)
    assert skipped.reason == "its .git is no repository that can be read"


@pytest.mark.parametrize("target", ["https://example.com/a.git", "git@example.com:a.git"])
def test_a_url_is_refused_with_what_to_do(target: str) -> None:
    with pytest.raises(UsageError) as refused:
        list(units([target]))

    assert "git clone --mirror" in refused.value.hint
