"""How long something was exposed, over all its places.

Places in several repositories have no common order but the clocks. So the first sighting is the
earliest stated time that no other commit contradicts, if there is one.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from scanner.model import Lifetime, Stamp, State


def first(stamps: Iterable[Stamp | None]) -> Stamp | None:
    """Return the earliest of `stamps`."""
    known = [stamp for stamp in stamps if stamp]
    return min(known, key=lambda stamp: (stamp.doubtful, stamp.at, stamp.commit), default=None)


def last(stamps: Iterable[Stamp | None]) -> Stamp | None:
    """Return the latest of `stamps`."""
    known = [stamp for stamp in stamps if stamp]
    return max(known, key=lambda stamp: (not stamp.doubtful, stamp.at, stamp.commit), default=None)


def exposed_days(lives: Sequence[Lifetime]) -> int | None:
    """Return the whole days from the first coming to the last removal anywhere.

    None while one is live: what a report says of it would change from day to day.
    """
    if not lives or any(life.state is State.LIVE or life.removed is None for life in lives):
        return None
    return days(first(life.first for life in lives), last(life.removed for life in lives))


def days(start: Stamp | None, end: Stamp | None) -> int | None:
    """Return the whole days between two stamps, if both can be trusted."""
    if start is None or end is None or start.doubtful or end.doubtful:
        return None
    begun, ended = moment(start.at), moment(end.at)
    if begun is None or ended is None or ended < begun:
        return None
    return (ended - begun).days


def moment(at: str) -> datetime | None:
    """Return an ISO 8601 time in UTC, or None if `at` is not one."""
    try:
        read = datetime.fromisoformat(at)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
