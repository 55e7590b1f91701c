"""What a scan reads that builds on an earlier one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from detectors.secret import FingerprintKey
from scanner import remembering, rules, worker
from scanner.gathering import contents
from scanner.git.door import View
from scanner.git.objects import Found, Leaf, Oversized, Unreadable, read_within
from scanner.model import State
from scanner.records import rows
from scanner.remembering import Scanned
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.store import records
from scanner.store.database import opened
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque


@dataclass(slots=True)
class Watched:
    """Scans with a state, and what they read of the repository."""

    settings: Settings
    read: list[str] = field(default_factory=list)

    def scan(self, path: Path) -> Scanned:
        """Scan, record, and note which blobs were read."""
        (unit,) = (found for found in units([str(path)]) if isinstance(found, Unit))
        self.read.clear()
        with opened(self.settings.state) as engine:
            run = records.begin(engine, "", b"{}")
            scanned = remembering.scan(unit, self.settings)
            if scanned.record is None:
                records.keep(engine, run, scanned.location)
            else:
                records.save(engine, run, scanned.location, scanned.record, anew=scanned.anew)
            records.finish(engine, run, "")
        assert scanned.result == worker.scan(unit, replace(self.settings, state=""))
        return scanned


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    key = FingerprintKey(b"k" * 32, ephemeral=False)
    held = Watched(Settings(key, state=f"sqlite:///{tmp_path / 'state'}"))

    def watch(
        view: View, names: Sequence[str], limit: int, leaf: Leaf
    ) -> Iterator[Found | Oversized | Unreadable]:
        # Not what the plain scan reads, with which the result is compared.
        if len(held.read) == 0:
            held.read += names or ["nothing"]
        return read_within(view, names, limit, leaf)

    monkeypatch.setattr(contents, "read_within", watch)
    return held


def _commits(scanned: Scanned) -> list[str]:
    packed = scanned.record.knowledge.rows if scanned.record else ()
    told = (one for part in packed for one in rows.commits(rows.unpacked(part)))
    return [head.split(b" ")[0].decode() for head, _ in told]


def test_only_new_commits_and_contents_are_read(git_repo: GitRepo, watched: Watched) -> None:
    for number in range(5):
        git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(number)), "a.txt": f"{number}"})
    bare = git_repo.bare()
    first = watched.scan(bare)
    assert len(_commits(first)) == 5

    new = git_repo.commit({"README.md": "# mcpServers\n"})
    git_repo.git("push", "--quiet", str(bare), "main")
    second = watched.scan(bare)

    assert _commits(second) == [new]
    assert watched.read == [git_repo.git("rev-parse", "HEAD:README.md")]
    assert len(second.result.credentials) == 5


def test_nothing_is_read_and_no_git_is_run_where_nothing_changed(
    git_repo: GitRepo, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque())})
    bare = git_repo.bare()
    first = watched.scan(bare)
    (unit,) = (found for found in units([str(bare)]) if isinstance(found, Unit))
    monkeypatch.setenv("PATH", "")

    again = remembering.scan(unit, watched.settings)

    assert again.record is None
    assert again.result == first.result


def test_other_kinds_of_credentials_have_only_what_tells_of_mcp_read_again(
    git_repo: GitRepo, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit(
        {".mcp.json": mcp_json(API_KEY=opaque()), "b.txt": "b", "c.md": "# MCP servers"}
    )
    bare = git_repo.bare()
    watched.scan(bare)
    monkeypatch.setattr(rules, "kinds", lambda: "others")

    again = watched.scan(bare)

    assert again.anew
    telling = {git_repo.git("rev-parse", f"HEAD:{path}") for path in (".mcp.json", "c.md")}
    assert set(watched.read) == telling
    assert watched.scan(bare).record is None


def test_other_words_of_mcp_have_all_read_again(
    git_repo: GitRepo, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque()), "b.txt": "b"})
    bare = git_repo.bare()
    watched.scan(bare)
    monkeypatch.setattr(rules, "reading", lambda: "others")

    again = watched.scan(bare)

    assert again.anew
    assert len(watched.read) == 2
    assert len(_commits(again)) == 1


def test_a_commit_whose_path_holds_a_secret_is_not_written_down_but_read_again(
    git_repo: GitRepo, watched: Watched
) -> None:
    secret = opaque()
    git_repo.commit({".mcp.json": mcp_json(API_KEY="${KEY}")})
    named = git_repo.commit({f"{secret}/.mcp.json": mcp_json(API_KEY="${KEY}")})
    bare = git_repo.bare()
    assert named in _commits(watched.scan(bare))

    found = git_repo.commit({".mcp.json": mcp_json(API_KEY=secret)})
    git_repo.git("push", "--quiet", str(bare), "main")
    second = watched.scan(bare)

    assert second.anew
    assert named not in _commits(second)
    assert found in _commits(second)
    assert {one.path for one in second.result.declarations} == {".mcp.json", "•••/.mcp.json"}


def test_a_pruned_commit_is_forgotten_and_one_that_comes_back_is_known(
    git_repo: GitRepo, watched: Watched
) -> None:
    git_repo.commit({"a.txt": "a"})
    lost = git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque())})
    watched.scan(git_repo.path)
    git_repo.git("bundle", "create", "../kept.bundle", "main")
    git_repo.git("reset", "--quiet", "--hard", "HEAD^")

    states = {one.lifetime.state for one in watched.scan(git_repo.path).result.occurrences}
    assert states == {State.UNREACHABLE}

    git_repo.git("reflog", "expire", "--expire=now", "--all")
    git_repo.git("gc", "--quiet", "--prune=now")
    assert not watched.scan(git_repo.path).result.credentials

    git_repo.git("fetch", "--quiet", "../kept.bundle", "main:back")
    again = watched.scan(git_repo.path)
    assert git_repo.git("rev-parse", "back") == lost
    assert _commits(again) == []
    assert len(again.result.credentials) == 1


def test_damage_is_never_recorded_so_that_its_repair_is_seen(
    git_repo: GitRepo, watched: Watched
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(1))})
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(2))})
    file = git_repo.object_file("HEAD^:")
    whole = file.read_bytes()
    file.write_bytes(b"damaged")

    assert watched.scan(git_repo.path).result.skipped
    file.write_bytes(whole)

    repaired = watched.scan(git_repo.path).result
    assert not repaired.skipped
    assert len(repaired.credentials) == 2


def test_what_no_longer_holds_is_forgotten_even_by_a_scan_that_met_damage(
    git_repo: GitRepo, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(1)), "b.txt": "b"})
    git_repo.commit({"c.txt": "c"})
    watched.scan(git_repo.path)
    file = git_repo.object_file("HEAD^:")
    whole = file.read_bytes()
    file.write_bytes(b"damaged")
    monkeypatch.setattr(rules, "reading", lambda: "others")

    assert watched.scan(git_repo.path).anew
    file.write_bytes(whole)

    assert len(_commits(watched.scan(git_repo.path))) == 2


def test_a_directory_of_files_is_read_again_only_for_what_is_new(
    tmp_path: Path, watched: Watched
) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / ".mcp.json").write_text(mcp_json(API_KEY=opaque(1)))
    assert watched.scan(folder).record
    assert watched.scan(folder).record is None

    (folder / "mcp.json").write_text(mcp_json(API_KEY=opaque(2)))

    assert len(watched.scan(folder).result.credentials) == 2


def test_packs_and_refs_behind_links_are_looked_at(git_repo: GitRepo, watched: Watched) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(1))})
    bare = git_repo.bare()
    for part in ("objects/pack", "packed-refs"):
        (bare / part).rename(bare.parent / part.replace("/", "-"))
        (bare / part).symlink_to(bare.parent / part.replace("/", "-"))
    assert watched.scan(bare).record
    assert watched.scan(bare).record is None

    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(2))})
    git_repo.git("repack", "-q", "-a", "-d")
    for pack in (git_repo.path / ".git/objects/pack").iterdir():
        (bare.parent / "objects-pack" / pack.name).write_bytes(pack.read_bytes())
    assert watched.scan(bare).record
    (bare.parent / "packed-refs").write_text(f"{git_repo.head()} refs/heads/main\n")

    assert len(watched.scan(bare).result.credentials) == 2


def test_a_bundle_is_known_by_its_content(git_repo: GitRepo, watched: Watched) -> None:
    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(1))})
    bundle = git_repo.path.parent / "history.bundle"
    git_repo.git("bundle", "create", str(bundle), "main")
    assert watched.scan(bundle).record
    assert watched.scan(bundle).record is None

    git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(2))})
    git_repo.git("bundle", "create", str(bundle), "main")

    assert len(watched.scan(bundle).result.credentials) == 2


def test_a_deepened_clone_is_read_as_if_new(git_repo: GitRepo, watched: Watched) -> None:
    for number in range(3):
        git_repo.commit({".mcp.json": mcp_json(API_KEY=opaque(number))})
    shallow = git_repo.path.parent / "shallow"
    git_repo.git("clone", "--quiet", "--depth=1", f"file://{git_repo.path}", str(shallow))
    assert len(watched.scan(shallow).result.credentials) == 1

    git_repo.git("-C", str(shallow), "fetch", "--quiet", "--unshallow")

    assert len(watched.scan(shallow).result.credentials) == 3
