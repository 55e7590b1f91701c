import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.history_clones import whole
from benchmarks.history_growth import beyond, exponent
from benchmarks.history_measure import Facts, Measured, Row, facts
from benchmarks.history_page import Outcome, page
from benchmarks.history_process import Memory, Run, run
from benchmarks.history_repositories import SHAPES, Shape
from benchmarks.history_tables import repository_table
from benchmarks.history_tools import Side, Tool
from tests.repositories import new_repository

ROOT = Path(__file__).resolve().parents[2]
GIT = (
    "git log --all -c --raw -z --no-renames",
    "git cat-file --batch-all-objects --unordered --batch",
)
TOOLS = (
    *(Tool(name, Side.GIT, ("git",), ("git", "--version")) for name in GIT),
    Tool("mcp-exposure", Side.OURS, ("python",), ("python", "--version")),
    Tool("mcp-exposure --discover paths", Side.OURS, ("python",), ("python",), walks=True),
    Tool("quick", Side.PEER, ("quick",), ("quick", "version"), version="1.2"),
    Tool("slow", Side.PEER, ("slow",), ("slow", "version"), version="3.4"),
)
MIB = 1024 * 1024


def _tables(text: str) -> list[dict[str, list[str]]]:
    """Return each table: the cells of a row by the first of them."""
    return [
        {row[0].strip("*"): row[1:] for row in map(_cells, part.splitlines()[2:])}
        for part in text.split("\n\n")
        if part.startswith("| ")
    ]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[1:-1]]


