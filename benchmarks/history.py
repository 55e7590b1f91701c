"""What a scan costs beside git itself and beside other scanners, in one run.

`python benchmarks/history.py [NAME=]BARE …` measures on bare clones of yours; without any, or with
`--generated`, on repositories that it generates. Nothing is fetched. The programs run in turn on
the same repository: once to fill the caches and to look at their memory, then `--runs N` times for
the time. Peers are gitleaks, kingfisher and betterleaks where they are on PATH or in a directory
of `--peers DIR:DIR`. `--only NAME` picks one of the generated shapes, `--quick` makes them tiny,
`--write` puts the tables into docs/speed.md.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.history_clones import named, whole  # noqa: E402 - the root was not on the path
from benchmarks.history_measure import Measured, facts, rows, starts  # noqa: E402 - the same
from benchmarks.history_page import Outcome, growth, page, section  # noqa: E402 - the same
from benchmarks.history_repositories import ONE_COMMIT, SHAPES, Shape  # noqa: E402 - the same
from benchmarks.history_tables import starts_table  # noqa: E402 - the same
from benchmarks.history_tools import Tool, tools  # noqa: E402 - the same

RUNS = 3
STARTS = 7
PAGE = ROOT / "docs" / "speed.md"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, and how often."""

    tools: tuple[Tool, ...]
    runs: int
    quick: bool


def measure(plan: Plan, name: str, about: str, bare: Path, size: int = 0) -> Measured:
    """Run every tool on one repository and print the table."""
    measured = Measured(name, about, facts(bare), rows(bare, plan.tools, plan.runs), size)
    print(section(measured), flush=True)
    return measured


def clone(plan: Plan, argument: str) -> Measured:
    """Measure on a clone, made whole first."""
    name, bare = named(argument)
    with tempfile.TemporaryDirectory() as directory:
        complete, missing = whole(bare, Path(directory))
        about = f"{missing} contents are missing; an empty one stands for each." if missing else ""
        return measure(plan, name, about, complete)


def generated(plan: Plan, shape: Shape, size: int) -> Measured:
    """Measure on what is made for it and then deleted."""
    with tempfile.TemporaryDirectory() as directory:
        bare = shape.make(Path(directory) / "generated.git", size)
        return measure(plan, f"{shape.name}: {size:,} {shape.unit}", shape.about, bare, size)


def grown(plan: Plan, shape: Shape, start: Measured) -> tuple[Measured, ...]:
    """Measure on a shape, in its smaller sizes once, and print how the cost grows."""
    *smaller, largest = shape.quick if plan.quick else shape.sizes
    once = replace(plan, runs=1)
    measured = (
        *(generated(once, shape, size) for size in smaller),
        generated(plan, shape, largest),
    )
    print(growth(shape, measured, start), flush=True)
    return measured


def outcome(plan: Plan, bare: Sequence[str], shapes: Sequence[Shape]) -> Outcome:
    """Measure everything that was asked for, from the least to the most."""
    said = starts(plan.tools, 1 if plan.quick else STARTS)
    print("\n" + starts_table(said), flush=True)
    start = generated(plan, ONE_COMMIT, 1)
    return Outcome(
        plan.tools,
        said,
        start,
        tuple(clone(plan, argument) for argument in bare),
        tuple((shape, grown(plan, shape, start)) for shape in shapes),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bare", nargs="*", metavar="[NAME=]BARE")
    parser.add_argument("--peers", default=os.environ.get("PEERS", ""), metavar="DIR:DIR")
    names = [ONE_COMMIT.name, *(shape.name for shape in SHAPES)]
    parser.add_argument("--only", action="append", choices=names, help="repeatable")
    parser.add_argument("--generated", action="store_true", help="besides the clones")
    parser.add_argument("--runs", type=int, help=f"default: {RUNS}, with --quick 1")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    options = parser.parse_args()
    if options.write and options.quick:
        parser.error("--quick measures nothing that is worth writing down")
    return options


def main() -> None:
    """Measure on the clones that are named, or on generated repositories."""
    options = _arguments()
    plan = Plan(tools(options.peers), options.runs or (1 if options.quick else RUNS), options.quick)
    asked = not options.bare or options.generated or options.only
    shapes = [s for s in SHAPES if asked and (not options.only or s.name in options.only)]
    found = outcome(plan, options.bare, shapes)
    if options.write:
        PAGE.write_text(page(found, plan.runs), "utf-8")


if __name__ == "__main__":
    main()
