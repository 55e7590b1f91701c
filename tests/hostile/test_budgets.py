"""What a repository may cost: when it is used up, what was found stays and the rest is counted."""

import pytest

from scanner.model import State
from tests.conftest import Run
from tests.hostile.objects import endless, zeros
from tests.hostile.scanning import reasons, scanned, states, two_credentials
from tests.repositories import GitRepo


def _stage_and_commit(repo: GitRepo, *blobs: str) -> None:
    for blob in blobs:
        repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},large/{blob[:2]}")
    repo.git("commit", "--quiet", "--message=large")


def test_when_the_time_is_up_what_was_found_stays_and_the_rest_is_counted(
    git_repo: GitRepo,
) -> None:
    blobs = ("11" * 20, "22" * 20, "33" * 20)
    for blob in blobs:
        endless(git_repo, blob, 32)
    _stage_and_commit(git_repo, *blobs)
    git_repo.git("rm", "--quiet", "-r", "--cached", "large")
    two_credentials(git_repo)

    # The history must fit into half of the time, however busy the machine is.
    for seconds in (2, 4, 8, 16, 32):
        result = scanned(git_repo.path, max_time=seconds)
        if "older commits" not in reasons(result) and len(result.credentials) == 2:
            break

    assert states(result) == [State.LIVE, State.HISTORY]
    assert f"3 contents: its time of {seconds} seconds is up" in reasons(result)


def test_memory_is_bounded_and_what_it_cut_off_is_named(git_repo: GitRepo) -> None:
    blob = zeros(git_repo, "blob", 512)
    _stage_and_commit(git_repo, blob)
    git_repo.git("rm", "--quiet", "-r", "--cached", "large")
    two_credentials(git_repo)

    result = scanned(git_repo.path, max_memory=128 << 20, max_bytes=1 << 30)

    assert len(result.credentials) == 2
    assert "it takes more than 128 MiB of memory" in reasons(result)


@pytest.mark.parametrize("option", ["--max-time=0", "--max-memory=1", "--max-bytes=0"])
def test_a_budget_of_nothing_is_a_mistake(run_cli: Run, option: str) -> None:
    assert run_cli("scan", option).code == 2


def test_the_command_takes_budgets_and_says_what_they_cut_off(
    git_repo: GitRepo, run_cli: Run
) -> None:
    endless(git_repo, "11" * 20, 32)
    _stage_and_commit(git_repo, "11" * 20)

    ran = run_cli("scan", git_repo.path, "--max-time", "3", "--max-memory", "512")

    assert ran.code == 3
    assert "its time of 3 seconds is up" in ran.out
