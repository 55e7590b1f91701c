"""What one hostile file costs: CPU time and peak memory of each, in a process of its own.

`python benchmarks/adversarial.py [--only WORD] [--profile]` makes each file, examines it as a scan
does (one path of a client, or none and content alone) and prints a row. `--profile` prints where
the time goes. The bar: 10 s and 500 MiB for a file of 10 MiB, which is the default `--max-bytes`.
"""

import argparse
import cProfile
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.adversarial_files import FILES  # noqa: E402 - needs the root

_SECONDS, _MIB = 10.0, 500
_LIMIT = 300
"""Seconds after which a case is given up."""
_LINES = 18
"""Functions that a profile shows."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What examining one file took."""

    size: int
    seconds: float
    peak: float
    """MiB of resident memory at most, the interpreter and the file itself included."""
    told: str

    @property
    def too_much(self) -> bool:
        """Return whether it is above the bar."""
        return self.seconds > _SECONDS or self.peak > _MIB


def examined(name: str) -> tuple[int, Callable[[], str]]:
    """Return the size of a file, and what examines it and says what came of it."""
    from detectors.secret import FingerprintKey  # noqa: PLC0415 - only in the case's own process
    from scanner.content.notations import notation_of  # noqa: PLC0415 - the same
    from scanner.discovery.catalogue import matches  # noqa: PLC0415 - the same
    from scanner.examine import Route, examine, examine_bundle, warm_up  # noqa: PLC0415 - the same
    from scanner.examiner import Examiner  # noqa: PLC0415 - the same
    from scanner.redaction import Redactor  # noqa: PLC0415 - the same

    key = FingerprintKey(b"a" * 32, ephemeral=False)
    warm_up(key)
    path, made = FILES[name]
    raw = made()
    examiner = Examiner("case", key, Redactor())

    def work() -> str:
        if path.endswith((".mcpb", ".zip")):
            found = examine_bundle(raw, examiner, by_content=True)
        else:
            route = Route(matches(path), by_content=True, notation=notation_of(path))
            found = examine(raw, route, examiner)
        return f"{len(found.servers)} servers, {len(found.findings)} credentials {found.fault}"

    return len(raw), work


def _case(name: str, *, profiled: bool) -> None:
    """Measure one case in this process; print it for the parent."""
    size, work = examined(name)
    start = time.process_time()
    if profiled:
        profile = cProfile.Profile()
        told = profile.runcall(work)
        pstats.Stats(profile).sort_stats("tottime").print_stats(_LINES)
    else:
        told = work()
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size}\t{seconds}\t{peak}\t{told}")


def _cost(name: str) -> Cost | str:
    """Return what a case cost in a process of its own, or why there is no telling."""
    command = [sys.executable, __file__, "--case", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"more than {_LIMIT} s"
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2][:80] or f"ended with {done.returncode}"
    size, seconds, peak, told = done.stdout.strip().rpartition("\n")[2].split("\t")
    return Cost(int(size), float(seconds), float(peak), told)


def measure(only: str) -> int:
    """Print a row for each file; return how many are above the bar."""
    bad = 0
    print(f"{'file':38} {'MB':>6} {'seconds':>8} {'MiB':>6}   {'s/MB':>6}")
    for name in FILES:
        if only not in name:
            continue
        cost = _cost(name)
        if isinstance(cost, str):
            print(f"{name:38} {cost}", flush=True)
            bad += 1
            continue
        megabytes = cost.size / 1e6
        each = cost.seconds / megabytes if megabytes else 0
        mark = " !" if cost.too_much else "  "
        row = f"{name:38} {megabytes:6.2f} {cost.seconds:8.2f} {cost.peak:6.0f}{mark} {each:6.2f}"
        print(f"{row}   {cost.told}", flush=True)
        bad += cost.too_much
    return bad


def main() -> None:
    """Measure all files, or those that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        _case(options.case, profiled=False)
    elif options.profile:
        for name in FILES:
            if options.only in name:
                print(name)
                _case(name, profiled=True)
    else:
        sys.exit(min(measure(options.only), 1))


if __name__ == "__main__":
    main()
