"""Commit times as git records them, made fit to print."""

from datetime import UTC, datetime

from scanner.model import Stamp

_END_OF_9999 = 253_402_300_799


def stamped(commit: str, time: int, *, doubtful: bool = False) -> Stamp:
    """Return a stamp of `commit` at `time` (seconds since 1970, UTC).

    A forged time is moved to the nearest of the years 1970 to 9999.
    """
    moment = datetime.fromtimestamp(min(max(time, 0), _END_OF_9999), UTC)
    return Stamp(commit, moment.strftime("%Y-%m-%dT%H:%M:%SZ"), doubtful=doubtful)
