import os
import stat
from pathlib import Path

import pytest

from scanner.git import door, history, layout
from scanner.git.refs import refs
from tests.repositories import GitRepo
from tests.scanner.git.conftest import OpenView


def _trap(directory: Path) -> Path:
    """Return a program that leaves a mark beside itself when it is run."""
    program = directory / "trap.sh"
    program.write_text(f"#!/bin/sh\ntouch {directory}/sprung\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_nothing_that_the_audited_repository_configures_is_run(
    git_repo: GitRepo, open_view: OpenView, tmp_path: Path
) -> None:
    git_repo.commit({"a": "1"})
    git_repo.write(".gitattributes", "* diff=evil filter=evil\n")
    git_repo.commit({"a": "2"})
    trap = _trap(tmp_path)
    for name in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "diff.evil.textconv",
        "filter.evil.clean", "filter.evil.smudge", "gpg.program", "core.alternateRefsCommand",
        "uploadpack.packObjectsHook", "credential.helper", "core.editor",
    ):  # fmt: skip
        git_repo.git("config", name, str(trap))
    git_repo.git("config", "log.showSignature", "true")
    git_repo.git("config", "core.hooksPath", str(tmp_path))
    (tmp_path / "post-index-change").symlink_to(trap)

    view = open_view(git_repo)
    refs(view)
    found = list(history.changes(view, lambda _path: True, history.Walk()))

    assert len(found) == 3
    assert not (tmp_path / "sprung").exists()


def test_a_missing_object_of_a_partial_clone_is_not_fetched(
    git_repo: GitRepo, open_view: OpenView, tmp_path: Path
) -> None:
    git_repo.commit({"a": "1"})
    trap = _trap(tmp_path)
    git_repo.git("config", "extensions.partialClone", "origin")
    git_repo.git("config", "remote.origin.promisor", "true")
    git_repo.git("config", "remote.origin.url", f"ext::{trap}")
    git_repo.git("config", "protocol.ext.allow", "always")
    blob = git_repo.git("rev-parse", "HEAD:a")
    git_repo.object_file("HEAD:a").unlink()

    content, _, _ = door.output(door.start(open_view(git_repo), "cat-file", "-t", blob))

    assert content == b""
    assert not (tmp_path / "sprung").exists()


def test_a_repository_of_somebody_else_is_read(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    for file in (git_repo.path, *git_repo.path.rglob("*")):
        os.chown(file, 12345, 12345, follow_symlinks=False)

    found = list(history.changes(open_view(git_repo), lambda _path: True, history.Walk()))

    assert [one.path for one in found] == ["a"]


def test_replace_refs_and_grafts_hide_nothing(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "hidden"})
    hidden = git_repo.head()
    git_repo.commit({"a": "shown"})
    git_repo.git("replace", "--graft", git_repo.head())
    grafts = git_repo.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{git_repo.head()}\n")

    found = list(history.changes(open_view(git_repo), lambda _path: True, history.Walk()))

    assert hidden in {one.commit for one in found}


def test_variables_that_a_hook_sets_do_not_redirect_git(
    git_repo: GitRepo, open_view: OpenView, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit({"a": "1"})
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nonsense")

    known, broken = refs(open_view(git_repo))

    assert [ref.name for ref in known] == ["refs/heads/main"]
    assert broken == ()


def test_a_broken_ref_is_named_and_the_others_are_read(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})
    (git_repo.path / ".git" / "refs" / "heads" / "broken").write_text("no object id\n")

    known, broken = refs(open_view(git_repo))

    assert [ref.name for ref in known] == ["refs/heads/main"]
    assert [one.subject for one in broken] == ["refs/heads/broken"]


def test_a_detached_head_is_a_ref(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    git_repo.git("checkout", "--quiet", "--detach")
    detached = git_repo.commit({"a": "2"})

    known, _ = refs(open_view(git_repo))

    assert {ref.name: ref.target for ref in known}["HEAD"] == detached


def test_settings_are_read_without_their_includes(git_repo: GitRepo, open_view: OpenView) -> None:
    git_repo.commit({"a": "1"})
    extra = git_repo.path / "extra"
    extra.write_text('[remote "x"]\n\tpromisor = true\n')
    git_repo.git("config", "include.path", str(extra))
    git_repo.git("config", "remote.origin.promisor", "yes")
    found = layout.find(git_repo.path)
    assert found is not None

    values = door.setting(open_view(git_repo), found, r"^remote\..*\.promisor$")

    assert values == ("yes",)


def test_named_pipes_in_the_repository_are_not_waited_for(
    git_repo: GitRepo, open_view: OpenView
) -> None:
    git_repo.commit({"a": "1"})
    (git_repo.path / ".git" / "config").unlink()
    for name in ("packed-refs", "shallow", "config"):
        os.mkfifo(git_repo.path / ".git" / name)

    known, broken = refs(open_view(git_repo))

    assert [ref.name for ref in known] == ["refs/heads/main"]
    assert broken == ()
