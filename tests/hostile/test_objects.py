"""Objects that lie about themselves, or would fill the memory: named, and nothing else is lost."""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest

from scanner.model import State
from tests.hostile.objects import (
    BLOB,
    BY_ID,
    COMMIT,
    TREE,
    Packed,
    commit_text,
    delta,
    loose,
    pack,
    tree_entry,
    zeros,
)
from tests.hostile.scanning import reasons, scanned, states, two_credentials
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

_FAKE = "1234567890" * 4
_OTHER = "abcdef1234" * 4


def _found_all(repo: GitRepo) -> str:
    """Scan; both credentials must be there, with their states; return what was not scanned."""
    result = scanned(repo.path)
    assert {State.LIVE, State.HISTORY} <= set(states(result))
    assert len(result.credentials) == 2
    assert "unexpected" not in reasons(result)
    return reasons(result)


@pytest.mark.parametrize(
    "when",
    [
        "-1 +0000", "0 +0000", f"{2**63} +0000", f"{2**64} -9999", "9" * 5000 + " +0000",
        "4070908800 +99999999", "1700000000 \u00b2\u00b2\u00b2\u00b2", "\u00b2 +0000", "never",
        "", "1e9 +0000", "0x5F +0000", "1700000000", "-9223372036854775808 -0000",
    ],
)  # fmt: skip
def test_an_absurd_date_is_read_as_some_time(git_repo: GitRepo, when: str) -> None:
    two_credentials(git_repo)
    tree = git_repo.git("rev-parse", "HEAD^{tree}")
    forged = loose(
        git_repo, "commit", commit_text(tree, f"parent {git_repo.head()}", author=f"A <a> {when}")
    )
    (git_repo.path / ".git" / "refs" / "heads" / "main").write_text(f"{forged}\n")

    result = scanned(git_repo.path)

    assert states(result) == [State.LIVE, State.HISTORY]
    for one in result.occurrences:
        assert one.lifetime.last is not None
        assert "1970-" <= one.lifetime.last.at < "9999-13"


