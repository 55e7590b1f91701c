"""What is broken, and what changes while it is read: named, and everything else is found."""

import random
import subprocess
import zlib
from pathlib import Path
from threading import Event, Thread

import pytest

from scanner.model import State
from tests.hostile.scanning import reasons, scanned, states, two_credentials
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

_OBJECTS = {
    "a blob": "HEAD~1:.mcp.json",
    "another blob": "HEAD~1:other",
    "a tree": "HEAD~1^{tree}",
    "a commit": "HEAD~1",
    "a tag": "refs/tags/signed",
}


def _history(repo: GitRepo) -> None:
    """Commit three credentials, the first of which is only in a parent, and a tag."""
    two_credentials(repo)
    repo.git("tag", "--annotate", "--message=first", "signed", "HEAD~1")
    repo.git("checkout", "--quiet", "--orphan", "apart")
    repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(3))})
    repo.git("checkout", "--quiet", "main")


def _garble(_content: bytes) -> bytes:
    return b"garbage"


def _truncate(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _empty(_content: bytes) -> bytes:
    return b""


def _lie(content: bytes) -> bytes:
    return zlib.compress(b"blob 99999\0" + zlib.decompress(content).partition(b"\0")[2])


def _flip(content: bytes) -> bytes:
    return content[:-3] + bytes([content[-3] ^ 0xFF]) + content[-2:]


@pytest.mark.parametrize("damaged", _OBJECTS)
@pytest.mark.parametrize("damage", [_garble, _truncate, _empty, _lie, _flip])
def test_a_damaged_loose_object_is_named_and_the_rest_is_found(
    git_repo: GitRepo, damaged: str, damage: object
) -> None:
    _history(git_repo)
    name = git_repo.git("rev-parse", _OBJECTS[damaged])
    # A root tree is called by the commit that leads to it.
    called = git_repo.git("rev-parse", _OBJECTS[damaged].removesuffix("^{tree}"))
    file = git_repo.object_file(name)
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))

    result = scanned(git_repo.path)

    assert states(result).count(State.LIVE) >= 2
    assert called[:12] in reasons(result)


@pytest.mark.parametrize("damaged", _OBJECTS)
def test_a_damaged_packed_object_is_named_and_the_rest_is_found(
    git_repo: GitRepo, damaged: str
) -> None:
    _history(git_repo)
    name = git_repo.git("rev-parse", _OBJECTS[damaged])
    # A root tree is called by the commit that leads to it.
    called = git_repo.git("rev-parse", _OBJECTS[damaged].removesuffix("^{tree}"))
    git_repo.git("-c", "pack.depth=0", "repack", "-adfq")
    (pack,) = (git_repo.path / ".git" / "objects" / "pack").glob("*.pack")
    listing = git_repo.git("verify-pack", "-v", str(pack.with_suffix(".idx")))
    words = next(line.split() for line in listing.splitlines() if line.startswith(name))
    content = bytearray(pack.read_bytes())
    at = int(words[4]) + 4
    content[at : at + 6] = b"\xff" * 6
    pack.chmod(0o644)
    pack.write_bytes(content)

    result = scanned(git_repo.path)

    assert states(result).count(State.LIVE) >= 2
    assert called[:12] in reasons(result)


@pytest.mark.parametrize("damage", ["half the pack", "no index", "no pack", "half the index"])
def test_a_damaged_pack_leaves_what_lies_beside_it(git_repo: GitRepo, damage: str) -> None:
    two_credentials(git_repo)
    git_repo.git("repack", "-adq")
    git_repo.git("checkout", "--quiet", "--orphan", "apart")
    git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(3))})
    (pack,) = (git_repo.path / ".git" / "objects" / "pack").glob("*.pack")
    file = pack if "pack" in damage else pack.with_suffix(".idx")
    if damage.startswith("no"):
        file.unlink()
    else:
        file.chmod(0o644)
        file.write_bytes(_truncate(file.read_bytes()))

    result = scanned(git_repo.path)

    assert State.LIVE in states(result)
    assert "object " in reasons(result)


@pytest.mark.parametrize("seed", range(3))
def test_a_repository_that_changes_while_it_is_read_stops_nothing(
    git_repo: GitRepo, seed: int
) -> None:
    """Commits, force-pushes, deleted refs, repacks and prunings, in any order, meanwhile."""
    for number in range(10):
        git_repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(number))})
    ended = Event()

    def change() -> None:
        chance = random.Random(seed)
        while not ended.is_set():
            _change(git_repo.path, chance)

    changer = Thread(target=change)
    changer.start()
    try:
        results = [scanned(git_repo.path) for _ in range(3)]
    finally:
        ended.set()
        changer.join()

    for result in results:
        assert "unexpected" not in reasons(result)
        assert result.credentials or result.skipped
    assert scanned(git_repo.path).credentials


def _change(path: Path, chance: random.Random) -> None:
    commands = (
        ["reset", "--quiet", "--soft", "HEAD~1"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "-mx"],
        ["repack", "-adq"],
        ["prune", "--expire=now"],
        ["branch", "--force", "side", "HEAD~2"],
        ["branch", "--quiet", "-D", "side"],
        ["pack-refs", "--all", "--prune"],
        ["reflog", "expire", "--expire=now", "--all"],
    )
    # Some of them cannot be carried out at that moment.
    subprocess.run(["git", *chance.choice(commands)], cwd=path, capture_output=True, check=False)
