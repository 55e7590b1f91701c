"""Reading one repository in several processes.

The contents are cut into stretches of the history. The process of the scan takes them from the
newest on, the others from the oldest on, so that each meets versions of a file one after the other.
What the others find comes back through a pipe without the secrets: whose plaintext is needed is
read again here, once for each way in which a secret is written.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TypeVar

from scanner.budget import Budget, watched
from scanner.candidates import Candidates
from scanner.ending import clean_up_when_told_to_stop
from scanner.examiner import Examiner
from scanner.executors import processes
from scanner.findings import Examined, Key
from scanner.gathering.contents import read_blobs
from scanner.gathering.state import Gathering, Places
from scanner.git import running
from scanner.git.door import View
from scanner.git.objects import Unreadable
from scanner.model import Coverage, Skipped
from scanner.records.memory import Memory
from scanner.records.record import Seen
from scanner.redaction import Redactor
from scanner.settings import Settings

T = TypeVar("T")
_LEAST = 2_000
"""Contents of which to read a part takes longer than to start another process."""
_STRETCH = 250
"""So many contents at least are read at a time."""
_STRETCHES = 60
"""Into so many parts a long history is cut: git reads a few long ones faster, many end together."""
_MOMENT = 0.001
_PATIENCE = 1.0
"""Seconds after which a process sees that whom it reads for is gone."""


@dataclass(frozen=True, slots=True)
class _Lane:
    """What another process needs to read as this one does."""

    repository: str
    settings: Settings
    directory: Path
    outside: tuple[Path, ...]
    seconds: float
    remembers: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What another process found in one stretch; it holds no secret that it knows."""

    examined: dict[Key, Examined]
    mattering: set[str]
    coverage: Coverage
    skipped: tuple[Skipped, ...]
    unreadable: dict[str, Unreadable]
    contents: dict[str, Seen]
    sound: bool


@dataclass(slots=True)
class _Work:
    """The stretches that nobody has taken yet, and those that others have."""

    left: deque[Places]
    taken: deque[tuple[Places, Future[_Told]]] = field(default_factory=deque)


@dataclass(slots=True)
class Lanes:
    """The processes that read one repository beside this one, while they are lent."""

    repository: str
    candidates: Candidates
    others: int
    _pool: ProcessPoolExecutor | None = None

    def prepare(self, view: View, contents: int, gathering: Gathering) -> None:
        """Start the others if there are so many contents to read that it pays."""
        if contents < _LEAST or self._pool:
            return
        lane = _Lane(
            self.repository,
            gathering.settings,
            view.directory,
            view.outside,
            gathering.budget.left(),
            gathering.memory is not None,
        )
        self._pool = processes(self.others, _begin, lane)
        for _ in range(self.others):
            self._pool.submit(_is_ready)

    def read(self, view: View, places: Places, gathering: Gathering) -> None:
        """Read the blobs of `places`, and pass on what was found in them."""
        self.prepare(view, len(places), gathering)
        if not self._pool:
            read_blobs(view, places, gathering)
            return
        work = _Work(deque(_stretches(places)))
        for _ in range(self.others):
            _hand_over(work, self._pool)
        done = 0
        while done < len(places):
            done += _one_more(work, view, self.candidates, gathering)

    def close(self) -> None:
        """Let the others go."""
        if self._pool:
            self._pool.shutdown()
            self._pool = None


def _stretches(places: Places) -> Iterator[Places]:
    entries = iter(places.items())
    most = max(_STRETCH, len(places) // _STRETCHES)
    while stretch := dict(islice(entries, most)):
        yield stretch


def _one_more(work: _Work, view: View, candidates: Candidates, gathering: Gathering) -> int:
    """Read the next stretch, or take over what another process told of one; return its size."""
    if stretch := _first(work.left):
        read_blobs(view, stretch, gathering)
        return len(stretch)
    if handed := _first(work.taken):
        stretch, future = handed
        _take_over(view, stretch, future, candidates, gathering)
        return len(stretch)
    # Another thread is just handing one over.
    time.sleep(_MOMENT)
    return 0


def _first(waiting: deque[T]) -> T | None:
    """Take the first; another thread may have just taken it."""
    with suppress(IndexError):
        return waiting.popleft()
    return None


def _hand_over(work: _Work, pool: ProcessPoolExecutor) -> None:
    """Have another process read the last stretch, and then the one before."""
    try:
        stretch = work.left.pop()
    except IndexError:
        return
    try:
        future = pool.submit(_read, stretch)
    except (BrokenExecutor, RuntimeError):
        work.left.append(stretch)
        return
    work.taken.append((stretch, future))
    future.add_done_callback(lambda done: None if done.exception() else _hand_over(work, pool))


def _take_over(
    view: View, stretch: Places, future: Future[_Told], candidates: Candidates, gathering: Gathering
) -> None:
    """Take what another process told of a stretch; if it died, read that here."""
    try:
        told = future.result()
    except Exception:  # noqa: BLE001 - whatever it was, here it is met again or not at all
        read_blobs(view, stretch, gathering)
        return
    candidates.adopt(stretch, told.examined)
    gathering.mattering |= told.mattering
    gathering.skipped += told.skipped
    gathering.unreadable |= told.unreadable
    found = told.coverage
    gathering.count(
        blobs=found.blobs,
        bytes=found.bytes,
        lfs_pointers=found.lfs_pointers,
        missing_objects=found.missing_objects,
    )
    if gathering.memory:
        gathering.memory.contents |= told.contents
        gathering.memory.sound &= told.sound


_own: tuple[_Lane, View, Candidates] | None = None
"""What this process reads with, if it was started to read for another."""
_held = ExitStack()


def _begin(lane: _Lane) -> None:
    """Get ready to read."""
    global _own  # noqa: PLW0603 - the one thing that such a process is for
    from scanner.examine import warm_up  # noqa: PLC0415 - only such a process needs it at once

    clean_up_when_told_to_stop()
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    settings = lane.settings
    budget = Budget(lane.seconds, settings.max_memory)
    _held.enter_context(watched(budget, running.kill_all))
    examiner = Examiner(
        lane.repository, settings.key, Redactor(), settings.explain_safe, settings.catalogue
    )
    warm_up(settings.key)
    view = View(lane.directory, budget, outside=lane.outside)
    _own = lane, view, Candidates(examiner, settings.by_content)


def _is_ready() -> None:
    """Do nothing: a process is started by its first task."""


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PATIENCE)
    running.end_all()
    os._exit(1)


def _read(places: Places) -> _Told:
    assert _own  # noqa: S101 - such a process begins with `_begin`
    lane, view, own = _own
    memory = Memory() if lane.remembers else None
    candidates = replace(own, examined={}, given=[], memory=memory)
    gathering = Gathering(candidates, lane.settings, memory=memory)
    gathering.budget = view.budget
    for paths in places.values():
        for path in paths:
            candidates.selects(path)
    read_blobs(view, places, gathering)
    return _Told(
        candidates.examined,
        gathering.mattering,
        gathering.coverage,
        tuple(gathering.skipped),
        gathering.unreadable,
        memory.contents if memory else {},
        memory.sound if memory else True,
    )