@pytest.mark.parametrize(
    "lines",
    [
        ["author", "committer"], ["author A", "committer \x1b[31m"], [],
        ["parent \u00e9\u00e9\u00e9\u00e9"], ["parent :/message"], ["parent HEAD@{0}"],
        ["parent " + "0" * 40], ["parent " + "g" * 40], ["parent"], ["gpgsig -----BEGIN"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("reached", [True, False])
def test_a_commit_without_what_a_commit_says_costs_only_itself(
    git_repo: GitRepo, lines: list[str], reached: bool
) -> None:
    two_credentials(git_repo)
    tree = git_repo.git("rev-parse", "HEAD^{tree}")
    text = "\n".join([f"tree {tree}", *lines, "", "forged\n"])
    forged = loose(git_repo, "commit", text.encode())
    if reached:
        (git_repo.path / ".git" / "refs" / "heads" / "forged").write_text(f"{forged}\n")

    _found_all(git_repo)


@pytest.mark.parametrize("target", ["\u00e9" * 20, "HEAD", "", "0" * 40, "g" * 40])
def test_a_tag_of_nonsense_costs_only_itself(git_repo: GitRepo, target: str) -> None:
    two_credentials(git_repo)
    text = f"object {target}\ntype commit\ntag x\ntagger A <a> \u00b2 +0000\n\nforged\n"
    loose(git_repo, "tag", text.encode())
    _found_all(git_repo)
    forged = loose(git_repo, "tag", text.encode())
    (git_repo.path / ".git" / "refs" / "tags" / "forged").write_text(f"{forged}\n")
    _found_all(git_repo)


@pytest.mark.parametrize(
    "entries",
    [
        b"40000 x\0short", b"100644 \0" + b"1" * 20, b"junk", b"999999 a\0" + b"\1" * 20,
        b"100644 ../../../a\0" + b"\1" * 20, b"40000 .git\0" + b"\1" * 20,
    ],
)  # fmt: skip
@pytest.mark.parametrize("reached", [True, False])
def test_a_tree_of_nonsense_is_named(git_repo: GitRepo, entries: bytes, reached: bool) -> None:
    two_credentials(git_repo)
    tree = loose(git_repo, "tree", entries)
    forged = loose(git_repo, "commit", commit_text(tree, f"parent {git_repo.head()}"))
    if reached:
        (git_repo.path / ".git" / "refs" / "heads" / "forged").write_text(f"{forged}\n")

    said = _found_all(git_repo)

    assert not reached or "object " in said


def test_a_tree_with_two_to_the_sixtieth_paths_ends_and_is_named(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    blob = loose(git_repo, "blob", mcp_json(API_TOKEN=opaque(3)).encode())
    tree = loose(git_repo, "tree", tree_entry("100644", ".mcp.json", blob))
    for _ in range(60):
        tree = loose(
            git_repo, "tree", tree_entry("40000", "a", tree) + tree_entry("40000", "b", tree)
        )
    forged = loose(git_repo, "commit", commit_text(tree, f"parent {git_repo.head()}"))
    git_repo.git("update-ref", "refs/heads/bomb", forged)

    result = scanned(git_repo.path, max_memory=256 << 20, max_time=600)

    assert len(result.credentials) == 3
    assert "too many paths lead to it" in reasons(result)
    assert "time" not in reasons(result)


def test_a_blob_of_two_gibibytes_is_leafed_through_in_little_memory(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    blob = zeros(git_repo, "blob", 2048, mcp_json(API_TOKEN=opaque(3)).encode())
    git_repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},large/.mcp.json")
    git_repo.git("commit", "--quiet", "--message=large")

    # From a small process: what a program is started from counts as memory that it had.
    watch = "import resource, subprocess, sys; subprocess.run(sys.argv[1:]); "
    watch += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    scan = ["-m", "scanner", "scan", str(git_repo.path), "--fail-on=none"]
    command = [sys.executable, "-c", watch, sys.executable, *scan]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "2,147,483," in done.stdout
    assert "is over the limit of 10,485,760" in done.stdout
    # In kibibytes, of the largest among the scan and its children.
    assert int(done.stderr) < 400 << 10


@pytest.mark.parametrize("kind", ["commit", "tree", "tag"])
def test_an_object_of_zeros_that_must_be_held_is_named(git_repo: GitRepo, kind: str) -> None:
    two_credentials(git_repo)
    tree = git_repo.git("rev-parse", "HEAD^{tree}")
    before = {
        "commit": commit_text(tree),
        "tree": b"",
        "tag": f"object {git_repo.head()}\ntype commit\ntag x\n\n".encode(),
    }
    forged = zeros(git_repo, kind, 129, before[kind])
    (git_repo.path / ".git" / "refs" / "tags" / "large").write_text(f"{forged}\n")

    said = _found_all(git_repo)

    assert kind == "commit" or f"object {forged[:12]}: 135,26" in said


@pytest.mark.parametrize("kind", [COMMIT, TREE, BLOB])
@pytest.mark.parametrize("size", [2**20, 2**40, 2**62])
def test_a_packed_object_that_claims_another_size_costs_only_itself(
    git_repo: GitRepo, kind: int, size: int
) -> None:
    two_credentials(git_repo)
    pack(git_repo, Packed(_FAKE, kind, b"small", size=size))
    (git_repo.path / ".git" / "refs" / "heads" / "forged").write_text(f"{_FAKE}\n")

    _found_all(git_repo)


def test_a_chain_of_a_thousand_deltas_is_followed(git_repo: GitRepo) -> None:
    two_credentials(git_repo)
    text = mcp_json(API_TOKEN=opaque(3)).encode()
    names = [f"{number:040x}" for number in range(1_000)]
    copy = b"\x90" + bytes([len(text)])
    same = delta(copy, base=len(text), result=len(text))
    pack(
        git_repo,
        Packed(names[0], BLOB, text),
        *(Packed(name, BY_ID, same, base) for base, name in pairwise(names)),
    )
    git_repo.git("update-index", "--add", "--cacheinfo", f"100644,{names[-1]},deep.json")
    git_repo.git("-c", "gc.auto=0", "commit", "--quiet", "--message=deep")

    assert len(scanned(git_repo.path).credentials) == 3


def _in_a_circle(repo: GitRepo) -> None:
    turn = delta(b"\x90\x03", base=3, result=3)
    pack(repo, Packed(_FAKE, BY_ID, turn, _OTHER), Packed(_OTHER, BY_ID, turn, _FAKE))


def _without_a_base(repo: GitRepo) -> None:
    pack(repo, Packed(_FAKE, BY_ID, delta(b"\x90\x03", base=3, result=3), "5" * 40))


def _of_a_terabyte(repo: GitRepo) -> None:
    huge = delta(b"\xf0\xff\xff\xff" * 9, base=1 << 24, result=1 << 40)
    pack(repo, Packed(_OTHER, BLOB, b"x" * (1 << 24)), Packed(_FAKE, BY_ID, huge, _OTHER))


@pytest.mark.parametrize("forge", [_without_a_base, _of_a_terabyte])
def test_a_delta_that_leads_nowhere_costs_only_itself(
    git_repo: GitRepo, forge: Callable[[GitRepo], None]
) -> None:
    two_credentials(git_repo)
    forge(git_repo)
    git_repo.git("update-index", "--add", "--cacheinfo", f"100644,{_FAKE},.vscode/mcp.json")

    assert _FAKE[:12] in _found_all(git_repo)


def test_deltas_that_build_on_each_other_cost_what_no_ref_reaches(
    git_repo: GitRepo,
) -> None:
    """git follows them until its memory or its time is up."""
    two_credentials(git_repo)
    _in_a_circle(git_repo)

    result = scanned(git_repo.path, max_memory=256 << 20)

    assert states(result) == [State.LIVE, State.HISTORY]
    assert "git could not list the whole object store" in reasons(result)
