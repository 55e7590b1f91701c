"""What scanning one repository may cost: time, and memory beyond what the process had before."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from scanner.errors import AuditError

NO_LIMIT = 1 << 62
"""So many bytes are more than there are."""
_STATM = Path("/proc/self/statm")
_TICK = 0.1
"""Seconds between two looks at the clock and at the memory."""


class BudgetSpentError(AuditError):
    """No more of this repository is read."""


def _resident() -> int:
    """Return how many bytes of memory this process has; 0 where the system does not tell."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Budget:
    """How much there is, and whether it is used up."""

    seconds: float
    memory: int
    """Bytes; of this process, and again of each git that it runs."""
    over: str = ""
    """Why no more can be read now; empty as long as there is something left."""
    _share: float = 1.0
    _begun: float = field(default_factory=time.monotonic)
    _held: int = field(default_factory=_resident)

    def stage(self, share: float) -> None:
        """Let what comes now use up to `share` of all: the rest is for what comes later."""
        self._share = share
        self.look()

    def left(self) -> float:
        """Return the seconds that are left for what is done now."""
        return max(self.seconds * self._share - (time.monotonic() - self._begun), 0)

    def look(self) -> None:
        """Find out whether it is used up."""
        if time.monotonic() - self._begun > self.seconds * self._share:
            self.over = f"its time of {self.seconds:,g} seconds is up"
        elif _resident() - self._held > self.memory * self._share:
            self.over = f"it takes more than {self.memory >> 20:,} MiB of memory"
        else:
            self.over = ""

    def check(self) -> None:
        """Raise BudgetSpentError if nothing is left."""
        if self.over:
            raise BudgetSpentError(self.over)


def unlimited() -> Budget:
    """Return a budget that is never used up."""
    return Budget(float("inf"), NO_LIMIT)


@contextmanager
def watched(budget: Budget, stop: Callable[[], None]) -> Iterator[None]:
    """Look after `budget` while the block runs; call `stop` as long as it is used up."""
    ended = Event()

    def watch() -> None:
        while not ended.wait(_TICK):
            budget.look()
            if budget.over:
                stop()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
