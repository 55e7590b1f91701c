"""What to do about one file: the patch, and what no patch reaches."""

import codecs
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.content.notations import is_dotenv
from scanner.discovery.catalogue import matches
from scanner.examiner import Examiner
from scanner.fixing import delta
from scanner.fixing.asking import inputs
from scanner.fixing.confirming import confirmed
from scanner.fixing.edits import Edit, apart, applied, beside, stretch
from scanner.fixing.literals import Literal, Reading, literals, read
from scanner.fixing.model import ByHand, Needed, Patch
from scanner.fixing.names import names
from scanner.fixing.naming import name_them
from scanner.fixing.referring import Change, Changes, change
from scanner.fixing.showing import shown
from scanner.fixing.variables import comment_out
from scanner.servers.extract import Budget, leaves
from scanner.syntax import decode, places
from scanner.syntax.decoding import is_wide

_MASK = "•••".encode()
_HIDDEN = "…".encode()
_ENCODED = "it is not UTF-8; convert it, then run fix again"
_ODD = "its place in the file is too unusual to be changed by a program"
_NO_CLIENTS_FILE = (
    "no client reads it by itself here (a document, a script, a program): replace it by hand"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and what a scan found in it."""

    path: str
    called: str
    """The path in patches: relative to where they are applied."""
    found: Mapping[str, tuple[int, int, str]]
    """By fingerprint: line, column and name of one place that holds it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a file."""

    patch: Patch | None
    by_hand: tuple[ByHand, ...]


def plan(raw: bytes, place: Place, examiner: Examiner, id_length: int) -> Plan:
    """Return what to do about `raw`, the content of the file at `place`."""
    source, _ = decode(raw)
    lead = raw.removesuffix(source) if source else raw
    if lead not in (b"", codecs.BOM_UTF8):
        reason = _ENCODED if is_wide(raw) else _NO_CLIENTS_FILE
        return Plan(None, tuple(_all_by_hand(place, reason)))
    reading = read(source, matches(place.path, examiner.catalogue))
    outcome: tuple[Changes, list[Edit]] | None = None
    if reading is None and is_dotenv(place.path):
        outcome = comment_out(source, place.found.keys(), examiner)
    elif reading:
        found = literals(reading, examiner)
        wanted = [one for one in found if one.verdict.fingerprint in place.found]
        outcome = _planned(reading, wanted, examiner)
        outcome[0].seen = found
        outcome[0].others = tuple(_values(reading))
    if outcome is None:
        return Plan(None, tuple(_all_by_hand(place, _NO_CLIENTS_FILE)))
    changes, edits = outcome
    hand = tuple(_by_hand(place, source, changes))
    if not edits:
        return Plan(None, hand)
    return Plan(_patch(raw, lead, edits, changes, place, examiner, id_length), hand)


def _planned(
    reading: Reading, found: Sequence[Literal], examiner: Examiner
) -> tuple[Changes, list[Edit]]:
    changes = Changes()
    called = names(reading.source, examiner.redactor.clean)
    named = change(reading, found, called, changes)
    edits, added = name_them(reading, named, called, changes)
    if reading.client.replace and reading.client.replace.asks:
        asked, lists = _asked(reading, changes)
        edits += asked
        added += lists
    edits = sorted({*edits, *(one.edit for one in changes.done)})
    after = applied(reading.source, edits) if apart(edits) else b""
    if changes.done and not (after and confirmed(reading, after, changes.done, added, examiner)):
        for one in changes.done:
            changes.refuse(one.literal, _ODD)
        return Changes(refused=changes.refused), []
    return changes, edits


def _values(reading: Reading) -> Iterator[Edit]:
    """Yield what hides each value and each comment of the file."""
    scalars = [scalar for _, _, scalar in leaves(reading.tree.root, "", Budget())]
    for scalar in (*scalars, *reading.tree.comments):
        start, end = stretch(reading.source, scalar, 0, len(scalar.text))
        if start < end:
            yield Edit(start, end, _HIDDEN)


def _asked(reading: Reading, changes: Changes) -> tuple[list[Edit], list[str]]:
    """Return what adds a question for each new reference, and where; refuse those without."""
    groups: dict[str, list[Change]] = {}
    for one in changes.done:
        if one.name and one.literal.server:
            parent = one.literal.server.pointer.rpartition("/")[0]
            groups.setdefault(parent, []).append(one)
    edits: list[Edit] = []
    pointers: list[str] = []
    for held in groups.values():
        server = held[0].literal.server
        ids = list(dict.fromkeys(one.name for one in held))
        found = inputs(reading, ids, server.pointer) if server else None
        if found is None:
            lost = set(map(id, held))
            changes.done = [one for one in changes.done if id(one) not in lost]
            for one in held:
                changes.refuse(one.literal, _ODD)
            continue
        edits.append(found[0])
        pointers.append(found[1])
    return edits, pointers


def _patch(  # noqa: PLR0913, PLR0917 - a file, its changes, and how they are shown
    raw: bytes,
    lead: bytes,
    edits: Sequence[Edit],
    changes: Changes,
    place: Place,
    examiner: Examiner,
    id_length: int,
) -> Patch:
    shift = len(lead)
    moved = [Edit(one.start + shift, one.end + shift, one.text) for one in edits]
    before, after, body = delta.patch(place.called, raw, moved, id_length)
    source = raw[shift:]
    asks = {
        one.name: Needed(
            examiner.redactor.clean(one.name), one.literal.verdict.fingerprint, one.kept
        )
        for one in changes.done
        if one.name
    }
    done = {one.literal.start for one in changes.done}
    masked = [Edit(one.start, one.end, _MASK) for one in changes.seen]
    gone = [edit for edit in masked if edit.start in done]
    # Nor is any other value shown: it may be a credential that nobody has recognised.
    masked += beside(masked, beside(gone, changes.others))
    kept = list(beside([*edits, *gone], masked))
    lines = shown(source, edits, sorted(masked), sorted(kept))
    clean = examiner.redactor.clean
    return Patch(
        place.called,
        before,
        after,
        body,
        tuple(clean(line) for line in lines),
        tuple(need for _, need in sorted(asks.items())),
    )


def _by_hand(place: Place, source: bytes, changes: Changes) -> Iterator[ByHand]:
    """Yield what was refused, and what the scan found but this reading did not."""
    seen = {one.literal.verdict.fingerprint for one in changes.done}
    at = places(source, (literal.start for literal, _, _ in changes.refused))
    for literal, reason, where in changes.refused:
        line, column = at[literal.start]
        verdict = literal.verdict
        name = verdict.name or literal.value.name
        yield ByHand(verdict.fingerprint, place.called, line, column, name, reason, where)
    seen |= {literal.verdict.fingerprint for literal, _, _ in changes.refused}
    yield from _all_by_hand(place, _ODD, without=seen)


def _all_by_hand(place: Place, reason: str, without: Collection[str] = ()) -> Iterator[ByHand]:
    for fingerprint, (line, column, name) in sorted(place.found.items()):
        if fingerprint not in without:
            yield ByHand(fingerprint, place.called, line, column, name, reason)
