from pathlib import Path

from scanner.git import layout
from tests.repositories import GitRepo


def test_a_work_tree_a_bare_repository_and_a_linked_work_tree_are_found(git_repo: GitRepo) -> None:
    git_repo.commit({"a": "1"})
    linked = git_repo.path.with_name("linked")
    git_repo.git("worktree", "add", "--quiet", str(linked), "-b", "side")

    plain, bare, other = map(layout.find, (git_repo.path, git_repo.bare(), linked))

    assert plain is not None
    assert plain.worktree == git_repo.path
    assert bare is not None
    assert bare.worktree is None
    assert other is not None
    assert other.worktree == linked
    assert other.common_dir == plain.common_dir.resolve()


def test_a_directory_inside_a_repository_is_no_repository(git_repo: GitRepo) -> None:
    git_repo.commit({"below/a": "1"})

    assert layout.find(git_repo.path / "below") is None


def test_a_git_file_that_points_nowhere_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")

    assert layout.find(tmp_path) is None


def test_a_head_that_is_neither_ref_nor_id_is_not_believed(git_repo: GitRepo) -> None:
    git_repo.commit({"a": "1"})
    found = layout.find(git_repo.path)
    assert found is not None

    (git_repo.path / ".git" / "HEAD").write_text("ref: ../../etc/passwd\n")

    assert layout.head(found) is None
