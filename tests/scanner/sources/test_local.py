from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.model import Skipped
from scanner.sources.local import Unit, units
from tests.repositories import GitRepo, new_repository


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


def _nested(path: Path) -> Path:
    repo = new_repository(path)
    repo.commit({"a": "1"})
    return repo.path


def test_repositories_inside_a_repository_are_units_of_their_own(tmp_path: Path) -> None:
    target = _nested(tmp_path / "app")
    _nested(target / "vendored" / "lib" / "deeper")
    _nested(target / "vendored" / "lib")
    new_repository(target / "store.git", "--bare")

    assert _names(target) == [
        ("app", True),
        ("app/store.git", True),
        ("app/vendored/lib", True),
        ("app/vendored/lib/deeper", True),
    ]
    (whole, *_) = units([str(target)])
    assert isinstance(whole, Unit)
    assert whole.leaves_out == (target / "store.git", target / "vendored" / "lib")


def test_submodules_are_scanned_once_checked_out_or_not(tmp_path: Path) -> None:
    inner = GitRepo(_nested(tmp_path / "inner"))
    allowed = ("-c", "protocol.file.allow=always")
    middle = GitRepo(_nested(tmp_path / "middle"))
    middle.git(*allowed, "submodule", "--quiet", "add", str(inner.path), "inner")
    middle.commit()
    outer = GitRepo(_nested(tmp_path / "outer"))
    outer.git(*allowed, "submodule", "--quiet", "add", str(middle.path), "middle")
    outer.git(*allowed, "submodule", "--quiet", "update", "--init", "--recursive")

    assert _names(outer.path) == [
        ("outer", True),
        ("outer/middle", True),
        ("outer/middle/inner", True),
    ]

    outer.git("submodule", "--quiet", "deinit", "--all", "--force")
    assert _names(outer.path) == [
        ("outer", True),
        ("outer/.git/modules/middle", True),
        ("outer/.git/modules/middle/modules/inner", True),
    ]


def test_a_linked_work_tree_inside_is_scanned_as_files(tmp_path: Path) -> None:
    repo = GitRepo(_nested(tmp_path / "app"))
    repo.git("worktree", "add", "--quiet", "--detach", "trees/one")

    assert _names(repo.path) == [("app", True), ("app/trees/one", False)]


def test_a_repository_that_lies_elsewhere_is_named_and_not_followed(tmp_path: Path) -> None:
    elsewhere = _nested(tmp_path / "elsewhere")
    target = _nested(tmp_path / "app")
    (target / "lib").mkdir()
    (target / "lib" / ".git").write_text(f"gitdir: {elsewhere / '.git'}\n")

    found = list(units([str(target)]))

    assert [(u.name, u.layout is not None) for u in found if isinstance(u, Unit)] == [
        ("app", True),
        ("app/lib", False),
    ]
    assert [(s.subject, s.reason) for s in found if isinstance(s, Skipped)] == [
        ("app/lib", "its repository lies elsewhere")
    ]


def test_a_bundle_is_a_unit_and_another_file_is_not(tmp_path: Path) -> None:
    repo = GitRepo(_nested(tmp_path / "app"))
    bundle = tmp_path / "app.bundle"
    repo.git("bundle", "create", "--quiet", str(bundle), "--all")
    (tmp_path / "file").write_text("no bundle")

    (unit,) = units([str(bundle)])
    (skipped,) = units([str(tmp_path / "file")])

    assert unit == Unit("app.bundle", bundle, None, bundle=True)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "it is a file, but no bundle, directory or repository"


@pytest.mark.parametrize("around", ["files", "repository"])
def test_bundles_below_a_target_are_units(tmp_path: Path, around: str) -> None:
    repo = GitRepo(_nested(tmp_path / "app"))
    target = tmp_path / "all"
    target.mkdir()
    if around == "repository":
        _nested(target)
    repo.git("bundle", "create", "--quiet", str(target / "app.bundle"), "--all")
    (target / "other.bundle").write_text("of sticks")

    found = [one for one in units([str(target)]) if isinstance(one, Unit)]

    assert [one.name for one in found if one.bundle] == ["all/app.bundle"]
