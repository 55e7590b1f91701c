import time

from scanner.git import dangling
from scanner.git.stored import stored
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def _tree(repo: GitRepo, *entries: str) -> str:
    return repo.git("mktree", stdin="".join(f"{entry}\n" for entry in entries).encode())


def _blob(repo: GitRepo, text: str) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=text.encode())


def _paths(repo: GitRepo, open_view: OpenView, *blobs: str) -> list[tuple[str, str]]:
    view = open_view(repo)
    return sorted(dangling.paths(view, stored(view), [], frozenset(blobs)))


def test_paths_are_told_from_the_topmost_tree(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    blob, link = _blob(git_repo, "2"), _blob(git_repo, "3")
    inner = _tree(git_repo, f"100644 blob {blob}\tfile", f"120000 blob {link}\tlink")
    _tree(git_repo, f"040000 tree {inner}\td", f"040000 tree {inner}\te")

    assert _paths(git_repo, open_view, blob, link) == [
        ("d/file", blob),
        ("d/link (symbolic link)", link),
        ("e/file", blob),
        ("e/link (symbolic link)", link),
    ]


def test_a_tree_that_a_ref_reaches_is_not_looked_into(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})

    assert _paths(git_repo, open_view, git_repo.git("rev-parse", "HEAD:a")) == []


def test_a_tree_bomb_ends(git_repo: GitRepo, open_view: OpenView) -> None:
    blob = _blob(git_repo, "2")
    tree = _tree(git_repo, f"100644 blob {blob}\tfile")
    for _ in range(30):
        tree = _tree(git_repo, *(f"040000 tree {tree}\t{name}" for name in "abcdefghij"))
    started = time.process_time()

    found = _paths(git_repo, open_view, blob)

    assert len(found) > 0
    assert time.process_time() - started < 10
