import re
from pathlib import Path

import pytest

from scanner.model import Stamp
from tests.repositories import GitRepo, new_repository
from tests.scanner.lives import FILE, OTHER, SECRET, config, occurrences, told


def _introduced(repo: GitRepo, *, authors_shown: bool = False) -> Stamp:
    found = told(repo, authors_shown=authors_shown).occurrences[0].lifetime.first
    assert found is not None
    return found


def test_authors_are_hashed_and_one_address_has_one_hash_in_all_repositories(
    tmp_path: Path,
) -> None:
    hashes = []
    for number, author in enumerate(
        [("Ann", "ann@corp.example"), ("ann b.", " Ann@Corp.Example"), ("Ann", "bob@corp.example")]
    ):
        repo = new_repository(tmp_path / str(number))
        repo.author = author
        repo.commit({FILE: config(SECRET)})
        hashes.append(_introduced(repo).author)

    assert all(re.fullmatch("[0-9a-f]{12}", one) for one in hashes)
    assert hashes[0] == hashes[1] != hashes[2]


def test_who_removed_a_value_is_told_beside_who_introduced_it(git_repo: GitRepo) -> None:
    git_repo.author = ("Ann", "ann@corp.example")
    git_repo.commit({FILE: config(SECRET)})
    git_repo.author = ("Bob", "bob@corp.example")
    git_repo.commit({FILE: config(OTHER)})

    result = told(git_repo, authors_shown=True)

    (life,) = {one.lifetime for one in occurrences(git_repo)}
    assert life.first
    assert life.removed
    assert life.first.author != life.removed.author
    first, second = result.slots[0].values
    assert first.removed
    assert second.first
    assert first.removed.author == second.first.author == "Bob <bob@corp.example>"


def test_a_mailmap_joins_nobody(git_repo: GitRepo) -> None:
    git_repo.author = ("Ann", "ann@corp.example")
    git_repo.commit(
        {FILE: config(SECRET), ".mailmap": "Bob <bob@corp.example> <ann@corp.example>\n"}
    )

    assert _introduced(git_repo, authors_shown=True).author == "Ann <ann@corp.example>"


def _rewritten(repo: GitRepo, author: bytes) -> str:
    """Put a commit in the place of main that says `author` where its author should be."""
    tree = repo.git("rev-parse", "HEAD^{tree}").encode()
    text = b"tree %b\n%bcommitter A <a@b.c> 1700000000 +0000\n\nmade by hand\n" % (tree, author)
    made = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)
    repo.git("update-ref", "refs/heads/main", made)
    return made


def test_a_secret_in_the_name_of_an_author_is_taken_out_and_odd_bytes_are_readable(
    git_repo: GitRepo,
) -> None:
    git_repo.commit({FILE: config(SECRET)})
    _rewritten(git_repo, b"author Ann %b \xff <a@b.c> 0 +0000\n" % SECRET.encode())

    assert _introduced(git_repo, authors_shown=True).author == "Ann ••• \\xff <a@b.c>"


@pytest.mark.parametrize("author", [b"", b"author\n", b"author  <> 0 +0000\n", b"author <\n"])
def test_a_commit_without_an_author_is_told_all_the_same(git_repo: GitRepo, author: bytes) -> None:
    git_repo.commit({FILE: config(SECRET)})
    made = _rewritten(git_repo, author)

    assert _introduced(git_repo).commit == made
