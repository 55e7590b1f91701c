"""When the process is told to stop, nothing of ours stays behind: no git, no directory."""

import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

from scanner import scratch
from scanner.git import running

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SHOW_CURSOR = "\x1b[?25h"


def clean_up_when_told_to_stop() -> None:
    """Clean up before a signal ends this process; one that it was started to ignore it ignores."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    for other in _SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    for child in multiprocessing.active_children():
        child.terminate()
    running.end_all()
    scratch.clear()
    if sys.stderr.isatty():
        with suppress(OSError):
            sys.stderr.write(_SHOW_CURSOR)
            sys.stderr.flush()
    # Whoever waits for us shall see what ended us.
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
