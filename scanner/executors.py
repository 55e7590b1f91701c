"""Where units are scanned: in this process, or on all cores. One `concurrent.futures` interface."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

from scanner.ending import clean_up_when_told_to_stop


def executor(workers: int) -> Executor:
    """Return an executor of `workers` processes; one worker stays in this process."""
    return ThreadPoolExecutor(max_workers=1) if workers == 1 else processes(workers)


def apart() -> Executor:
    """Return an executor of one other process."""
    return processes(1)


def processes(
    workers: int, begin: Callable[..., None] = clean_up_when_told_to_stop, *arguments: object
) -> ProcessPoolExecutor:
    """Return an executor of other processes, each of which calls `begin` before all else."""
    # Python would look for its modules in the directory where the scan was started.
    os.environ["PYTHONSAFEPATH"] = "1"
    # Forked children would share the threads' locks of this process.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=begin, initargs=arguments)
