from tests.repositories import GitRepo
from tests.scanner.lives import (
    FILE,
    MOVED,
    OTHER,
    SECRET,
    THIRD,
    both,
    config,
    history,
    told,
    vscode,
)


def test_a_slot_tells_its_values_one_after_the_other(git_repo: GitRepo) -> None:
    first, second, third, fourth = (
        git_repo.commit({FILE: config(token)}) for token in (SECRET, OTHER, SECRET, THIRD)
    )

    (slot,) = told(git_repo).slots

    assert history(slot) == [
        (SECRET, first, second),
        (OTHER, second, third),
        (SECRET, third, fourth),
        (THIRD, fourth, ""),
    ]
    assert slot.rotations == 3
    assert (slot.path, slot.name, slot.server_name) == (FILE, "GITHUB_TOKEN", "github")
    assert [value.state for value in slot.values] == ["history", "history", "history", "live"]


def test_a_value_that_only_came_back_was_not_rotated(git_repo: GitRepo) -> None:
    for token in (SECRET, "${TOKEN}", SECRET):
        git_repo.commit({FILE: config(token)})

    (slot,) = told(git_repo).slots

    assert len(slot.values) == 2
    assert slot.rotations == 0


def test_a_slot_follows_its_file_also_if_the_value_changes_with_it(git_repo: GitRepo) -> None:
    first = git_repo.commit({FILE: config(SECRET)})
    second = git_repo.commit({MOVED: config(OTHER), FILE: None})
    third = git_repo.commit({".vscode/mcp.json": vscode(OTHER), MOVED: None})
    fourth = git_repo.commit({".vscode/mcp.json": vscode(THIRD)})

    (slot,) = told(git_repo).slots

    assert third
    assert history(slot) == [
        (SECRET, first, second),
        (OTHER, second, fourth),
        (THIRD, fourth, ""),
    ]
    assert (slot.path, slot.moved_from, slot.rotations) == (".vscode/mcp.json", (FILE, MOVED), 2)


def test_slots_that_swap_their_values_stay_where_they_are(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET), MOVED: config(OTHER)})
    swapped = git_repo.commit({FILE: config(OTHER), MOVED: config(SECRET)})

    found = {slot.path: history(slot) for slot in told(git_repo).slots}

    assert found == {
        FILE: [(SECRET, came, swapped), (OTHER, swapped, "")],
        MOVED: [(OTHER, came, swapped), (SECRET, swapped, "")],
    }


def test_servers_of_one_package_in_one_file_have_slots_of_their_own(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: both(first=SECRET, second=OTHER)})
    git_repo.commit({FILE: both(first=THIRD, second=OTHER)})

    rotations = {slot.server_name: slot.rotations for slot in told(git_repo).slots}

    assert rotations == {"first": 1, "second": 0}


def test_a_slot_with_one_value_on_each_branch_was_not_rotated(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(SECRET)})
    git_repo.git("checkout", "--quiet", "-b", "side")
    git_repo.commit({FILE: config(OTHER)})

    (slot,) = told(git_repo).slots
    assert ([value.state for value in slot.values], slot.rotations) == (["live", "live"], 0)

    git_repo.git("branch", "--delete", "--force", "main")

    (slot,) = told(git_repo).slots
    assert ([value.state for value in slot.values], slot.rotations) == (["history", "live"], 1)


def test_a_value_that_is_only_in_the_work_tree_is_the_newest(git_repo: GitRepo) -> None:
    git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({FILE: config(OTHER)})
    git_repo.write(FILE, config(THIRD))

    (slot,) = told(git_repo).slots

    assert [one[0] for one in history(slot)] == [SECRET, OTHER, THIRD]
    assert history(slot)[-1] == (THIRD, "", "")
