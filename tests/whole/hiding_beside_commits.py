"""Secrets in what no ref reaches, in files, and in repositories of their own."""

from scanner.model import State
from tests.repositories import GitRepo, new_repository
from tests.whole.hiding import CONFIG, Hidden, at, blob, branch, config, said

LIVE, HISTORY, UNREACHABLE = State.LIVE, State.HISTORY, State.UNREACHABLE


def commit_in_reflogs_only(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    return at(repo, CONFIG, UNREACHABLE)


def commit_that_was_force_pushed_away(repo: GitRepo, secret: str) -> Hidden:
    hub = repo.bare()
    repo.commit({CONFIG: config(secret)})
    repo.git("push", "--quiet", str(hub), "main")
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    repo.git("push", "--quiet", "--force", str(hub), "main")
    return Hidden(hub, frozenset({(CONFIG, UNREACHABLE)}))


def commit_that_was_amended(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    repo.write(CONFIG, config("${TOKEN}"))
    repo.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    return at(repo, CONFIG, UNREACHABLE)


def branch_that_was_deleted(repo: GitRepo, secret: str) -> Hidden:
    branch(repo, "side", secret)
    repo.git("branch", "--quiet", "-D", "side")
    repo.git("reflog", "expire", "--expire=now", "--all")
    return at(repo, CONFIG, UNREACHABLE)


def branch_that_was_rebased(repo: GitRepo, secret: str) -> Hidden:
    branch(repo, "side", secret)
    repo.commit({"later": ""})
    repo.git("checkout", "--quiet", "side")
    repo.git("rebase", "--quiet", "main")
    repo.write(CONFIG, config("${TOKEN}"))
    repo.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    return at(repo, CONFIG, UNREACHABLE)


def merge_that_was_thrown_away(repo: GitRepo, secret: str) -> Hidden:
    branch(repo, "side", "${TOKEN}", "side")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repo.commit({CONFIG: config(secret)})
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    return at(repo, CONFIG, UNREACHABLE)


def dropped_stash(repo: GitRepo, secret: str) -> Hidden:
    repo.write("file", config(secret))
    repo.git("stash", "push", "--quiet")
    repo.git("stash", "drop", "--quiet")
    return at(repo, "file", UNREACHABLE)


def fetched_without_a_ref(repo: GitRepo, secret: str) -> Hidden:
    branch(repo, "side", secret)
    other = new_repository(repo.path.with_name("other"))
    other.git("fetch", "--quiet", str(repo.path), "side")
    return at(other, CONFIG, UNREACHABLE)


def message_of_a_commit_that_was_amended(repo: GitRepo, secret: str) -> Hidden:
    repo.git("commit", "--quiet", "--allow-empty", *said(secret))
    commit = repo.head()
    repo.git("commit", "--quiet", "--allow-empty", "--amend", "--message", "Set up the server")
    return at(repo, f"(message of commit {commit[:12]})", UNREACHABLE)


def message_of_a_commit_whose_parent_was_pruned(repo: GitRepo, secret: str) -> Hidden:
    parent = repo.commit({"later": ""})
    repo.git("commit", "--quiet", "--allow-empty", *said(secret))
    commit = repo.head()
    repo.git("reset", "--quiet", "--hard", "HEAD~2")
    repo.object_file(parent).unlink()
    return at(repo, f"(message of commit {commit[:12]})", UNREACHABLE)


def message_of_a_deleted_tag(repo: GitRepo, secret: str) -> Hidden:
    repo.git("tag", "--annotate", *said(secret), "v1")
    tag = repo.git("rev-parse", "v1")
    repo.git("tag", "--delete", "v1")
    return at(repo, f"(message of tag {tag[:12]})", UNREACHABLE)


def dangling_blob(repo: GitRepo, secret: str) -> Hidden:
    return at(repo, f"(object {blob(repo, secret)[:12]})", UNREACHABLE)


def staged_once_and_reset(repo: GitRepo, secret: str) -> Hidden:
    repo.write(CONFIG, config(secret))
    repo.git("add", "--force", CONFIG)
    staged = repo.git("rev-parse", f":{CONFIG}")
    repo.git("reset", "--quiet")
    (repo.path / CONFIG).unlink()
    return at(repo, f"(object {staged[:12]})", UNREACHABLE)


def dangling_tree(repo: GitRepo, secret: str) -> Hidden:
    inner = repo.git("mktree", stdin=f"100644 blob {blob(repo, secret)}\tmcp.json\n".encode())
    repo.git("mktree", stdin=f"040000 tree {inner}\t.cursor\n".encode())
    return at(repo, ".cursor/mcp.json", UNREACHABLE)


def packed_unreachable_object(repo: GitRepo, secret: str) -> Hidden:
    found = commit_that_was_amended(repo, secret)
    repo.git("repack", "-a", "-d", "--keep-unreachable", "--quiet")
    return found


def index_only(repo: GitRepo, secret: str) -> Hidden:
    repo.write(CONFIG, config(secret))
    repo.git("add", "--force", CONFIG)
    repo.write(CONFIG, config("${TOKEN}"))
    return at(repo, CONFIG, LIVE)


def split_index(repo: GitRepo, secret: str) -> Hidden:
    found = index_only(repo, secret)
    repo.git("update-index", "--split-index")
    return found


def index_of_a_linked_work_tree(repo: GitRepo, secret: str) -> Hidden:
    linked = GitRepo(repo.path.with_name("linked"))
    repo.git("worktree", "add", "--quiet", "--detach", str(linked.path))
    index_only(linked, secret)
    return at(repo, CONFIG, LIVE)


def detached_head_of_a_linked_work_tree(repo: GitRepo, secret: str) -> Hidden:
    linked = GitRepo(repo.path.with_name("linked"), commits=1)
    repo.git("worktree", "add", "--quiet", "--detach", str(linked.path))
    linked.commit({CONFIG: config(secret)})
    linked.commit({CONFIG: None})
    return at(repo, CONFIG, HISTORY)


def ref_of_a_linked_work_tree(repo: GitRepo, secret: str) -> Hidden:
    linked = GitRepo(repo.path.with_name("linked"))
    repo.git("worktree", "add", "--quiet", "-b", "other", str(linked.path))
    linked.git("update-ref", "refs/bisect/bad", branch(repo, "side", secret))
    repo.git("branch", "--quiet", "-D", "side")
    return at(repo, CONFIG, LIVE)


def file_of_a_linked_work_tree(repo: GitRepo, secret: str) -> Hidden:
    linked = GitRepo(repo.path.with_name("linked"))
    repo.git("worktree", "add", "--quiet", str(linked.path))
    linked.write(CONFIG, config(secret))
    return at(linked, CONFIG, LIVE)


def untracked_file(repo: GitRepo, secret: str) -> Hidden:
    repo.write(CONFIG, config(secret))
    return at(repo, CONFIG, LIVE)


def ignored_file(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({".gitignore": f"{CONFIG}\n"})
    return untracked_file(repo, secret)


def untracked_symbolic_link(repo: GitRepo, secret: str) -> Hidden:
    (repo.path / "link").symlink_to(config(secret))
    return at(repo, "link (symbolic link)", LIVE)


def file_marked_as_unchanged(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config("${TOKEN}")})
    repo.git("update-index", "--assume-unchanged", CONFIG)
    return untracked_file(repo, secret)


def nested_repository(repo: GitRepo, secret: str) -> Hidden:
    inner = new_repository(repo.path / "vendored" / "lib")
    inner.commit({CONFIG: config(secret)})
    inner.commit({CONFIG: None})
    return at(repo, CONFIG, HISTORY)


def nested_bare_repository(repo: GitRepo, secret: str) -> Hidden:
    inner = new_repository(repo.path.with_name("inner"))
    inner.commit({CONFIG: config(secret)})
    inner.bare().rename(repo.path / "inner.git")
    return at(repo, CONFIG, LIVE)


def _with_submodule(repo: GitRepo, secret: str) -> None:
    lib = new_repository(repo.path.with_name("lib"))
    lib.commit({CONFIG: config(secret)})
    lib.commit({CONFIG: None})
    allowed = ("-c", "protocol.file.allow=always")
    repo.git(*allowed, "submodule", "--quiet", "add", str(lib.path), "lib")
    repo.commit()


def submodule_that_is_checked_out(repo: GitRepo, secret: str) -> Hidden:
    _with_submodule(repo, secret)
    return at(repo, CONFIG, HISTORY)


def submodule_that_only_the_git_directory_keeps(repo: GitRepo, secret: str) -> Hidden:
    _with_submodule(repo, secret)
    repo.git("submodule", "--quiet", "deinit", "--all", "--force")
    return at(repo, CONFIG, HISTORY)


def bundle(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: None})
    target = repo.path.with_name("whole.bundle")
    repo.git("bundle", "create", "--quiet", str(target), "--all")
    return Hidden(target, frozenset({(CONFIG, HISTORY)}))
