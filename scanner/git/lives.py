"""The lives of values: when each came, moved, went and was brought back.

A value keeps its life when a commit takes it away at one place and brings it at another. Commits
that copy it begin a new life. Where branches disagree, the order of all commits decides: a value
has gone with the last commit that took it away, and was brought back by a later one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from sys import maxsize

from scanner.git.ledger import Event, Ledger, Moment, Trace
from scanner.model import Lifetime, Span, State

_BEFORE_ALL = Moment(-2, 0, "")
AFTER_ALL = Moment(maxsize, 0, "")
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Holding:
    """Something at one place, and the contents that hold it there."""

    what: tuple[str, ...]
    """What it is, wherever it stands."""
    path: str
    pointer: str
    client: str
    blobs: frozenset[str]


@dataclass(slots=True, eq=False)
class Stay:
    """A stretch in which something stood at one place."""

    holding: Holding
    state: State
    brings: list[Moment] = field(default_factory=list)
    takes: list[Moment] = field(default_factory=list)
    last: Moment | None = None
    """The last commit that wrote it, or the newest tip that holds it."""
    came: list[tuple[Moment, "Stay"]] = field(default_factory=list)
    """From where, and with which commit; after moves on several branches more than one."""
    before: "Stay | None" = None
    """Its stay at the same place until it was removed there."""
    led_on: set[Moment] = field(default_factory=set)
    """Those of `takes` that brought it elsewhere."""

    @property
    def live(self) -> bool:
        """Whether it still stands there."""
        return self.state is State.LIVE

    @property
    def start(self) -> Moment:
        """When it came."""
        if self.brings:
            return self.brings[0]
        return AFTER_ALL if self.live and not self.takes else _BEFORE_ALL

    @property
    def end(self) -> Moment:
        """When it went, moves aside."""
        gone = [] if self.live else [moment for moment in self.takes if moment not in self.led_on]
        return max(gone, default=AFTER_ALL)

    @property
    def moved_on(self) -> bool:
        """Whether all of it lives on elsewhere."""
        return not self.live and bool(self.takes) and len(self.led_on) == len(self.takes)


@dataclass(frozen=True, slots=True)
class Line:
    """The whole life of something that stands, or last stood, at a place."""

    holding: Holding
    trace: Trace
    stays: dict[Stay, Moment]
    """All its stays, each with the moment when it ended, as far as they belong to this life."""


def lines(holdings: Sequence[Holding], ledger: Ledger) -> Iterator[Line]:
    """Yield the lives of all `holdings`; those that moved on are part of another's."""
    traces = [ledger.trace(one.path, one.blobs) for one in holdings]
    stays = [list(_stays(*pair)) for pair in zip(holdings, traces, strict=True)]
    for (later, moment), earlier in _moves(holdings, traces).items():
        _lead(stays[earlier], stays[later], moment)
    for held in stays:
        for before, after in pairwise(held):
            if not before.moved_on:
                after.before = before
    for holding, trace, held in zip(holdings, traces, stays, strict=True):
        if not held[-1].moved_on:
            yield Line(holding, trace, _back_from(held[-1]))


def lifetime(line: Line, ledger: Ledger) -> Lifetime:
    """Return the life that `line` tells."""
    spans = merged((stay.start, end) for stay, end in line.stays.items())
    came, gone = spans[0][0], spans[-1][1]
    present = tuple(Span(*(ledger.stamp(at) if at.commit else None for at in one)) for one in spans)
    ordered = sorted(line.stays, key=lambda stay: (stay.start, stay.holding.path))
    last = max((stay.last for stay in line.stays if stay.last), default=None)
    paths = dict.fromkeys(stay.holding.path for stay in ordered)
    return Lifetime(
        state=line.trace.state,
        first=present[0].first,
        last=ledger.stamp(last) if last else None,
        removed=present[-1].removed,
        refs=line.trace.refs,
        worktree=line.trace.worktree,
        present=present if came.commit or gone.commit else (),
        moved_from=tuple(path for path in paths if path != line.holding.path),
        exposed_days=_days(came, gone, ledger),
    )


