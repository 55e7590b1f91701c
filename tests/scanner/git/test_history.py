from pathlib import Path

from scanner.git import history
from scanner.git.door import View
from scanner.git.history import Change
from scanner.git.stamps import stamped
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


def test_a_submodule_is_named_and_the_target_of_a_symbolic_link_is_a_content(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    (git_repo.path / "link").symlink_to("elsewhere")
    git_repo.git("add", "link")
    git_repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendored/lib")
    git_repo.git("commit", "--quiet", "--message", "link and submodule")

    found, walk = _changes(open_view(git_repo))

    link = git_repo.git("rev-parse", "HEAD:link")
    assert [(one.path, one.new) for one in found] == [("link (symbolic link)", link)]
    assert walk.submodules.keys() == {"vendored/lib"}


def test_an_absurd_commit_date_is_moved_into_the_calendar() -> None:
    early = stamped("c", -5)
    late = stamped("c", 10**15)

    assert early.at == "1970-01-01T00:00:00Z"
    assert late.at == "9999-12-31T23:59:59Z"


def test_a_sha_256_repository_is_walked(tmp_path: Path, open_view: OpenView) -> None:
    repo = new_repository(tmp_path / "wide", "--object-format=sha256")
    commit = repo.commit({"a": "1"})

    found, _ = _changes(open_view(repo))

    assert [one.commit for one in found] == [commit]
    assert len(found[0].new) == 64


def test_a_file_that_becomes_a_link_is_gone_as_a_file(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})
    was = git_repo.git("rev-parse", "HEAD:a")
    (git_repo.path / "a").unlink()
    (git_repo.path / "a").symlink_to("elsewhere")
    turned = git_repo.commit()
    now = git_repo.git("rev-parse", "HEAD:a")

    found, _ = _changes(open_view(git_repo))

    assert [(one.path, one.old, one.new) for one in found if one.commit == turned] == [
        ("a", (was,), ""),
        ("a (symbolic link)", ("",), now),
    ]


def test_messages_that_tell_are_kept_whatever_they_look_like(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    text = "telling\n\n:100644 100644 1 2 M\nnot a row"
    git_repo.write("a", "1")
    git_repo.git("add", "a")
    git_repo.git("commit", "--quiet", "--message", text)
    git_repo.commit({"a": "2"})
    walk = history.Walk(tells=lambda said: b"telling" in said)

    found = list(history.changes(open_view(git_repo), lambda _path: True, walk))

    assert [one.text.strip() for one in walk.messages] == [text.encode()]
    assert [one.path for one in found] == ["a", "a"]


def test_every_commit_and_every_content_is_met_whatever_is_selected(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a": "1", "b": "2"})
    walk = history.Walk()

    assert list(history.changes(open_view(git_repo), lambda _path: False, walk)) == []

    ids = {commit, *(git_repo.git("rev-parse", f"HEAD:{name}") for name in "ab")}
    assert {identity.encode() for identity in ids} <= walk.met


def test_chosen_commits_are_compared_as_the_log_tells_them(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("checkout", "--quiet", "-b", "side")
    git_repo.commit({"b": "1"})
    git_repo.git("checkout", "--quiet", "main")
    git_repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    git_repo.commit({"a": "2", "c": "1"})
    view = open_view(git_repo)
    logged, compared = (history.Walk(tells=lambda _text: True) for _ in range(2))
    names = git_repo.git("rev-list", "HEAD").split()

    of_log = list(history.changes(view, lambda _path: True, logged))
    of_names = list(history.changes_of(view, names, lambda _path: True, compared))

    assert sorted(of_names, key=repr) == sorted(of_log, key=repr)
    assert (compared.commits, compared.met) == (logged.commits, logged.met)
    assert {one.commit for one in compared.messages} == {one.commit for one in logged.messages}
