import stat
from pathlib import Path

import pytest

from scanner.git import door
from scanner.git.bundle import is_bundle, unbundled
from scanner.git.refs import refs
from tests.repositories import GitRepo, new_repository


def _bundle(repo: GitRepo, *what: str) -> Path:
    file = repo.path.with_name("some.bundle")
    repo.git("bundle", "create", "--quiet", str(file), *what)
    return file


def _objects(file: Path) -> tuple[set[str], list[str], list[str]]:
    """Return the ids, the refs and the gaps of a bundle."""
    with unbundled(file) as found, door.view(found.layout) as view:
        listing = door.start(view, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
        ids = set(door.output(listing)[0].decode().split())
        return ids, [ref.name for ref in refs(view)[0]], [gap.reason for gap in found.gaps]


def test_a_bundle_is_known_by_its_first_line(git_repo: GitRepo, tmp_path: Path) -> None:
    git_repo.commit({"a": "1"})
    (tmp_path / "other").write_text("# v2 git bundle, or not\n")

    assert is_bundle(_bundle(git_repo, "--all"))
    assert not is_bundle(tmp_path / "other")


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_all_of_a_bundle_is_there_while_it_is_lent(tmp_path: Path, form: str) -> None:
    repo = new_repository(tmp_path / "repo", f"--object-format={form}")
    repo.commit({"a": "1"})
    expected = set(repo.git("rev-list", "--all", "--objects", "--no-object-names").split())

    ids, names, gaps = _objects(_bundle(repo, "--all"))

    assert (ids, names, gaps) == (expected, ["refs/heads/main"], [])


def test_it_is_unpacked_where_nobody_else_looks_and_gone_afterwards(git_repo: GitRepo) -> None:
    git_repo.commit({"a": "1"})

    with unbundled(_bundle(git_repo, "--all")) as found:
        directory = found.layout.git_dir
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700

    assert not directory.exists()


def test_a_head_that_no_branch_has_is_a_ref(git_repo: GitRepo) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("checkout", "--quiet", "--detach")
    git_repo.commit({"a": "2"})

    _, names, _ = _objects(_bundle(git_repo, "HEAD"))

    assert names == ["HEAD"]


def test_what_it_builds_on_is_named_and_what_it_brings_is_there(git_repo: GitRepo) -> None:
    line = "the same line many times\n"
    basis = git_repo.commit({"a": line * 1000})
    git_repo.commit({"a": line * 1000 + "and one more\n", "b": "a content of its own"})

    ids, _, gaps = _objects(_bundle(git_repo, "main", "^main~1"))

    assert git_repo.git("rev-parse", "HEAD:b") in ids
    assert f"it builds on commit {basis[:12]}, which is not in it" in gaps


def test_a_bundle_that_breaks_off_is_read_as_far_as_it_goes(git_repo: GitRepo) -> None:
    for number in range(20):
        git_repo.commit({f"file{number}": f"content {number}" * 50})
    file = _bundle(git_repo, "--all")
    file.write_bytes(file.read_bytes()[:-300])

    ids, names, gaps = _objects(file)

    assert len(ids) > 20
    assert names == ["refs/heads/main"]
    assert gaps == ["some of its objects cannot be unpacked"]


def test_names_that_git_would_stop_at_are_counted_and_the_others_kept(git_repo: GitRepo) -> None:
    commit = git_repo.commit({"a": "1"})
    file = _bundle(git_repo, "--all")
    head, _, rest = file.read_bytes().partition(b"\n")
    bad = "".join(f"{commit} {name}\n" for name in ("refs/../x", "refs/a.lock", "refs/a b~", "x"))
    file.write_bytes(head + b"\n" + bad.encode() + rest)

    _, names, gaps = _objects(file)

    assert names == ["refs/heads/main"]
    assert gaps == ["4 lines of it are not understood"]
