from pathlib import Path

from scanner.git import history
from scanner.git.door import View
from scanner.git.history import Change
from tests.repositories import GitRepo, new_repository
from tests.scanner.git.conftest import OpenView


def _changes(view: View, *, suffix: str = "") -> tuple[list[Change], history.Walk]:
    walk = history.Walk()
    found = list(history.changes(view, lambda path: path.endswith(suffix), walk))
    return found, walk


def test_an_addition_a_change_and_a_deletion_are_three_changes(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    added = git_repo.commit({"a": "1", "other": "x"})
    first = git_repo.git("rev-parse", "HEAD:a")
    changed = git_repo.commit({"a": "2"})
    second = git_repo.git("rev-parse", "HEAD:a")
    deleted = git_repo.commit({"a": None})

    found, walk = _changes(open_view(git_repo), suffix="a")

    assert [(one.commit, one.old, one.new) for one in found] == [
        (deleted, (second,), ""),
        (changed, (first,), second),
        (added, ("",), first),
    ]
    assert walk.commits == 3
    assert not walk.failure


def test_what_a_merge_itself_brings_in_is_a_change_with_two_parents(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "base"})
    git_repo.git("checkout", "--quiet", "-b", "side")
    git_repo.commit({"b": "side"})
    git_repo.git("checkout", "--quiet", "main")
    git_repo.commit({"c": "main"})
    git_repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    merge = git_repo.commit({"a": "only in the merge"})

    found, _ = _changes(open_view(git_repo))

    assert [(one.path, len(one.old)) for one in found if one.commit == merge] == [("a", 2)]


def test_every_ref_is_walked_and_a_rename_is_an_addition_and_a_deletion(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("checkout", "--quiet", "-b", "unmerged")
    git_repo.git("mv", "a", "b")
    moved = git_repo.commit()
    git_repo.git("checkout", "--quiet", "main")

    found, _ = _changes(open_view(git_repo))

    assert {(one.path, bool(one.new)) for one in found if one.commit == moved} == {
        ("a", False),
        ("b", True),
    }


def test_paths_with_newlines_tabs_and_invalid_utf_8_are_kept(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    names = ["new\nline", "tab\there", "b\udce4d", ":100644 100644 colon"]
    for name in names:
        git_repo.write(name, name.encode("utf-8", "surrogateescape"))
    git_repo.commit()

    found, _ = _changes(open_view(git_repo))

    assert sorted(one.path for one in found) == sorted(names)


def test_a_submodule_is_named_and_a_symbolic_link_is_no_change(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    (git_repo.path / "link").symlink_to("elsewhere")
    git_repo.git("add", "link")
    git_repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendored/lib")
    git_repo.git("commit", "--quiet", "--message", "link and submodule")

    found, walk = _changes(open_view(git_repo))

    assert found == []
    assert walk.submodules == {"vendored/lib"}


def test_an_absurd_commit_date_is_moved_into_the_calendar() -> None:
    early = history.stamp(Change("c", -5, "p", (), "b"))
    late = history.stamp(Change("c", 10**15, "p", (), "b"))

    assert early.at == "1970-01-01T00:00:00Z"
    assert late.at == "9999-12-31T23:59:59Z"


def test_a_sha_256_repository_is_walked(tmp_path: Path, open_view: OpenView) -> None:
    repo = new_repository(tmp_path / "wide", "--object-format=sha256")
    commit = repo.commit({"a": "1"})

    found, _ = _changes(open_view(repo))

    assert [one.commit for one in found] == [commit]
    assert len(found[0].new) == 64
