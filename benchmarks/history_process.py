"""One run of one program: its time, and the memory of it and of all that it starts."""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIMIT = 900
"""Seconds after which a program is stopped."""
_INTERVAL = 0.02
_FLAGS, _STARTED = 6, 19
"""Fields of /proc/*/stat behind the name."""
_SAME_PROGRAM = 0x40
_BORROWING = 1
"""Seconds after which a child that is still the same program is taken for one that works."""
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Memory:
    """The most that was resident at one moment, in bytes."""

    own: int = 0
    """In the processes of the program, without the git that it starts."""
    whole: int = 0
    """In all of its processes, git's among them."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run went."""

    seconds: float
    processor: float
    """Seconds of processor time, with those of the processes that it waited for."""
    code: int
    errors: str
    memory: Memory


def run(command: tuple[str, ...], where: Path, *, watched: bool) -> Run:
    """Run `command` with its output thrown away; look at its memory only if it is `watched`."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=where,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        late = threading.Timer(LIMIT, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        memory = _watch(process.pid) if watched else Memory()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    processor = used.ru_utime + used.ru_stime
    return Run(seconds, processor, process.returncode, said, memory)


def _watch(root: int) -> Memory:
    """Add up the proportional set sizes of a program's processes until it ends."""
    own = whole = 0
    while not os.waitid(os.P_PID, root, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        sizes = [(_is_git(one), _resident(one)) for one in _family(root) if _is_separate(one)]
        own = max(own, sum(size for git, size in sizes if not git))
        whole = max(whole, sum(size for _, size in sizes))
        time.sleep(_INTERVAL)
    return Memory(own, whole)


def _family(root: int) -> Iterator[int]:
    """Yield a process and its descendants, as far as they still live."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        for task in _threads(process):
            waiting += map(int, _content(task / "children").split())


def _threads(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return []


def _is_separate(process: int) -> bool:
    """Return whether it has become another program than its parent, or stays what it was.

    Before a child becomes another program it borrows the memory of its parent, which would count
    twice. A child that is forked to work does not become one.
    """
    fields = _content(Path(f"/proc/{process}/stat")).rpartition(b")")[2].split()
    if not fields:
        return False
    started = int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - started
    return not int(fields[_FLAGS]) & _SAME_PROGRAM or age > _BORROWING


def _is_git(process: int) -> bool:
    return _content(Path(f"/proc/{process}/comm")).startswith(b"git\n")


def _resident(process: int) -> int:
    """Return its part of the memory: a page that several processes share is divided by them."""
    found = _PSS.search(_content(Path(f"/proc/{process}/smaps_rollup")))
    return int(found[1]) * 1024 if found else 0


def _content(file: Path) -> bytes:
    """Return what a file of a process says, nothing if the process has ended."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
