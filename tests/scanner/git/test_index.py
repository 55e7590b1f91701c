import os
from pathlib import Path

import pytest

from scanner.git import layout
from scanner.git.index import Entry, staged
from scanner.model import Skipped
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def _staged(repo: GitRepo, open_view: OpenView) -> list[Entry | Skipped]:
    found = layout.find(repo.path)
    assert found is not None
    return list(staged(open_view(repo), found))


@pytest.mark.parametrize("version", [2, 3, 4])
def test_every_version_of_the_index_is_read(
    git_repo: GitRepo, open_view: OpenView, version: int
) -> None:
    git_repo.write("a/b", "1")
    git_repo.git("add", "--all")
    git_repo.git("update-index", "--index-version", str(version))

    (entry,) = _staged(git_repo, open_view)

    assert entry == Entry("a/b", git_repo.git("rev-parse", ":a/b"))


def test_both_sides_of_a_conflict_are_staged(git_repo: GitRepo, open_view: OpenView) -> None:
    sides = [git_repo.git("hash-object", "-w", "--stdin", stdin=text) for text in (b"1", b"2")]
    rows = "".join(f"100644 {blob} {stage}\tf\n" for stage, blob in enumerate(sides, start=2))
    git_repo.git("update-index", "--index-info", stdin=rows.encode())

    assert _staged(git_repo, open_view) == [Entry("f", blob) for blob in sides]


def test_a_submodule_and_a_link_are_told_from_files(git_repo: GitRepo, open_view: OpenView) -> None:
    (git_repo.path / "link").symlink_to("elsewhere")
    git_repo.git("add", "link")
    git_repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")

    assert _staged(git_repo, open_view) == [
        Entry("lib", "1" * 40, gitlink=True),
        Entry("link (symbolic link)", git_repo.git("rev-parse", ":link")),
    ]


def test_an_index_that_git_cannot_read_is_named(git_repo: GitRepo, open_view: OpenView) -> None:
    (git_repo.path / ".git" / "index").write_bytes(b"DIRC" + b"\xff" * 40)

    (skipped,) = _staged(git_repo, open_view)

    assert isinstance(skipped, Skipped)
    assert (skipped.subject, skipped.reason) == ("index", "git could not read it")


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_an_index_that_leads_out_of_the_repository_is_named_not_read(
    git_repo: GitRepo, open_view: OpenView, tmp_path: Path, kind: str
) -> None:
    index = git_repo.path / ".git" / "index"
    if kind == "link":
        (tmp_path / "outside").write_bytes(b"DIRC")
        index.symlink_to(tmp_path / "outside")
    else:
        os.mkfifo(index)

    (skipped,) = _staged(git_repo, open_view)

    assert isinstance(skipped, Skipped)
    assert skipped.reason == "it is no regular file of at most 256 MiB"
