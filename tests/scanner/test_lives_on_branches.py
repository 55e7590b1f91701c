import pytest

from tests.repositories import GitRepo
from tests.scanner.lives import FILE, MOVED, OTHER, SECRET, Life, config, lives, occurrences


def _branch(repo: GitRepo, name: str, start: str = "main") -> None:
    repo.git("checkout", "--quiet", "-b", name, start)


def _on(repo: GitRepo, name: str) -> None:
    repo.git("checkout", "--quiet", name)


def _merge(repo: GitRepo, *names: str) -> None:
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", *names)


def test_a_move_on_a_branch_leaves_what_stays_on_another(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    _branch(git_repo, "side")
    git_repo.commit({MOVED: config(SECRET), FILE: None})

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "live", ((came, ""),), (FILE,)),
        Life(FILE, "live", ((came, ""),)),
    ]


def test_a_move_on_a_branch_that_was_merged_is_a_move(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    _branch(git_repo, "side")
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    _on(git_repo, "main")
    git_repo.commit({"README": "x"})
    _merge(git_repo, "side")
    git_repo.commit()

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE,))]


def test_the_same_move_on_two_branches_is_one_move(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    for name in ("one", "two"):
        _branch(git_repo, name)
        git_repo.commit({MOVED: config(SECRET), FILE: None})
    git_repo.git("branch", "--delete", "--force", "main")

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE,))]


def test_a_value_goes_when_the_last_of_several_branches_removes_it(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    for name in ("one", "two"):
        _branch(git_repo, name, "main")
        _on(git_repo, "main")
    git_repo.commit({FILE: config("${T}")})
    _on(git_repo, "one")
    git_repo.commit({FILE: None})
    assert lives(git_repo) == [Life(FILE, "live", ((came, ""),))]
    assert occurrences(git_repo)[0].lifetime.refs == ("refs/heads/two",)
    _on(git_repo, "two")
    last = git_repo.commit({FILE: config(OTHER)})

    assert lives(git_repo) == [Life(FILE, "history", ((came, last),))]


def test_what_a_merge_itself_brings_and_takes_is_told(git_repo: GitRepo) -> None:
    git_repo.commit({"README": "x"})
    _branch(git_repo, "side")
    git_repo.commit({"side": "1"})
    _on(git_repo, "main")
    git_repo.commit({"main": "1"})
    _merge(git_repo, "side")
    brought = git_repo.commit({FILE: config(SECRET)})
    _branch(git_repo, "later")
    git_repo.commit({"later": "1"})
    _on(git_repo, "main")
    git_repo.commit({"main": "2"})
    _merge(git_repo, "later")
    taken = git_repo.commit({FILE: None})
    git_repo.git("branch", "--delete", "--force", "later")

    assert lives(git_repo) == [Life(FILE, "history", ((brought, taken),))]


def test_a_merge_of_many_moves_like_any_commit(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    for name in ("one", "two", "three"):
        _branch(git_repo, name, "main")
        git_repo.commit({name: name})
    _on(git_repo, "main")
    git_repo.commit({"main": "main"})
    _merge(git_repo, "one", "two", "three")
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    for name in ("one", "two", "three"):
        git_repo.git("branch", "--delete", "--force", name)

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE,))]


def test_a_second_root_brings_nothing_back(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.git("checkout", "--quiet", "--orphan", "other")
    git_repo.commit({FILE: config(SECRET)})

    assert lives(git_repo) == [Life(FILE, "live", ((came, ""),))]


@pytest.mark.parametrize("when", ["@0 +0000", "4070908800 +0000"])
def test_forged_dates_do_not_change_the_order(git_repo: GitRepo, when: str) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.when = when
    gone = git_repo.commit({FILE: config(OTHER)})
    git_repo.when = ""
    back = git_repo.commit({FILE: config(SECRET)})
    git_repo.when = when
    last = git_repo.commit({FILE: None})

    assert lives(git_repo) == [Life(FILE, "history", ((came, gone), (back, last)))]
    (one,) = occurrences(git_repo)
    assert one.lifetime.removed is not None
    assert one.lifetime.removed.at[:4] in {"1970", "2099"}
    assert one.lifetime.removed.doubtful is when.startswith("@")
    assert (one.lifetime.exposed_days is None) is when.startswith("@")


def test_what_was_force_pushed_away_has_a_life_of_its_own(git_repo: GitRepo) -> None:
    git_repo.commit({"README": "x"})
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    git_repo.git("reset", "--quiet", "--hard", "HEAD~2")
    git_repo.git("reflog", "expire", "--expire=now", "--all")

    assert lives(git_repo) == [Life(MOVED, "unreachable", ((came, ""),), (FILE,))]


def test_what_only_lost_commits_hold_is_not_hidden_by_a_rewritten_move(git_repo: GitRepo) -> None:
    git_repo.commit({"README": "x"})
    lost = git_repo.commit({FILE: config(SECRET)})
    moved = git_repo.commit({MOVED: config(SECRET), FILE: None})
    git_repo.git("reset", "--quiet", "--hard", "HEAD~2")
    kept = git_repo.commit({MOVED: config(SECRET)})
    git_repo.git("reflog", "expire", "--expire=now", "--all")

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "live", ((kept, ""),)),
        Life(FILE, "unreachable", ((lost, moved),)),
    ]


def test_a_lost_move_takes_nothing_from_what_a_ref_reaches(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    git_repo.git("reset", "--quiet", "--hard", "HEAD~1")
    gone = git_repo.commit({FILE: None})
    git_repo.git("reflog", "expire", "--expire=now", "--all")

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "unreachable", ((came, ""),), (FILE,)),
        Life(FILE, "history", ((came, gone),)),
    ]
