"""What a scan with a state tells is what a scan without one tells, whatever happened between."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from detectors.secret import FingerprintKey
from scanner import worker
from scanner.remembering import Scanned, scan
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.store import records
from scanner.store.database import opened
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_HISTORIES = int(os.environ.get("HISTORIES", "60"))
_STEPS = 10
"""So many states of one repository, each a history of its own."""


class Changes:
    """Random changes of one repository, by people and by git itself."""

    def __init__(self, repo: GitRepo, chance: random.Random) -> None:
        self.repo = repo
        self.chance = chance
        self.branches = ["main"]

    def step(self) -> None:
        """Change something."""
        deeds = (self.commit, self.commit, self.commit, self.merge, self.branch, self.force)
        also = (
            self.delete_branch,
            self.amend,
            self.tag,
            self.stash,
            self.prune,
            self.repack,
            self.checkout,
        )
        self.chance.choice((*deeds, *also))()

    def files(self) -> dict[str, str | bytes | None]:
        """Return new contents of some files; a token now and then, in one of several forms."""
        token = opaque(self.chance.randrange(6))
        contents: list[tuple[str, str]] = [
            (".mcp.json", mcp_json(API_TOKEN=token)),
            ("app/.cursor/mcp.json", mcp_json("other", KEY=token, MODE="prod")),
            (".env", f"API_TOKEN={token}\n"),
            (
                "README.md",
                f"# Use\n\n```sh\nclaude mcp add -e API_KEY={token} x -- npx x-mcp\n```\n",
            ),
            (f"docs/{token}.md", "# MCP\n\nmcpServers are told here\n"),
            ("src/main.py", f"value = {self.chance.randrange(1000)}\n"),
            ("notes.txt", "nothing of interest\n"),
            (
                ".vscode/mcp.json",
                '{"servers": {"a": {"command": "npx", "envFile": "${workspaceFolder}/.env"}}}',
            ),
        ]
        return dict(self.chance.sample(contents, self.chance.randrange(1, 4)))

    def commit(self) -> None:
        tracked = self.repo.git("ls-files").split("\n")
        files = self.files()
        gone = self.chance.choice(tracked)
        if gone and gone not in files and self.chance.random() < 0.3:
            files[gone] = None
        files = {
            path: text for path, text in files.items() if text or (self.repo.path / path).exists()
        }
        self.repo.commit(files)

    def branch(self) -> None:
        name = f"b{len(self.branches)}-{self.chance.randrange(100)}"
        self.repo.git("checkout", "--quiet", "--force", "-b", name)
        self.branches.append(name)
        self.commit()

    def checkout(self) -> None:
        self.repo.git("checkout", "--quiet", "--force", self.chance.choice(self.branches))

    def merge(self) -> None:
        other = self.chance.choice(self.branches)
        strategy = self.chance.choice(["ours", "theirs"])
        try:
            self.repo.git("merge", "--quiet", "--no-ff", "-X", strategy, "-m", "merge", other)
        except subprocess.CalledProcessError:  # a conflict that no strategy settles
            self.repo.git("merge", "--abort")

    def force(self) -> None:
        past = self.repo.git("rev-list", "HEAD").split("\n")
        self.repo.git("reset", "--quiet", "--hard", self.chance.choice(past))

    def amend(self) -> None:
        for path, text in self.files().items():
            self.repo.write(path, text or "")
        self.repo.git("add", "--all", "--force")
        self.repo.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "mcp: amended")

    def delete_branch(self) -> None:
        current = self.repo.git("rev-parse", "--abbrev-ref", "HEAD")
        others = [name for name in self.branches if name != current]
        if others:
            gone = self.chance.choice(others)
            self.repo.git("branch", "--quiet", "-D", gone)
            self.branches.remove(gone)

    def tag(self) -> None:
        name = f"t{self.chance.randrange(10**6)}"
        self.repo.git("tag", "-a", "-m", "the mcpServers of today", name)

    def stash(self) -> None:
        self.repo.write(".mcp.json", mcp_json(API_TOKEN=opaque(self.chance.randrange(6, 9))))
        self.repo.git("add", ".mcp.json")
        self.repo.git("stash", "--quiet")
        if self.chance.random() < 0.5:
            self.repo.git("stash", "drop", "--quiet")

    def prune(self) -> None:
        self.repo.git("reflog", "expire", "--expire=now", "--all")
        self.repo.git("gc", "--quiet", "--prune=now")

    def repack(self) -> None:
        self.repo.git("repack", "-q", "-a", "-d")


def _unit(path: Path) -> Unit:
    (unit,) = (found for found in units([str(path)]) if isinstance(found, Unit))
    return unit


def _in_turn(state: str, unit: Unit, settings: Settings) -> Scanned:
    with opened(state) as engine:
        run = records.begin(engine, "", b"{}")
        scanned = scan(unit, settings)
        if scanned.record is None:
            records.keep(engine, run, scanned.location)
        else:
            records.save(engine, run, scanned.location, scanned.record, anew=scanned.anew)
        records.finish(engine, run, "")
    return scanned


@pytest.mark.parametrize("seed", range(_HISTORIES // _STEPS))
@pytest.mark.parametrize("by_content", [True, False])
def test_a_scan_with_a_state_tells_what_one_without_tells(
    tmp_path: Path, seed: int, by_content: bool
) -> None:
    repo = new_repository(tmp_path / "repo")
    repo.commit({"notes.txt": "begun\n"})
    changes = Changes(repo, random.Random(seed))
    state = f"sqlite:///{tmp_path / 'state.db'}"
    settings = Settings(_KEY, by_content=by_content, state=state)
    for _ in range(_STEPS):
        for _ in range(changes.chance.randrange(1, 4)):
            changes.step()
        unit = _unit(repo.path)

        expected = worker.scan(unit, settings)
        assert _in_turn(state, unit, settings).result == expected
        assert _in_turn(state, unit, settings).record is None
