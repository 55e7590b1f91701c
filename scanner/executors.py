"""Where units are scanned: in this process, or on all cores. One `concurrent.futures` interface."""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor


def executor(workers: int) -> Executor:
    """Return an executor of `workers` processes; one worker stays in this process."""
    if workers == 1:
        return ThreadPoolExecutor(max_workers=1)
    # Forked children would share the threads' locks of this process.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=workers, mp_context=context)
