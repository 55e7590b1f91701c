"""A repository in which everything that git could run, or reach, is a trap."""

import os
import stat
from pathlib import Path

from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout",
    "post-commit", "post-index-change", "post-merge", "post-receive", "post-rewrite",
    "post-update", "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push",
    "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout",
    "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip
NAMES = ("git", "env", "sh", "ssh", "cat", "less", "gpg", "true", "false", "python", "python3")
"""What somebody who looks for a program in the wrong place would find."""
_ATTRIBUTES = "* diff=evil filter=evil merge=evil text ident\n"


class Trap:
    """A program that leaves a mark beside itself when it is run."""

    def __init__(self, directory: Path) -> None:
        """Lay it in `directory`."""
        directory.mkdir(parents=True, exist_ok=True)
        self.program = directory / "trap.sh"
        self._mark = directory / "sprung"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> {self._mark}\nexit 0\n')
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def sprung(self) -> str:
        """Return what was run; empty if nothing was."""
        return self._mark.read_text() if self._mark.exists() else ""

    def call_it(self, *names: Path) -> None:
        """Give it further names."""
        for name in names:
            name.parent.mkdir(parents=True, exist_ok=True)
            name.unlink(missing_ok=True)
            name.symlink_to(self.program)


def hostile(repo: GitRepo, trap: Trap) -> None:
    """Fill `repo` with a credential to find, and lay the traps."""
    repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque())})
    repo.write(".gitattributes", _ATTRIBUTES)
    repo.write(".gitmodules", '[submodule "m"]\n\tpath = m\n\turl = ext::trap\n\tupdate = !trap\n')
    repo.write(".lfsconfig", "[lfs]\n\turl = https://127.0.0.1:9/\n")
    for name in NAMES:
        trap.call_it(repo.path / name, repo.path / "bin" / name)
    repo.commit({".mcp.json": mcp_json(OTHER_TOKEN=opaque(1))})
    git_dir = repo.path / ".git"
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info" / "attributes").write_text(_ATTRIBUTES)
    (git_dir / "info" / "grafts").write_text(f"{repo.head()}\n")
    repo.git("replace", "--graft", repo.head())
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    # A missing object: who has a promisor remote would fetch it.
    repo.write("lost", "lost")
    repo.commit()
    repo.object_file("HEAD:lost").unlink()
    (git_dir / "config").write_text(_config(repo, trap))
    (git_dir / "config.worktree").write_text(f"[core]\n\tfsmonitor = {trap.program}\n")
    (git_dir / "more").write_text(f"[core]\n\tsshCommand = {trap.program}\n")
    trap.call_it(*(git_dir / "hooks" / name for name in HOOKS))


def _config(repo: GitRepo, trap: Trap) -> str:
    """Return a configuration with every setting that names a program, a host or another place."""
    run, hooks = trap.program, trap.program.parent / "hooks"
    trap.call_it(*(hooks / name for name in HOOKS))
    return f"""
[core]
    repositoryformatversion = 1
    fsmonitor = {run}
    fsmonitorHookVersion = 2
    pager = {run}
    editor = {run}
    askPass = {run}
    sshCommand = {run}
    gitProxy = {run}
    hooksPath = {hooks}
    attributesFile = {repo.path}/.gitattributes
    excludesFile = {run}
    worktree = /
    alternateRefsCommand = {run}
    alternateRefsPrefixes = refs/
    untrackedCache = true
    splitIndex = true
    commitGraph = true
[extensions]
    worktreeConfig = true
    partialClone = origin
    preciousObjects = true
    noop = true
    unheardOf = true
[alias]
    log = !{run}
    cat-file = !{run}
    for-each-ref = !{run}
    config = !{run}
[diff]
    external = {run}
[diff "evil"]
    command = {run}
    textconv = {run}
    cachetextconv = true
[merge "evil"]
    driver = {run}
[filter "evil"]
    clean = {run}
    smudge = {run}
    process = {run}
    required = true
[gpg]
    program = {run}
    format = ssh
[gpg "ssh"]
    program = {run}
    defaultKeyCommand = {run}
    allowedSignersFile = {run}
[log]
    showSignature = true
    mailmap = true
[mailmap]
    file = {run}
[pager]
    log = {run}
    config = {run}
[credential]
    helper = !{run}
[uploadpack]
    packObjectsHook = {run}
[pack]
    packObjectsHook = {run}
[sequence]
    editor = {run}
[interactive]
    diffFilter = {run}
[trailer "evil"]
    command = {run}
    cmd = {run}
[remote "origin"]
    url = ext::{run} %S x
    promisor = true
    partialclonefilter = blob:none
    vcs = ext
    uploadpack = {run}
    fetch = +refs/heads/*:refs/remotes/origin/*
[remote "other"]
    url = ssh://127.0.0.1:9/x
    promisor = true
[remote "net"]
    url = git://127.0.0.1:9/x
    promisor = true
[protocol "ext"]
    allow = always
[protocol "file"]
    allow = always
[url "ext::{run} "]
    insteadOf = https://
[submodule]
    recurse = true
[submodule "m"]
    url = ext::{run}
    update = !{run}
[trace2]
    eventTarget = af_unix:stream:{run.parent}/socket
    normalTarget = {run.parent}/trace2
[gc]
    auto = 1
    recentObjectsHook = {run}
[maintenance]
    auto = true
[receive]
    procReceiveRefs = refs/
[http]
    proxy = http://127.0.0.1:9/
[include]
    path = more
    path = {repo.path}/.git/more
[includeIf "gitdir:/**"]
    path = {repo.path}/.git/more
[safe]
    directory = *
    bareRepository = all
"""


def environment(repo: GitRepo, trap: Trap) -> dict[str, str]:
    """Return variables that lead git, Python or a shell astray."""
    run = str(trap.program)
    return {
        "PATH": os.pathsep.join(
            ("", ".", "bin", f"{repo.path}/bin", str(repo.path), os.environ["PATH"])
        ),
        "GIT_DIR": "/nowhere",
        "GIT_WORK_TREE": "/",
        "GIT_INDEX_FILE": run,
        "GIT_EXTERNAL_DIFF": run,
        "GIT_PAGER": run,
        "GIT_EDITOR": run,
        "GIT_ASKPASS": run,
        "GIT_SSH": run,
        "GIT_SSH_COMMAND": run,
        "GIT_PROXY_COMMAND": run,
        "GIT_EXEC_PATH": str(repo.path),
        "GIT_TEMPLATE_DIR": str(trap.program.parent),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": run,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{run}'",
        "GIT_CONFIG_GLOBAL": f"{repo.path}/.git/config",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nowhere",
        "GIT_OBJECT_DIRECTORY": "/nowhere",
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_NAMESPACE": "nowhere",
        "GIT_PYTHON_GIT_EXECUTABLE": run,
        "GIT_ALLOW_PROTOCOL": "ext:file:ssh",
        "GIT_TRACE2_EVENT": f"{trap.program.parent}/trace2",
        "PAGER": run,
        "EDITOR": run,
        "VISUAL": run,
        "SSH_ASKPASS": run,
    }
