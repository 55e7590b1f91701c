import pytest

from scanner.git import history
from scanner.git.salvage import salvage
from scanner.git.stored import stored
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def _story(repo: GitRepo) -> None:
    """Five commits on main, one on a side branch, and a merge that changes a file itself."""
    for number in range(4):
        repo.commit({"d/a": f"version {number}"})
    repo.git("checkout", "--quiet", "-b", "side", "HEAD~2")
    repo.commit({"side": "1"})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repo.commit({"d/a": "merged"})


def test_of_a_sound_repository_it_tells_what_git_log_tells(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    _story(git_repo)
    view = open_view(git_repo)

    logged = set(history.changes(view, lambda _path: True, history.Walk()))
    walk = history.Walk()
    saved = salvage(view, stored(view), [git_repo.head()], lambda _path: True, walk)

    assert set(saved.changes) == logged
    assert walk.commits == 6
    assert len(walk.ancestry.told) == 6
    assert len(walk.ancestry.parents(git_repo.head())) == 2
    assert saved.unreadable == ()


@pytest.mark.parametrize("damaged", ["main~1", "main~2^{tree}", "main~1:d"])
@pytest.mark.parametrize("how", ["removed", "garbled"])
def test_what_is_not_damaged_is_still_told(
    git_repo: GitRepo, open_view: OpenView, damaged: str, how: str
) -> None:
    _story(git_repo)
    file = git_repo.object_file(damaged)
    blob = git_repo.git("rev-parse", "main:d/a")
    tips = [git_repo.git("rev-parse", name) for name in ("main", "side")]
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(b"garbage")
    view = open_view(git_repo)
    walk = history.Walk()
    list(history.changes(view, lambda _path: True, walk))

    saved = salvage(view, stored(view), tips, lambda _path: True, history.Walk())

    assert walk.failure
    assert saved.unreadable
    assert blob in {change.new for change in saved.changes}
    assert "side" in {change.path for change in saved.changes}
