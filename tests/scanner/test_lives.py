import json

from tests.repositories import GitRepo
from tests.scanner.lives import (
    FILE,
    MOVED,
    OTHER,
    SECRET,
    Life,
    both,
    config,
    lives,
    occurrences,
    vscode,
)


def _removal(repo: GitRepo) -> str:
    return repo.commit({FILE: config("${GITHUB_TOKEN}")})


def test_a_value_lives_from_the_commit_that_brought_it_to_the_one_that_took_it(
    git_repo: GitRepo,
) -> None:
    git_repo.commit({"README": "x"})
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({FILE: config(SECRET) + "\n"})
    gone = _removal(git_repo)

    assert lives(git_repo) == [Life(FILE, "history", ((came, gone),))]
    (one,) = occurrences(git_repo)
    assert one.lifetime.exposed_days == 2


def test_a_value_that_was_brought_back_has_a_life_with_breaks(git_repo: GitRepo) -> None:
    commits = [
        git_repo.commit({FILE: config(token)})
        for token in (SECRET, OTHER, SECRET, "${GITHUB_TOKEN}", SECRET)
    ]

    first, second, third, fourth, fifth = commits
    spans = ((first, second), (third, fourth), (fifth, ""))
    assert lives(git_repo) == [Life(FILE, "live", spans)]
    (one,) = occurrences(git_repo)
    assert [stamp.commit for stamp in one.lifetime.returned] == [third, fifth]
    assert one.lifetime.exposed_days is None


def test_a_renamed_file_keeps_the_life_of_what_is_in_it(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({"conf/.mcp.json": config(SECRET), FILE: None})
    git_repo.commit({MOVED: config(SECRET), "conf/.mcp.json": None})

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE, "conf/.mcp.json"))]


def test_a_move_to_another_client_and_pointer_keeps_the_life(git_repo: GitRepo) -> None:
    came = git_repo.commit({MOVED: config(SECRET)})
    git_repo.commit({".vscode/mcp.json": vscode(SECRET), MOVED: None})

    assert lives(git_repo) == [Life(".vscode/mcp.json", "live", ((came, ""),), (MOVED,))]
    (one,) = occurrences(git_repo)
    assert (one.pointer, one.client) == ("/servers/github/env/GITHUB_TOKEN", "vscode")


def test_a_copy_begins_a_life_of_its_own(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    copied = git_repo.commit({MOVED: config(SECRET)})
    gone = git_repo.commit({FILE: None})

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "live", ((copied, ""),)),
        Life(FILE, "history", ((came, gone),)),
    ]


def test_a_value_that_moved_away_and_back_never_went(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    git_repo.commit({FILE: config(SECRET), MOVED: None})

    assert lives(git_repo) == [Life(FILE, "live", ((came, ""),), (MOVED,))]


def test_a_copy_to_where_it_once_moved_away_from_begins_a_life_of_its_own(
    git_repo: GitRepo,
) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    copied = git_repo.commit({FILE: config(SECRET)})

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "live", ((came, ""),), (FILE,)),
        Life(FILE, "live", ((copied, ""),)),
    ]


def test_what_was_removed_returned_and_then_moved_is_one_life(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    gone = _removal(git_repo)
    back = git_repo.commit({FILE: config(SECRET)})
    git_repo.commit({MOVED: config(SECRET), FILE: None})
    ended = git_repo.commit({MOVED: config(OTHER)})

    spans = ((came, gone), (back, ended))
    assert lives(git_repo) == [Life(MOVED, "history", spans, (FILE,))]


def test_a_move_within_a_file_keeps_the_life(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: both(first=SECRET)})
    git_repo.commit({FILE: both(second=SECRET)})

    assert lives(git_repo) == [Life(FILE, "live", ((came, ""),))]
    (one,) = occurrences(git_repo)
    assert one.pointer == "/mcpServers/second/env/TOKEN"


def test_an_argument_that_moves_up_keeps_the_life(git_repo: GitRepo) -> None:
    def started(*before: str) -> str:
        server = {"command": "npx", "args": ["@acme/gh", *before, "--token", SECRET]}
        return json.dumps({"mcpServers": {"gh": server}})

    came = git_repo.commit({FILE: started()})
    git_repo.commit({FILE: started("--verbose")})

    assert lives(git_repo) == [Life(FILE, "live", ((came, ""),))]


def test_two_servers_that_swap_their_tokens_keep_the_lives_of_both(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: both(first=SECRET, second=OTHER)})
    git_repo.commit({FILE: both(first=OTHER, second=SECRET)})

    for secret, pointer in ((SECRET, "second"), (OTHER, "first")):
        assert lives(git_repo, secret) == [Life(FILE, "live", ((came, ""),))]
        (one,) = occurrences(git_repo, secret)
        assert one.pointer == f"/mcpServers/{pointer}/env/TOKEN"


def test_two_files_that_swap_their_tokens_keep_the_lives_of_both(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET), MOVED: config(OTHER)})
    git_repo.commit({FILE: config(OTHER), MOVED: config(SECRET)})

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE,))]
    assert lives(git_repo, OTHER) == [Life(FILE, "live", ((came, ""),), (MOVED,))]


def test_two_files_that_move_at_once_are_told_apart(git_repo: GitRepo) -> None:
    first = git_repo.commit({"a/.mcp.json": config(SECRET)})
    second = git_repo.commit({"b/.mcp.json": config(SECRET) + "\n"})
    git_repo.commit(
        {
            "x/.mcp.json": config(SECRET) + "\n",
            "y/.mcp.json": config(SECRET),
            "a/.mcp.json": None,
            "b/.mcp.json": None,
        }
    )

    assert lives(git_repo) == [
        Life("x/.mcp.json", "live", ((second, ""),), ("b/.mcp.json",)),
        Life("y/.mcp.json", "live", ((first, ""),), ("a/.mcp.json",)),
    ]


def test_a_move_together_with_the_rotation_of_another_value_keeps_the_life(
    git_repo: GitRepo,
) -> None:
    came = git_repo.commit({FILE: both(first=SECRET, second=OTHER)})
    git_repo.commit({MOVED: both(first=SECRET, second="${TOKEN}"), FILE: None})

    assert lives(git_repo) == [Life(MOVED, "live", ((came, ""),), (FILE,))]
    assert [life.state for life in lives(git_repo, OTHER)] == ["history"]


def test_a_value_of_another_server_does_not_keep_the_life(git_repo: GitRepo) -> None:
    came = git_repo.commit({FILE: config(SECRET)})
    moved = git_repo.commit({MOVED: config(SECRET, "jira"), FILE: None})

    assert sorted(lives(git_repo), key=lambda life: life.path) == [
        Life(MOVED, "live", ((moved, ""),)),
        Life(FILE, "history", ((came, moved),)),
    ]
