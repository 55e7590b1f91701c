"""Commit times as git records them, made fit to print."""

from datetime import UTC, datetime

from scanner.model import Stamp

_LONGEST = 20
"""Digits of a time that a forged commit may state and that still is a number to us."""
_END_OF_9999 = 253_402_300_799


def stamped(commit: str, time: int, *, doubtful: bool = False) -> Stamp:
    """Return a stamp of `commit` at `time` (seconds since 1970, UTC).

    A forged time is moved to the nearest of the years 1970 to 9999.
    """
    moment = datetime.fromtimestamp(min(max(time, 0), _END_OF_9999), UTC)
    return Stamp(commit, moment.strftime("%Y-%m-%dT%H:%M:%SZ"), doubtful=doubtful)


def seconds(digits: bytes) -> int:
    """Return the time that a commit or tag states; 0, as git reads it, if it is no number."""
    return int(digits) if digits.isdigit() and len(digits) <= _LONGEST else 0
