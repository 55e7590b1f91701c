"""The gits that this process has started, so that none outlives it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Protocol, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    import subprocess

_OURS = frozenset({"git\n", "env\n"})
"""What a git is called, and what it is until `env` has become it."""
_PATIENCE = 2.0
"""Seconds in which a thread that is just starting one has noted it."""

_running: WeakSet["subprocess.Popen[bytes]"] = WeakSet()
_starting = RLock()


class _Started(Protocol):
    @property
    def popen(self) -> "subprocess.Popen[bytes]": ...


T = TypeVar("T", bound=_Started)


def noted(start: Callable[[], T]) -> T:
    """Return what `start` has started, once it is noted."""
    with _starting:
        process = start()
        _running.add(process.popen)
        return process


def kill_all() -> None:
    """Stop every git that still runs."""
    for popen in tuple(_running):
        if popen.poll() is None:
            popen.kill()


def end_all() -> None:
    """Stop every git, and let no thread start another: this process is about to end.

    A signal may have come just when the main thread had started one that was not noted yet.
    """
    _starting.acquire(timeout=_PATIENCE)
    kill_all()
    for child in _children():
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)


def _children() -> Iterator[int]:
    """Yield the gits among our children, where the system tells (Linux)."""
    for told in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for child in told.read_text().split():
                with suppress(OSError):
                    if Path(f"/proc/{child}/comm").read_text() in _OURS:
                        yield int(child)
