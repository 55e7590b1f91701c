"""What a scan costs beside git itself, on one repository in one run.

`python benchmarks/history.py [BARE]` measures on a bare clone of yours, or else on a repository
of 20,000 commits that it generates; with `--readme` that is a README of 100 KB in 13,000 versions.
The bar: a scan by paths takes at most twice as long as `git log --all -c --raw` plus reading the
candidate blobs, a scan by content as that plus reading all blobs. Ratios are the medians of runs in
turn; `--runs N` sets how many, `--discover` one of the two ways.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import history_readme  # noqa: E402 - the root was not on the path
from scanner.discovery.catalogue import matches  # noqa: E402
from tests.tokens import opaque  # noqa: E402

COMMITS = 20_000
FILES = 10_000
CHANGES = 4
EVERY = 200
RUNS = 5
LOG = ("log", "--all", "-c", "--raw", "-z", "--no-abbrev", "--no-renames")
BAR = 2.0


def generate(directory: Path, commits: int = COMMITS) -> Path:
    """Make a bare repository: many source files, a configuration changed now and then."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(directory)], check=True)
    stream = "".join(_stream(commits)).encode()
    importing = ["git", "-C", str(directory), "fast-import", "--quiet"]
    subprocess.run(importing, input=stream, check=True)
    return directory


def _stream(commits: int) -> Iterator[str]:
    """Yield commits for `git fast-import`: mostly on main, every tenth on one of seven branches."""
    chance = random.Random(20)  # noqa: S311 - the same repository every time
    for number in range(commits):
        branch = "main" if number % 10 else f"side/{number % 7}"
        yield (
            f"commit refs/heads/{branch}\n"
            f"committer A Developer <developer@example.com> {1_600_000_000 + number * 600} +0000\n"
            "data 6\nchange\n"
        )
        for path, content in _files(number, chance):
            yield f"M 100644 inline {path}\ndata {len(content)}\n{content}\n"


def _files(number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what one commit changes: a few of many files, now and then the configuration."""
    if number % EVERY == 0:
        server = {"command": "npx", "args": ["-y", "@a/b"], "env": {"API_KEY": opaque(number)}}
        yield "services/one/.mcp.json", json.dumps({"mcpServers": {"one": server}})
    for _ in range(CHANGES):
        file = chance.randrange(FILES)
        lines = (f"value_{chance.randrange(10**9)} = {number}\n" for _ in range(20))
        yield f"src/area{file % 12}/part{file % 90}/module{file}.py", "".join(lines)


def log(bare: Path) -> None:
    """Walk the history as git does, throwing the output away."""
    _git(
        bare, "log", "--all", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--format=%H %ct"
    )


def candidates(bare: Path) -> list[str]:
    """Return the ids of the blobs that the scan reads."""
    rows = _git(bare, *LOG, "--format=").split(b"\0")
    pairs = zip(rows[::2], rows[1::2], strict=False)
    return sorted(
        {
            row.decode("ascii").split(" ")[-2]
            for row, path in pairs
            if matches(path.decode("utf-8", "replace"))
        }
    )


def read(bare: Path, names: list[str]) -> None:
    """Read blobs with git alone."""
    _git(bare, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode())


def read_all(bare: Path) -> None:
    """Read every blob with git alone, throwing the content away."""
    _git(bare, "cat-file", "--batch-all-objects", "--unordered", "--batch", kept=False)


def scan(bare: Path, discover: str) -> float:
    """Scan as a user does, with both reports; return the MiB of its largest process but git's."""
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory)
        reports = [f"--report=html={out / 'r.html'}", f"--report=json={out / 'r.json'}"]
        command = [sys.executable, "-m", "scanner", "scan", str(bare), *reports, "--quiet"]
        process = subprocess.Popen([*command, f"--discover={discover}"], cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"the scan ended with {process.returncode}")
        return used.ru_maxrss / 1024


def _git(bare: Path, *arguments: str, stdin: bytes = b"", kept: bool = True) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(bare), *arguments],
        input=stdin,
        stdout=subprocess.PIPE if kept else subprocess.DEVNULL,
        check=True,
    )
    return done.stdout or b""


def _seconds(work: Callable[[Path], object], bare: Path) -> float:
    start = time.perf_counter()
    work(bare)
    return time.perf_counter() - start


def measure(bare: Path, discover: str, runs: int) -> float:
    """Print the table of one way to discover; return the ratio of a scan to git."""
    names = candidates(bare)
    peak = scan(bare, discover)
    reading = "reading candidates" if discover == "paths" else "reading all blobs"
    taken: dict[str, list[float]] = {"git log": [], reading: [], "scan": []}
    for _ in range(runs):
        taken["git log"].append(_seconds(log, bare))
        if discover == "paths":
            taken[reading].append(_seconds(lambda where: read(where, names), bare))
        else:
            taken[reading].append(_seconds(read_all, bare))
        taken["scan"].append(_seconds(lambda where: scan(where, discover), bare))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print(f"--discover {discover}")
    for name, seconds in medians.items():
        print(f"{name:22} {seconds:7.2f} s   ({min(taken[name]):.2f} to {max(taken[name]):.2f})")
    ratio = medians["scan"] / (medians["git log"] + medians[reading])
    print(f"{'scan / git':22} {ratio:7.2f}     (the bar is {BAR})")
    print(f"{'largest process':22} {peak:7.0f} MiB  (git's not among them)\n")
    return ratio


def main() -> None:
    """Measure on the clone that is named, or on a generated repository."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bare", nargs="?", type=Path)
    parser.add_argument("--readme", action="store_true", help="generate versions of a README")
    parser.add_argument("--discover", choices=("content", "paths", "both"), default="both")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    ways = ("paths", "content") if options.discover == "both" else (options.discover,)
    with tempfile.TemporaryDirectory() as directory:
        bare = options.bare or _generated(Path(directory) / "generated.git", readme=options.readme)
        for way in ways:
            measure(bare, way, options.runs)


def _generated(directory: Path, *, readme: bool) -> Path:
    if readme:
        print(f"generated: {history_readme.VERSIONS:,} versions of a README\n")
        return history_readme.generate(directory)
    print(f"generated: {COMMITS:,} commits, {FILES:,} files, {COMMITS // EVERY} configurations\n")
    return generate(directory)


if __name__ == "__main__":
    main()