def merged(spans: Iterable[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    """Return `spans` in order, those that touch made one."""
    found: list[tuple[Moment, Moment]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _days(came: Moment, gone: Moment, ledger: Ledger) -> int | None:
    known = came.commit and gone.commit and came.time <= gone.time
    if not known or any(ledger.ancestry.doubtful(one.commit) for one in (came, gone)):
        return None
    return (gone.time - came.time) // _DAY


def _stays(holding: Holding, trace: Trace) -> Iterator[Stay]:
    """Yield the stays at a place: a new one begins when the value comes after it had gone."""
    gone = State.HISTORY if trace.state is State.LIVE else trace.state
    stay = Stay(holding, gone)
    for event in trace.events:
        if event.brings and stay.takes:
            yield stay
            stay = Stay(holding, gone)
        if event.takes:
            stay.takes.append(event.at)
        else:
            stay.last = event.at
        if event.brings:
            stay.brings.append(event.at)
    stay.state = trace.state
    stay.last = max(filter(None, (stay.last, trace.tip)), default=None)
    yield stay


def _lead(earlier: list[Stay], later: list[Stay], moment: Moment) -> None:
    """Note that the commit of `moment` moved something from one place to another."""
    stay = next((one for one in later if moment in one.brings), None)
    source = next((one for one in earlier if moment in one.takes), None) or next(
        (one for one in reversed(earlier) if one.start < moment), None
    )
    if stay and source:
        stay.came.append((moment, source))
        if moment in source.takes:
            source.led_on.add(moment)


def _back_from(last: Stay) -> dict[Stay, Moment]:
    """Return all stays that led to `last`, each with the moment when it ended."""
    ends: dict[Stay, Moment] = {}
    waiting = [(last, last.end)]
    while waiting:
        stay, end = waiting.pop()
        met = stay in ends
        ends[stay] = max(end, ends.get(stay, end))
        if not met:
            waiting += ((source, moment) for moment, source in stay.came)
            if stay.before:
                waiting.append((stay.before, stay.before.end))
    return ends


_Moves = dict[tuple[int, Moment], int]
"""By number of a holding and commit: the number of that from which it brought the value."""


def _moves(holdings: Sequence[Holding], traces: Sequence[Trace]) -> _Moves:
    """Return which commits moved something, and from where to where."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, holding in enumerate(holdings):
        alike.setdefault(holding.what, []).append(number)
    moves: _Moves = {}
    for numbers in alike.values():
        if len(numbers) == 1:
            continue
        taken: dict[Moment, list[_Half]] = {}
        brought: dict[Moment, list[_Half]] = {}
        for number in numbers:
            for event in traces[number].every:
                half = _Half(number, holdings[number], event)
                if event.takes:
                    taken.setdefault(event.at, []).append(half)
                elif event.brings:
                    brought.setdefault(event.at, []).append(half)
        for moment in sorted(taken.keys() & brought.keys()):
            for earlier, later in _pairs(taken[moment], brought[moment]):
                moves[later, moment] = earlier
    return moves


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a move."""

    number: int
    holding: Holding
    event: Event

    @property
    def blob(self) -> str:
        return self.event.before or self.event.after

    @property
    def file(self) -> str:
        return self.holding.path.rpartition("/")[2]


_LIKENESS: tuple[Callable[[_Half], object], ...] = (
    lambda half: (half.blob, half.holding.pointer, half.holding.client),
    lambda half: (half.blob, half.holding.pointer),
    lambda half: (half.holding.path, half.holding.pointer),
    lambda half: (half.file, half.holding.pointer, half.holding.client),
    lambda half: (half.holding.pointer, half.holding.client),
    lambda half: half.holding.pointer,
    lambda half: (half.holding.path, half.holding.client),
    lambda half: half.holding.path,
    lambda half: half.file,
    lambda _half: None,
)
"""What tells which of several places a value moved to; what is most alike is taken first."""


def _pairs(taken: Iterable[_Half], brought: Iterable[_Half]) -> Iterator[tuple[int, int]]:
    """Yield from where to where the same thing moved with one commit."""
    left, free = sorted(taken, key=_position), sorted(brought, key=_position)
    for likeness in _LIKENESS:
        places: dict[object, list[_Half]] = {}
        for half in reversed(free):
            places.setdefault(likeness(half), []).append(half)
        unpaired = []
        for half in left:
            if found := places.get(likeness(half)):
                yield half.number, found.pop().number
            else:
                unpaired.append(half)
        left = unpaired
        free = sorted((half for held in places.values() for half in held), key=_position)
        if not left or not free:
            return


def _position(half: _Half) -> tuple[str, tuple[tuple[int, str], ...], str]:
    parts = half.holding.pointer.split("/")
    steps = tuple((len(part) if part.isdecimal() else -1, part) for part in parts)
    return half.holding.path, steps, half.holding.client