def _quick(path: Path, *options: str) -> str:
    """Return what the benchmark prints in a place where no peer is installed."""
    for program in ("git", "env"):
        (path / program).symlink_to(shutil.which(program) or program)
    done = subprocess.run(
        [sys.executable, "benchmarks/history.py", "--quick", *options],
        cwd=ROOT,
        env={**os.environ, "PATH": str(path), "PEERS": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _measured(name: str, seconds: Sequence[float], *, size: int = 0, failure: str = "") -> Measured:
    """Return a measurement of `TOOLS` with these seconds; only the last tool may have failed."""
    rows = tuple(
        Row(
            tool,
            tuple(Run(taken + more, taken, 0, "", Memory()) for more in (0, 1, 5)),
            Memory(own=int(taken * MIB), whole=int(2 * taken * MIB)),
            "1" if tool.side is not Side.GIT else "",
            failure if tool is TOOLS[-1] else "",
        )
        for tool, taken in zip(TOOLS, seconds, strict=True)
    )
    return Measured(name, "Made up.", Facts(3, 1, 9, 3, 5_000_000), rows, size)


def test_a_quick_run_without_peers_prints_a_table_for_each_repository(tmp_path: Path) -> None:
    printed = _quick(tmp_path, "--only", "start")

    lines = printed.splitlines()
    assert all(
        any(line.startswith(f"{peer} is missing: install ") for line in lines)
        for peer in ("gitleaks", "kingfisher", "betterleaks")
    )
    starts, rows = _tables(printed)
    assert [*starts] == ["git --version", "mcp-exposure --version"]
    assert [*rows][:4] == [*GIT, "mcp-exposure", "mcp-exposure --discover paths"]
    for name, (median, _, processor, to_git, to_peer, own, whole_tree, found) in rows.items():
        if name not in GIT:
            assert min(float(median), float(processor), float(to_git)) > 0
            assert to_peer == "-"
            assert 0 < int(own) <= int(whole_tree)
            assert found == "1 in 1 places"


def test_a_clone_that_misses_contents_is_measured_whole_and_left_as_it_was(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    repo.commit({"a.txt": "one\n", "b.txt": "two\n"})
    bare = tmp_path / "bare.git"
    repo.git("clone", "--bare", "--quiet", ".", str(bare))
    name = repo.git("rev-parse", "HEAD:a.txt")
    objects = bare / "objects"
    (objects / name[:2] / name[2:]).unlink()
    before = sorted(objects.rglob("*"))

    complete, missing = whole(bare, tmp_path)

    assert missing == 1
    assert sorted(objects.rglob("*")) == before
    for command in (["log", "-p", "--all"], ["cat-file", "--batch-all-objects", "--batch"]):
        subprocess.run(["git", "-C", complete, *command], capture_output=True, check=True)
    assert facts(complete) == Facts(commits=1, refs=1, objects=4, blobs=2, size=4)


def test_a_whole_clone_is_taken_as_it_is(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    repo.commit({"a.txt": "one\n"})

    assert whole(repo.path / ".git", tmp_path) == (repo.path / ".git", 0)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_has_the_size_that_it_is_asked_for(shape: Shape, tmp_path: Path) -> None:
    counted = facts(shape.make(tmp_path / "made.git", 40))

    sizes = {
        "history": counted.commits,
        "readme": counted.commits,
        "flat": counted.blobs - 20 - 4,
        "nested": counted.blobs - 20 - 4,
        "refs": counted.refs,
        "blobs": round(counted.size / 1_000_000),
        "organisation": counted.refs,
    }
    assert sizes[shape.name] == 40


def test_ratios_are_to_what_git_must_do_and_to_the_fastest_peer_that_came_to_its_end() -> None:
    measured = _measured("one", (1, 2, 4, 2, 8, 3), failure="failed with exit code 1")

    table = repository_table(measured)

    (rows,) = _tables(table)
    # The median is one more than the least: git takes 2 + 3 s, the peer that ended 9 s.
    assert rows["mcp-exposure"] == ["5.00", "4.00 to 9.00", "4.00", "1.00", "0.56", "4", "8", "1"]
    assert rows["mcp-exposure --discover paths"][3:5] == ["1.50", "0.33"]
    assert rows["quick"][3:5] == ["1.80", "1.00"]
    assert rows["slow"][3:5] == ["-", "-"]
    assert "slow failed with exit code 1: no ratio is taken." in table


def test_the_page_tells_the_growth_and_the_estimate_on_paper() -> None:
    blobs = next(shape for shape in SHAPES if shape.name == "blobs")
    start = _measured("start: 1 commit", (0, 0, 0, 0, 0, 0))
    sizes = tuple(
        _measured(f"blobs: {size} MB", [n * size / 10 for n in range(1, 7)], size=size)
        for size in (50, 500)
    )

    text = page(Outcome(TOOLS, [(TOOLS[0], 0.1)], start, (), ((blobs, sizes),)), 3)

    assert "Peers: quick 1.2, slow 3.4." in text
    starts, _, largest, seconds, memory, estimate = _tables(text)
    assert starts == {"git --version": ["0.100"]}
    assert largest["quick"][0] == "251.00"
    assert seconds["quick"] == ["26.00", "251.00", "1.00"]
    assert memory["quick"] == ["25, 50", "250, 500"]
    assert estimate["quick"] == ["251.00", "5001"]


@pytest.mark.parametrize("power", [0.5, 1.0, 1.7])
def test_the_exponent_is_found_beside_the_cost_of_the_start(power: float) -> None:
    points = [(size, 0.7 + 0.001 * size**power) for size in (200, 2_000, 20_000)]

    assert exponent(points, 0.7) == pytest.approx(power, abs=0.01)


def test_no_exponent_is_told_where_nearly_all_is_start() -> None:
    assert exponent([(20, 5.1), (200, 3.4)], 5.0) is None


def test_the_estimate_goes_on_as_the_last_two_sizes_began() -> None:
    assert beyond([(1, 9.0), (50, 2.0), (500, 11.0)], 10_000) == pytest.approx(201)


def test_memory_is_that_of_all_processes_and_git_is_told_apart(tmp_path: Path) -> None:
    held = "kept = bytearray(80 << 20); import time; time.sleep(0.5)"
    git = tmp_path / "git"
    git.symlink_to(sys.executable)
    parent = (
        "import subprocess, sys; kept = bytearray(40 << 20);"
        f"subprocess.run([{str(git)!r}, '-I', '-c', {held!r}], check=True); sys.exit(3)"
    )

    ran = run((sys.executable, "-I", "-c", parent), tmp_path, watched=True)

    assert ran.code == 3
    assert 40 * MIB < ran.memory.own < 80 * MIB
    assert 120 * MIB < ran.memory.whole < 160 * MIB


def test_memory_of_a_forked_child_counts_once(tmp_path: Path) -> None:
    forking = (
        "import os, time; kept = bytearray(80 << 20); child = os.fork(); time.sleep(2);"
        "child and os.wait()"
    )

    ran = run((sys.executable, "-I", "-c", forking), tmp_path, watched=True)

    assert ran.code == 0
    assert 80 * MIB < ran.memory.own == ran.memory.whole < 120 * MIB
