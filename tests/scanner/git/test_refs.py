from pathlib import Path

from scanner.git import layout
from scanner.git.refs import Ref, names_in_files, refs
from scanner.git.stored import stored
from scanner.git.tips import tips_of
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def _named(repo: GitRepo, open_view: OpenView) -> tuple[Ref, ...]:
    found = layout.find(repo.path)
    assert found is not None
    return names_in_files(open_view(repo), found)


def test_heads_of_other_work_trees_are_named_if_they_are_detached(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a": "1"})
    linked = GitRepo(git_repo.path.with_name("linked"))
    git_repo.git("worktree", "add", "--quiet", "--detach", str(linked.path))
    git_repo.git("worktree", "add", "--quiet", "-b", "side", str(linked.path.with_name("side")))

    assert _named(git_repo, open_view) == (Ref("worktrees/linked/HEAD", commit),)
    assert _named(linked, open_view) == ()
    git_repo.git("checkout", "--quiet", "--detach")
    assert _named(linked, open_view) == (Ref("main-worktree/HEAD", commit),)


def test_refs_that_a_linked_work_tree_keeps_for_itself_are_named(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a": "1"})
    linked = GitRepo(git_repo.path.with_name("linked"))
    git_repo.git("worktree", "add", "--quiet", "-b", "side", str(linked.path))
    linked.git("update-ref", "refs/worktree/own", commit)

    assert _named(git_repo, open_view) == (Ref("worktrees/linked/refs/worktree/own", commit),)


def test_older_stashes_are_numbered_as_git_does(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    for text in "234":
        git_repo.write("a", text)
        git_repo.git("stash", "push", "--quiet")

    expected = {name: git_repo.git("rev-parse", name) for name in ("stash@{1}", "stash@{2}")}
    assert {ref.name: ref.target for ref in _named(git_repo, open_view)} == expected


def test_a_name_for_what_is_no_commit_or_not_there_is_nothing(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    commit = git_repo.commit({"a": "1"})
    blob = git_repo.git("rev-parse", "HEAD:a")
    logs = git_repo.path / ".git" / "logs" / "refs"
    lines = [f"{'0' * 40} {new} x\n" for new in ("1" * 40, blob, "nonsense", commit)]
    (logs / "stash").write_text("".join(lines))

    assert _named(git_repo, open_view) == ()


def test_a_log_that_leads_out_of_the_repository_is_not_read(
    git_repo: GitRepo, open_view: OpenView, tmp_path: Path
) -> None:
    commit = git_repo.commit({"a": "1"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "stash").write_text(f"{'0' * 40} {commit} x\n" * 3)
    logs = git_repo.path / ".git" / "logs" / "refs"
    (logs / "stash").symlink_to(outside / "stash")

    assert _named(git_repo, open_view) == ()
    (logs / "stash").unlink()
    (logs / "stash").write_text((outside / "stash").read_text())
    assert len(_named(git_repo, open_view)) == 2
    logs.rename(outside / "refs")
    logs.symlink_to(outside / "refs")
    assert _named(git_repo, open_view) == ()


def test_tips_are_what_is_behind_all_tags(git_repo: GitRepo, open_view: OpenView) -> None:
    commit = git_repo.commit({"a": "1"})
    tree, blob = (git_repo.git("rev-parse", name) for name in ("HEAD^{tree}", "HEAD:a"))
    git_repo.git("tag", "--annotate", "--message", "inner", "inner")
    git_repo.git("tag", "--annotate", "--message", "outer", "outer", "inner")
    git_repo.git("tag", "tree", tree)
    git_repo.git("tag", "--annotate", "--message", "blob", "blob", blob)
    view = open_view(git_repo)
    known, _ = refs(view)

    tips = tips_of(view, known, stored(view))

    assert tips.targets == sorted([commit, tree])
    assert tips.trees == (tree,)
    assert tips.contents == (Ref("refs/tags/blob", blob),)
    through = {tag.text: {ref.name for ref in leading} for tag, leading in tips.tags}
    assert through == {
        b"inner\n": {"refs/tags/inner", "refs/tags/outer"},
        b"outer\n": {"refs/tags/outer"},
        b"blob\n": {"refs/tags/blob"},
    }
