from scanner.git.objects import Found, Header, Unreadable, headers, read
from scanner.git.stored import stored
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def test_answers_come_in_the_order_of_the_names(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "first", "b": "second\nwith lines\n", "c": ""})
    names = [git_repo.git("rev-parse", f"HEAD:{path}") for path in "cab"]
    view = open_view(git_repo)

    contents = [found.content for found in read(view, names) if isinstance(found, Found)]
    sizes = [found.size for found in headers(view, names) if isinstance(found, Header)]

    assert contents == [b"", b"first", b"second\nwith lines\n"]
    assert sizes == [0, 5, 18]


def test_a_corrupt_object_costs_only_itself(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({path: f"content of {path}" for path in "abcd"})
    names = [git_repo.git("rev-parse", f"HEAD:{path}") for path in "abcd"]
    git_repo.object_file("HEAD:b").write_bytes(b"garbage")
    git_repo.object_file("HEAD:c").unlink()

    found = list(read(open_view(git_repo), names))

    assert [type(one) for one in found] == [Found, Unreadable, Unreadable, Found]
    assert isinstance(found[2], Unreadable)
    assert found[2].missing


def test_a_truncated_object_is_unreadable(git_repo: GitRepo, open_view: OpenView) -> None:
    content = bytes(range(256)) * 2000
    git_repo.commit({"large": content, "small": "x"})
    names = [git_repo.git("rev-parse", f"HEAD:{path}") for path in ("large", "small")]
    file = git_repo.object_file("HEAD:large")
    file.write_bytes(file.read_bytes()[:-40])

    found = list(read(open_view(git_repo), names))

    assert [type(one) for one in found] == [Unreadable, Found]


def test_every_object_is_listed_without_being_opened(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a": "1"})
    git_repo.object_file("HEAD:a").write_bytes(b"garbage")

    by_type = stored(open_view(git_repo)).by_type

    listed = {one.decode() for ids in by_type.values() for one in ids}
    assert {commit, git_repo.git("rev-parse", "HEAD:a")} <= listed
