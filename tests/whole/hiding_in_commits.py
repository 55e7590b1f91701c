"""Secrets in what refs reach."""

from scanner.model import State
from tests.repositories import GitRepo, new_repository
from tests.whole.hiding import CONFIG, Hidden, at, blob, branch, config, said

LIVE, HISTORY = State.LIVE, State.HISTORY


def deleted_file(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: None})
    return at(repo, CONFIG, HISTORY)


def renamed_file(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    (repo.path / "deploy").mkdir()
    repo.git("mv", CONFIG, f"deploy/{CONFIG}")
    repo.commit()
    return at(repo, f"deploy/{CONFIG}", LIVE)


def root_commit(repo: GitRepo, secret: str) -> Hidden:
    fresh = new_repository(repo.path.with_name("fresh"))
    fresh.commit({CONFIG: config(secret)})
    fresh.commit({CONFIG: None})
    return at(fresh, CONFIG, HISTORY)


def sha256_repository(repo: GitRepo, secret: str) -> Hidden:
    wide = new_repository(repo.path.with_name("wide"), "--object-format=sha256")
    wide.commit({CONFIG: config(secret)})
    wide.commit({CONFIG: None})
    return at(wide, CONFIG, HISTORY)


def _begin_merge(repo: GitRepo, *sides: str) -> None:
    for side in sides:
        repo.git("checkout", "--quiet", "-b", side, "main")
        repo.commit({side: side})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"main": "main"})
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", *sides)


def content_of_a_merge_only(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config("${TOKEN}")})
    _begin_merge(repo, "side")
    repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: config("${TOKEN}")})
    return at(repo, CONFIG, HISTORY)


def file_of_an_evil_merge(repo: GitRepo, secret: str) -> Hidden:
    _begin_merge(repo, "side")
    repo.commit({CONFIG: config(secret)})
    return at(repo, CONFIG, LIVE)


def octopus_merge(repo: GitRepo, secret: str) -> Hidden:
    _begin_merge(repo, "one", "two", "three")
    repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: None})
    return at(repo, CONFIG, HISTORY)


def orphan_branch(repo: GitRepo, secret: str) -> Hidden:
    repo.git("checkout", "--quiet", "--orphan", "pages")
    repo.commit({CONFIG: config(secret)})
    repo.git("checkout", "--quiet", "main")
    return at(repo, CONFIG, LIVE)


def commit_that_only_a_tag_keeps(repo: GitRepo, secret: str) -> Hidden:
    repo.git("tag", "kept", branch(repo, "side", secret))
    repo.git("branch", "--quiet", "-D", "side")
    return at(repo, CONFIG, LIVE)


def pull_request_ref(repo: GitRepo, secret: str) -> Hidden:
    repo.git("update-ref", "refs/pull/7/head", branch(repo, "side", secret))
    repo.git("branch", "--quiet", "-D", "side")
    return at(repo, CONFIG, LIVE)


def original_of_a_rewritten_branch(repo: GitRepo, secret: str) -> Hidden:
    rewritten = repo.commit({CONFIG: config(secret)})
    repo.git("update-ref", "refs/original/refs/heads/main", rewritten)
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    return at(repo, CONFIG, LIVE)


def message_of_an_annotated_tag(repo: GitRepo, secret: str) -> Hidden:
    repo.git("tag", "--annotate", *said(secret), "v1")
    return at(repo, f"(message of tag {repo.git('rev-parse', 'v1')[:12]})", LIVE)


def message_of_an_old_commit(repo: GitRepo, secret: str) -> Hidden:
    repo.git("commit", "--quiet", "--allow-empty", *said(secret))
    commit = repo.head()
    repo.commit({"later": ""})
    return at(repo, f"(message of commit {commit[:12]})", HISTORY)


