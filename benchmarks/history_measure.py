"""Measuring: every tool in turn on one repository, round after round."""

import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.history_process import LIMIT, Memory, Run, run
from benchmarks.history_tools import ROOT, Side, Tool, found

SLOW = 30
"""Seconds from which on a tool is timed once, however many runs are asked for."""
_INCOMPLETE = 3
_KILLED = -9


@dataclass(frozen=True, slots=True)
class Row:
    """What one tool needed for one repository."""

    tool: Tool
    runs: tuple[Run, ...]
    memory: Memory
    found: str
    failure: str
    """Why its figures are not those of a whole scan."""

    @property
    def seconds(self) -> float:
        """The median of its runs."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        """The median of its processor times."""
        return statistics.median(run.processor for run in self.runs)


@dataclass(frozen=True, slots=True)
class Facts:
    """How large a repository is."""

    commits: int
    refs: int
    objects: int
    blobs: int
    size: int
    """Bytes of the contents of its blobs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A repository, and what each tool needed for it."""

    name: str
    about: str
    facts: Facts
    rows: tuple[Row, ...]
    size: int = 0
    """How often the unit of its shape is in it; 0 for a clone."""


def rows(bare: Path, tools: Sequence[Tool], runs: int) -> tuple[Row, ...]:
    """Run the tools in turn: first to fill the caches and look at memory, then for the time.

    A directory of repositories is for ours alone.
    """
    if bare not in repositories(bare):
        tools = [tool for tool in tools if tool.side is Side.OURS]
    with tempfile.TemporaryDirectory() as directory:
        key = Path(directory, "key")
        key.write_text("a key for benchmarks, and for benchmarks only\n", "utf-8")
        first = _round(bare, tools, key, watched=True)
        timed: list[list[Run]] = [[] for _ in tools]
        for number in range(runs):
            due = [t for t, row in enumerate(first) if not number or row.seconds < SLOW]
            again = _round(bare, [tools[t] for t in due], key, watched=False)
            for t, row in zip(due, again, strict=True):
                timed[t] += row.runs
    return tuple(
        Row(row.tool, tuple(taken), row.memory, row.found, row.failure)
        for row, taken in zip(first, timed, strict=True)
    )


def _round(bare: Path, tools: Sequence[Tool], key: Path, *, watched: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        return [_row(bare, tool, key, Path(directory), watched=watched) for tool in tools]


def _row(bare: Path, tool: Tool, key: Path, scratch: Path, *, watched: bool) -> Row:
    report = scratch / "report.json"
    report.unlink(missing_ok=True)
    command = tool.words(BARE=bare, REPORT=report, SCRATCH=scratch, KEY=key)
    ran = run(command, ROOT if tool.side is Side.OURS else scratch, watched=watched)
    return Row(tool, (ran,), ran.memory, found(tool, report), _failure(tool, ran))


def _failure(tool: Tool, ran: Run) -> str:
    if ran.code == _KILLED:
        return f"stopped after {LIMIT} s"
    if ran.code not in tool.codes:
        return f"failed with exit code {ran.code}"
    if tool.complaint in ran.errors:
        return "did not read the history to its end"
    return ""


def incomplete(row: Row) -> bool:
    """Return whether the tool itself says that it could not see everything."""
    return row.tool.side is Side.OURS and any(run.code == _INCOMPLETE for run in row.runs)


def starts(tools: Sequence[Tool], runs: int) -> list[tuple[Tool, float]]:
    """Return how long each program takes only to say its version: the median of runs in turn."""
    taken: dict[tuple[str, ...], list[float]] = {tool.start: [] for tool in tools}
    for _ in range(runs):
        for command, seconds in taken.items():
            seconds.append(run(command, ROOT, watched=False).seconds)
    first = {tool.start: tool for tool in reversed(tools)}
    return [(first[command], statistics.median(seconds)) for command, seconds in taken.items()]


def repositories(path: Path) -> list[Path]:
    """Return the bare repository at `path`, or else those in this directory."""
    return [path] if (path / "HEAD").is_file() else sorted(path.iterdir())


def facts(path: Path) -> Facts:
    """Count what is in a repository, or in all of a directory."""
    counts = [astuple(_facts(bare)) for bare in repositories(path)]
    return Facts(*map(sum, zip(*counts, strict=True)))


def _facts(bare: Path) -> Facts:
    kinds = _lines(
        bare, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)"
    )
    sizes = [int(line.split()[1]) for line in kinds if line.startswith("blob ")]
    return Facts(
        commits=int(_lines(bare, "rev-list", "--all", "--count")[0]),
        refs=len(_lines(bare, "for-each-ref")),
        objects=len(kinds),
        blobs=len(sizes),
        size=sum(sizes),
    )


def _lines(bare: Path, *arguments: str) -> list[str]:
    command = ["git", "-C", str(bare), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()
