"""Parts of a repository that lead elsewhere, never end, or are none: nothing is waited for."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.model import State
from tests.hostile.scanning import reasons, scanned, states, two_credentials
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import opaque

_PIPES = {
    "HEAD": "no repository that can be read",
    "config": "config: it is no regular file",
    "index": "index: it is no regular file",
    "packed-refs": "packed-refs: it is no regular file",
    "objects/info/alternates": "objects/info/alternates: it is no regular small file",
    "objects/pack/pack-1.idx": "pack/pack-1.idx: it is no regular file",
    "refs/heads/pipe": "refs/heads/pipe: it is no regular file",
    "shallow": "",
    "commondir": "",
    "logs/refs/stash": "",
    "info/grafts": "",
    "info/attributes": "",
    "objects/info/commit-graph": "",
    "objects/pack/multi-pack-index": "",
}
"""What each is called if it is left out; empty where nothing is lost."""


def _replaced(repo: GitRepo, part: str) -> Path:
    file = repo.path / ".git" / part
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return file


@pytest.mark.parametrize("part", _PIPES)
@pytest.mark.parametrize("kind", ["pipe", "link to /dev/zero"])
def test_a_part_without_end_is_not_waited_for(git_repo: GitRepo, part: str, kind: str) -> None:
    two_credentials(git_repo)
    file = _replaced(git_repo, part)
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")

    result = scanned(git_repo.path)

    assert len(result.credentials) == (1 if part == "HEAD" else 2)
    assert _PIPES[part] in reasons(result)
    assert "time" not in reasons(result)


def test_a_loose_object_that_is_a_pipe_costs_only_itself(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    file = git_repo.object_file("HEAD~1:other")
    file.unlink()
    os.mkfifo(file)

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert f"{file.name}: it is no regular file" in reasons(result)


def test_directories_of_refs_that_loop_are_not_entered(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    for name in ("a", "b"):
        (git_repo.path / ".git" / "refs" / "heads" / name).symlink_to("..")

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert "refs/heads/a: it is no regular file" in reasons(result)


def test_a_ref_of_gigabytes_is_not_read(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    with (git_repo.path / ".git" / "refs" / "heads" / "large").open("wb") as file:
        file.truncate(1 << 40)

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert "refs/heads/large: it is no regular file" in reasons(result)


@pytest.mark.parametrize("part", ["HEAD", "config", "packed-refs", "shallow", "index"])
def test_a_part_of_a_terabyte_of_zeros_is_not_held(git_repo: GitRepo, part: str) -> None:
    two_credentials(git_repo)
    with _replaced(git_repo, part).open("wb") as file:
        file.truncate(1 << 40)

    result = scanned(git_repo.path)

    assert len(result.credentials) == 2


@pytest.mark.parametrize("content", [b"", b"junk", b"DIRC\0\0\0\2\xff\xff\xff\xff" + b"\0" * 200])
def test_an_index_of_junk_is_named(git_repo: GitRepo, content: bytes) -> None:
    two_credentials(git_repo)
    _replaced(git_repo, "index").write_bytes(content)

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert not content or "index: git could not read it" in reasons(result)


def test_object_stores_that_borrow_from_each_other_end(git_repo: GitRepo, tmp_path: Path) -> None:
    two_credentials(git_repo)
    other = new_repository(tmp_path / "other")
    mine, theirs = (one.path / ".git" / "objects" for one in (git_repo, other))
    (mine / "info").mkdir(exist_ok=True)
    (theirs / "info").mkdir(exist_ok=True)
    (mine / "info" / "alternates").write_text(f"../objects\n{theirs}\n/nowhere\n{mine}\n")
    (theirs / "info" / "alternates").write_text(f"{mine}\n../../../other/.git/objects\n")

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert "objects/info/alternates: a store is not there" in reasons(result)


@pytest.mark.parametrize("lender", ["/dev/zero", "/dev", "/proc/self/fd", "/", "//\0"])
def test_a_lender_that_is_no_object_store_lends_nothing(git_repo: GitRepo, lender: str) -> None:
    two_credentials(git_repo)
    info = git_repo.path / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{lender}\n")

    assert states(scanned(git_repo.path)) == [State.LIVE, State.HISTORY]


def _by_a_file(audited: Path, other: Path) -> None:
    (audited / ".git").write_text(f"gitdir: {other}/.git\n")


def _by_a_link(audited: Path, other: Path) -> None:
    (audited / ".git").symlink_to(other / ".git")


def _by_a_common_directory(audited: Path, other: Path) -> None:
    (audited / ".git").mkdir()
    shutil.copy(other / ".git" / "HEAD", audited / ".git" / "HEAD")
    (audited / ".git" / "commondir").write_text(f"{other}/.git\n")


@pytest.mark.parametrize("lead", [_by_a_file, _by_a_link, _by_a_common_directory])
def test_no_directory_makes_another_repository_its_own(
    tmp_path: Path, lead: Callable[[Path, Path], None]
) -> None:
    private = new_repository(tmp_path / "private")
    two_credentials(private)
    audited = tmp_path / "audited"
    audited.mkdir()
    (audited / ".mcp.json").write_text(mcp_json(API_TOKEN=opaque(3)))
    lead(audited, private.path)

    result = scanned(audited)

    assert len(result.credentials) == 1
    assert "its .git is no repository that can be read" in reasons(result)


def test_a_linked_work_tree_and_a_submodule_still_lead_to_theirs(
    git_repo: GitRepo, tmp_path: Path
) -> None:
    two_credentials(git_repo)
    git_repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    above = new_repository(tmp_path / "above")
    above.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(git_repo.path), "m"
    )

    assert len(scanned(tmp_path / "linked").credentials) == 2
    assert len(scanned(tmp_path / "above" / "m").credentials) == 2


def test_names_of_refs_that_only_unicode_breaks_into_lines_are_refs(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    names = ["refs/heads/a\u0085b", "refs/heads/a\u2028b", "refs/heads/\u202eevil"]
    for name in names:
        git_repo.git("update-ref", name, "HEAD")

    result = scanned(git_repo.path)

    (live,) = (one for one in result.occurrences if one.lifetime.state is State.LIVE)
    assert set(names) < set(live.lifetime.refs)


def test_a_graft_and_a_forged_commit_graph_hide_nothing(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    git_repo.git("commit-graph", "write", "--reachable")
    graph = git_repo.path / ".git" / "objects" / "info" / "commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(graph.read_bytes()[:200] + b"\xff" * 400)
    (git_repo.path / ".git" / "info").mkdir(exist_ok=True)
    (git_repo.path / ".git" / "info" / "grafts").write_text(f"{git_repo.head()}\n")

    assert states(scanned(git_repo.path)) == [State.LIVE, State.HISTORY]
