"""What a large report costs: its making, every format, the pack and the search for leaks.

Each step runs in a process of its own that is forked when the report is made, so that its memory is
that of the report and of this one format.
"""

import argparse
import os
import pickle
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from benchmarks.report_facts import results, secret
from detectors.secret import FingerprintKey
from reports import pack
from reports.build import build
from reports.formats import terminal
from reports.formats.registry import FORMATS
from reports.leakproof import refuse_leaks
from reports.model import Report
from reports.writing import octets
from scanner.marks import Lookout
from scanner.shadows import lookout, shadow
from tests.reports.facts import SCAN, result

_MEGA = 1_000_000
_KEY = FingerprintKey(b"a key for benchmarks, and for benchmarks only", ephemeral=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one step took."""

    step: str
    seconds: float
    """Of processor time."""
    memory: float
    """The peak of the process, with the report in it, in MB."""
    size: float
    """MB written."""


def apart(step: str, work: Callable[[], int]) -> Cost:
    """Run `work`, which returns how many bytes it made, in a fork of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with open(writing, "wb") as answer:  # noqa: PTH123 - a descriptor
            pickle.dump(_cost(step, work), answer)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:  # noqa: PTH123 - the same
        told = answer.read()
    os.waitpid(child, 0)
    cost: Cost = pickle.loads(told)  # noqa: S301 - of our own fork
    return cost


def _cost(step: str, work: Callable[[], int]) -> Cost:
    begun = time.process_time()
    size = work()
    seconds = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(step, seconds, memory / _MEGA, size / _MEGA)


def _lookout(secrets: int) -> Lookout:
    texts = [secret(number) for number in range(secrets)]
    shadows = tuple(shadow(_KEY.fingerprint(one), one, _KEY, default=False) for one in texts)
    return lookout([replace(result(), shadows=shadows)], _KEY)


def _made(rows: int) -> Report:
    """Return the report on what is made up, and tell what its making cost."""
    found, made = results(rows), []

    def work() -> int:
        made.append(build(found, SCAN))
        return 0

    _tell(_cost("build", work))
    return made[0]


def _whole(report: Report, watch: Lookout) -> int:
    made = pack.contents(report)
    refuse_leaks(made, watch)
    return sum(map(len, made.values()))


def main() -> None:
    """Print a table of the costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="units of review (10000)")
    parser.add_argument("--only", action="append", help="only this step; may be repeated")
    chosen = parser.parse_args()
    watch = _lookout(chosen.rows // 5)
    print(f"{chosen.rows:,} rows. Processor seconds; MB at most, with the report; MB written.")
    report = _made(chosen.rows)
    steps: dict[str, Callable[[], int]] = {"terminal": lambda: len(octets(terminal.render(report)))}
    steps |= {
        name: lambda known=known: len(octets(known.render(report)))  # type: ignore[misc]
        for name, known in FORMATS.items()
        if known.packed
    }
    steps["pack"] = lambda: sum(map(len, pack.contents(report).values()))
    steps["pack and search for leaks"] = lambda: _whole(report, watch)
    with suppress(KeyboardInterrupt):
        for name, work in steps.items():
            if not chosen.only or name in chosen.only:
                _tell(apart(name, work))


def _tell(cost: Cost) -> None:
    print(f"{cost.step:26} {cost.seconds:8.2f} {cost.memory:8.0f} {cost.size:8.1f}", flush=True)


if __name__ == "__main__":
    main()
