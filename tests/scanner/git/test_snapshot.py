from scanner.git.snapshot import Everything, Paths, snapshot
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView

_ALL = Everything(lambda _path: True)


def test_selected_files_are_found_in_the_directories_that_lead_to_them(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a/b/wanted": "1", "a/other": "2", "c/wanted": "3"})
    paths = Paths({"a/b/wanted", "gone/wanted"})

    taken = snapshot(open_view(git_repo), [commit], paths)

    assert taken.files == {commit: (("a/b/wanted", git_repo.git("rev-parse", "HEAD:a/b/wanted")),)}
    assert taken.unreadable == []


def test_an_annotated_tag_stands_for_its_commit(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("tag", "--annotate", "--message", "release", "v1")
    tag = git_repo.git("rev-parse", "v1")

    taken = snapshot(open_view(git_repo), [tag], _ALL)

    assert [path for path, _ in taken.files[tag]] == ["a"]


def test_a_tree_that_is_missing_is_named_and_the_rest_is_read(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"broken/a": "1", "whole/b": "2"})
    tree = git_repo.git("rev-parse", "HEAD:broken")
    git_repo.object_file("HEAD:broken").unlink()

    taken = snapshot(open_view(git_repo), [commit], _ALL)

    assert [path for path, _ in taken.files[commit]] == ["whole/b"]
    assert [one.name for one in taken.unreadable] == [tree]


def test_directories_nested_too_deep_are_named(git_repo: GitRepo, open_view: OpenView) -> None:
    blob = git_repo.git("hash-object", "-w", "--stdin", stdin=b"deep")
    tree = git_repo.git("mktree", stdin=f"100644 blob {blob}\tfile\n".encode())
    for _ in range(250):
        tree = git_repo.git("mktree", stdin=f"040000 tree {tree}\td\n".encode())

    taken = snapshot(open_view(git_repo), [tree], _ALL)

    assert taken.files[tree] == ()
    assert [one.reason for one in taken.unreadable] == ["nested deeper than 200 directories"]


def test_a_link_and_a_file_of_the_name_of_its_target_are_two(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    (git_repo.path / "a").symlink_to("elsewhere")
    commit = git_repo.commit({"b (symbolic link)": "a file"})
    paths = Paths({"a (symbolic link)", "b (symbolic link)"})

    taken = snapshot(open_view(git_repo), [commit], paths)

    assert taken.files[commit] == (
        ("a (symbolic link)", git_repo.git("rev-parse", "HEAD:a")),
        ("b (symbolic link)", git_repo.git("rev-parse", "HEAD:b (symbolic link)")),
    )
