"""Slots: the places of servers in which one credential follows another.

A slot is where a value sits: a server, a name, a pointer in a file. It moves when a commit empties
it at one place and fills one of the same server, slot and name at another, even if the value
changes with it. Two slots that swap their values stay where they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from detectors.model import Slot
from scanner.git.ledger import Ledger, Moment
from scanner.git.lives import AFTER_ALL, Holding, Line, Stay, lifetime, lines, merged
from scanner.model import SlotLife, SlotValue, State

_Place = tuple[tuple[str, ...], str, str, str]
"""What identifies a slot, and path, pointer and client."""
_STATES = list(State)


@dataclass(frozen=True, slots=True)
class _Value:
    """A credential for as long as a slot held it without a break."""

    start: Moment
    end: Moment
    fingerprint: str
    stays: tuple[Stay, ...]


def slots(lives: Iterable[Line], ledger: Ledger) -> Iterator[tuple[Holding, SlotLife]]:
    """Yield every slot in which a value of `lives` stood, with the one that it held last.

    That one tells how server and slot are called: no name is given here.
    """
    held = _by_place(lives)
    found = list(lines([_slot(*item) for item in sorted(held.items(), key=itemgetter(0))], ledger))
    stood = _by_slot(found, held)
    for line in found:
        values = _values([stay for one in line.stays for stay in stood.get(one, ())])
        last = held[_place(line.holding, line.holding.what)][-1]
        yield last.holding, _told(line, values, ledger)


def _place(holding: Holding, what: tuple[str, ...]) -> _Place:
    return what, holding.path, holding.pointer, holding.client


def _by_place(lives: Iterable[Line]) -> dict[_Place, list[Stay]]:
    """Return, in order, which values stood at each place."""
    stays = {stay for line in lives for stay in line.stays}
    held: dict[_Place, list[Stay]] = {}
    for stay in sorted(stays, key=lambda stay: (stay.start, stay.holding.what)):
        held.setdefault(_place(stay.holding, stay.holding.what[1:]), []).append(stay)
    return held


def _slot(place: _Place, stays: Sequence[Stay]) -> Holding:
    blobs = frozenset(blob for stay in stays for blob in stay.holding.blobs)
    return Holding(*place, blobs)


def _by_slot(
    found: Iterable[Line], held: Mapping[_Place, Sequence[Stay]]
) -> dict[Stay, list[Stay]]:
    """Return which values stood in a slot during each of its stays."""
    slots_at: dict[_Place, list[Stay]] = {}
    for stay in {stay for line in found for stay in line.stays}:
        slots_at.setdefault(_place(stay.holding, stay.holding.what), []).append(stay)
    stood: dict[Stay, list[Stay]] = {}
    for place, stays in held.items():
        there = sorted(slots_at[place], key=lambda stay: stay.start)
        for value in stays:
            before = [slot for slot in there if slot.start <= value.start]
            stood.setdefault((before or there)[-1 if before else 0], []).append(value)
    return stood


def _values(stays: Iterable[Stay]) -> list[_Value]:
    """Return what a slot held, in order; what moved with it is one."""
    by_fingerprint: dict[str, list[Stay]] = {}
    for stay in stays:
        by_fingerprint.setdefault(stay.holding.what[0], []).append(stay)
    found: list[_Value] = []
    for fingerprint, own in by_fingerprint.items():
        for start, end in merged((stay.start, _end(stay)) for stay in own):
            within = tuple(stay for stay in own if start <= stay.start <= end)
            found.append(_Value(start, end, fingerprint, within))
    return sorted(found, key=lambda value: (value.start, value.fingerprint))


def _end(stay: Stay) -> Moment:
    return max(stay.takes, default=AFTER_ALL) if not stay.live else AFTER_ALL


def _told(line: Line, values: Sequence[_Value], ledger: Ledger) -> SlotLife:
    holding = line.holding
    return SlotLife(
        repository="",
        path=holding.path,
        moved_from=lifetime(line, ledger).moved_from,
        pointer=holding.pointer,
        client=holding.client,
        slot=Slot(holding.what[1]),
        name="",
        server="",
        server_name="",
        values=tuple(_stamped(value, ledger) for value in values),
        rotations=sum(_replaced(*pair) for pair in pairwise(values)),
    )


def _stamped(value: _Value, ledger: Ledger) -> SlotValue:
    first, removed = (
        ledger.stamp(moment) if moment.commit else None for moment in (value.start, value.end)
    )
    last = max((stay.last for stay in value.stays if stay.last), default=None)
    state = min((stay.state for stay in value.stays), key=_STATES.index)
    return SlotValue(value.fingerprint, state, first, ledger.stamp(last) if last else None, removed)


def _replaced(one: _Value, other: _Value) -> bool:
    """Return whether `other` took the place of `one`: on two branches both may be current."""
    follows = one.start < other.start and bool(one.end.commit) and one.end <= other.end
    return follows and one.fingerprint != other.fingerprint