def message_of_the_newest_commit(repo: GitRepo, secret: str) -> Hidden:
    repo.git("commit", "--quiet", "--allow-empty", *said(secret))
    return at(repo, f"(message of commit {repo.head()[:12]})", LIVE)


def note_on_a_commit(repo: GitRepo, secret: str) -> Hidden:
    repo.git("notes", "add", "--message", config(secret))
    return at(repo, repo.head(), LIVE)


def tag_on_a_blob(repo: GitRepo, secret: str) -> Hidden:
    repo.git("tag", "key", blob(repo, secret))
    return at(repo, "(object at refs/tags/key)", LIVE)


def annotated_tag_on_a_blob(repo: GitRepo, secret: str) -> Hidden:
    repo.git("tag", "--annotate", "--message", "a key", "key", blob(repo, secret))
    return at(repo, "(object at refs/tags/key)", LIVE)


def tag_on_a_tree(repo: GitRepo, secret: str) -> Hidden:
    entry = f"100644 blob {blob(repo, secret)}\t{CONFIG}\n"
    repo.git("tag", "tree", repo.git("mktree", stdin=entry.encode()))
    return at(repo, CONFIG, LIVE)


def stash(repo: GitRepo, secret: str) -> Hidden:
    repo.write("file", config(secret))
    repo.git("stash", "push", "--quiet")
    return at(repo, "file", LIVE)


def untracked_file_in_a_stash(repo: GitRepo, secret: str) -> Hidden:
    repo.write(CONFIG, config(secret))
    repo.git("stash", "push", "--quiet", "--include-untracked")
    return at(repo, CONFIG, HISTORY)


def older_stash(repo: GitRepo, secret: str) -> Hidden:
    stash(repo, secret)
    repo.write("file", "another change")
    repo.git("stash", "push", "--quiet")
    return at(repo, "file", LIVE)


def replaced_commit(repo: GitRepo, secret: str) -> Hidden:
    original = repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: None})
    repo.git("replace", original, "HEAD~2")
    return at(repo, CONFIG, HISTORY)


def replacement_of_a_commit(repo: GitRepo, secret: str) -> Hidden:
    original = repo.commit({"later": ""})
    repo.git("replace", original, branch(repo, "side", secret))
    repo.git("branch", "--quiet", "-D", "side")
    return at(repo, CONFIG, LIVE)


def parent_that_is_grafted_away(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    repo.commit({CONFIG: None})
    info = repo.path / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{repo.head()}\n")
    return at(repo, CONFIG, HISTORY)


def alternate_object_store(repo: GitRepo, secret: str) -> Hidden:
    deleted_file(repo, secret)
    borrower = GitRepo(repo.path.with_name("borrower"))
    repo.git("clone", "--quiet", "--shared", str(repo.path), str(borrower.path))
    return at(borrower, CONFIG, HISTORY)


def packed_object(repo: GitRepo, secret: str) -> Hidden:
    found = deleted_file(repo, secret)
    repo.git("gc", "--quiet", "--prune=now")
    return found


def target_of_a_symbolic_link(repo: GitRepo, secret: str) -> Hidden:
    (repo.path / "link").symlink_to(config(secret))
    repo.commit()
    repo.git("rm", "--quiet", "link")
    repo.commit()
    return at(repo, "link (symbolic link)", HISTORY)


def file_with_a_nul_byte(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret) + "\0"})
    return at(repo, CONFIG, LIVE)


def file_in_utf_16(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret).encode("utf-16")})
    repo.commit({CONFIG: None})
    return at(repo, CONFIG, HISTORY)


def attributes_that_hide_it(repo: GitRepo, secret: str) -> Hidden:
    repo.commit({CONFIG: config(secret)})
    attributes = f"{CONFIG} -diff -text export-ignore filter=lfs working-tree-encoding=UTF-16\n"
    repo.commit({CONFIG: None, ".gitattributes": attributes})
    info = repo.path / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text(attributes)
    return at(repo, CONFIG, HISTORY)
