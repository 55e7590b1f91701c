"""Where units are scanned: in this process, or on all cores. One `concurrent.futures` interface."""

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

from scanner.ending import clean_up_when_told_to_stop


def executor(workers: int) -> Executor:
    """Return an executor of `workers` processes; one worker stays in this process."""
    return ThreadPoolExecutor(max_workers=1) if workers == 1 else _processes(workers)


def apart() -> Executor:
    """Return an executor of one other process."""
    return _processes(1)


def _processes(workers: int) -> Executor:
    # Python would look for its modules in the directory where the scan was started.
    os.environ["PYTHONSAFEPATH"] = "1"
    # Forked children would share the threads' locks of this process.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=clean_up_when_told_to_stop)
