"""Real git repositories, made by real git in a clean environment."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_COMMITTER_NAME": "A Developer",
    "GIT_COMMITTER_EMAIL": "developer@example.com",
}
_START = 1_700_000_000
_DAY = 86_400


@dataclass(slots=True)
class GitRepo:
    """A repository with a work tree; each commit is a day after the one before."""

    path: Path
    commits: int = 0
    when: str = ""
    """A date for the next commits, as git takes it, instead of their day."""
    author: tuple[str, str] = ("A Developer", "developer@example.com")

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run git; return what it printed, without the last newline."""
        moment = self.when or f"{_START + self.commits * _DAY} +0000"
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        name, address = self.author
        author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={"PATH": os.environ["PATH"], **_ENVIRONMENT, **dates, **author},
            input=stdin,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file of the work tree."""
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes | None] | None = None) -> str:
        """Write `files` (None deletes), commit everything, return the commit's id."""
        for path, content in (files or {}).items():
            if content is None:
                (self.path / path).unlink()
            else:
                self.write(path, content)
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", f"change {self.commits}")
        self.commits += 1
        return self.head()

    def head(self) -> str:
        """Return the id of the checked-out commit."""
        return self.git("rev-parse", "HEAD")

    def object_file(self, name: str) -> Path:
        """Return the file of a loose object, which can be damaged."""
        identity = self.git("rev-parse", name)
        file = self.path / ".git" / "objects" / identity[:2] / identity[2:]
        file.chmod(0o644)
        return file

    def bare(self) -> Path:
        """Return a bare mirror of this repository, beside it."""
        target = self.path.with_name(f"{self.path.name}.git")
        self.git("clone", "--quiet", "--mirror", str(self.path), str(target))
        return target


def new_repository(path: Path, *options: str) -> GitRepo:
    """Make an empty repository with the branch `main` at `path`."""
    path.mkdir(parents=True, exist_ok=True)
    repo = GitRepo(path)
    repo.git("init", "--quiet", "--initial-branch=main", *options)
    return repo


def mcp_json(name: str = "github", **env: str) -> str:
    """Return a `.mcp.json` with one server and its environment."""
    server = {"command": "npx", "args": ["-y", f"@acme/server-{name}"], "env": env}
    return json.dumps({"mcpServers": {name: server}}, indent=2) + "\n"
