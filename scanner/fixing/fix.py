"""What there is to do in one unit: scanned, then read again where credentials are live.

Plaintext is held while a file is planned, in the worker; what leaves it holds none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.errors import UsageError
from scanner.examiner import Examiner
from scanner.fixing.model import ByHand, Fix
from scanner.fixing.plan import Place, Plan, plan
from scanner.gathering.files import blob_id
from scanner.git import door, layout
from scanner.git.door import View
from scanner.model import Occurrence, State, UnitResult
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.files import File, Listing, Wanted, files
from scanner.sources.local import Unit
from scanner.tracing.regain import forget, opened, regain, stored
from scanner.tracing.sought import sought
from scanner.worker import scan

_SHA1_LENGTH = 40
_STAGED = "only the index holds it; unstage it, or add the file again once it is mended"
_COMMIT = "the file on disk does not hold it any more; commit that"
_UNREAD = "the file could not be read again, or its name holds a credential"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a scan told of one path."""

    occurrences: tuple[Occurrence, ...]
    holders: Mapping[str, frozenset[str]]
    """By fingerprint: the ids of the contents that hold it there."""


def fix(unit: Unit, settings: Settings, reference: str = "") -> Fix:
    """Return what there is to do in `unit`: on disk, or at the tip of `reference`.

    Raises:
        AuditError, OSError: as `worker.scan`.

    """
    result = scan(unit, replace(settings, trace=True, state="", lanes=1))
    seen = dict(_live(result))
    asked = _resolved(unit, reference) if reference else ""
    reference = asked or ("" if _has_files(unit) else "HEAD")
    root = _root(unit)
    lengths = {len(blob) for sighting in result.sightings for blob in sighting.blobs}
    length = min(lengths, default=_SHA1_LENGTH)
    examiner = Examiner(
        unit.name, settings.key, _redactor(unit, result, settings), catalogue=settings.catalogue
    )
    planned: dict[str, tuple[str, Plan]] = {}
    for file in _contents(unit, seen.keys(), reference, settings):
        blob = blob_id(file.content, length)
        place = _place(unit, root, file.path, blob, seen[file.path])
        if place.found:
            planned[file.path] = blob, plan(file.content, place, examiner, length)
    hand = [one for _, made in planned.values() for one in made.by_hand]
    for path, told in seen.items():
        blob = planned[path][0] if path in planned else ""
        missed = _elsewhere(path, told, blob, reference, _head(unit))
        hand += _at_tip(path, told, blob, asked) if asked else missed
    clean = examiner.redactor.clean
    return Fix(
        replace(result, sightings=()),
        clean(str(root)),
        reference,
        tuple(made.patch for _, (_, made) in sorted(planned.items()) if made.patch),
        tuple(sorted({replace(one, name=clean(one.name)) for one in hand}, key=_order)),
    )


def _redactor(unit: Unit, result: UnitResult, settings: Settings) -> Redactor:
    """Return what takes every credential of the unit out of a text, the older ones as well."""
    known = regain(sought((result,), {result.repository: unit}), settings)
    forget()
    return known.redactor(credential.fingerprint for credential in result.credentials)


def _order(one: ByHand) -> tuple[str, int, int, str, str]:
    return one.path, one.line, one.column, one.fingerprint, one.reason


def _has_files(unit: Unit) -> bool:
    return not unit.bundle and (unit.layout is None or unit.layout.worktree is not None)


def _head(unit: Unit) -> str:
    """Return the branch that is checked out; empty if none is."""
    told = layout.head(unit.layout) if unit.layout and _has_files(unit) else ""
    return (told or "").removeprefix("ref: ").strip()


def _root(unit: Unit) -> Path:
    """Return where patches are to be applied: git takes their paths from the top of a work tree."""
    above = None if unit.layout or unit.bundle else layout.surrounding(unit.path)
    return above or unit.path


def _live(result: UnitResult) -> Iterator[tuple[str, _Seen]]:
    held: dict[str, list[Occurrence]] = defaultdict(list)
    for one in result.occurrences:
        if one.lifetime.state is State.LIVE:
            held[one.path].append(one)
    holders = {
        (sighting.path, sighting.fingerprint): frozenset(sighting.blobs)
        for sighting in result.sightings
    }
    for path, found in sorted(held.items()):
        known = {one.fingerprint: holders.get((path, one.fingerprint)) for one in found}
        yield path, _Seen(tuple(found), {key: ids for key, ids in known.items() if ids})


def _place(unit: Unit, root: Path, path: str, blob: str, told: _Seen) -> Place:
    below = unit.path.resolve().relative_to(root.resolve()) if root != unit.path else Path()
    found = {
        one.fingerprint: (one.line, one.column, one.name)
        for one in reversed(told.occurrences)
        if blob in told.holders.get(one.fingerprint, ())
    }
    return Place(path, (below / path).as_posix(), found)


def _contents(
    unit: Unit, paths: Collection[str], reference: str, settings: Settings
) -> Iterator[File]:
    """Yield the files that reports call so; links are not followed."""
    if not reference:
        left_out = frozenset(unit.leaves_out)
        wanted = Wanted(paths.__contains__, settings.max_bytes, lambda *_: False, left_out)
        yield from files(unit.path, wanted, Listing())
        return
    with opened(unit) as view:
        named: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            for blob in _at(view, reference, path):
                named[blob].append(path)
        for found in stored(view, sorted(named), settings) if view else ():
            yield from (File(path, found.content) for path in named[found.id])


def _resolved(unit: Unit, reference: str) -> str:
    """Return the full name of a ref that the user named; raise UsageError if there is none."""
    with opened(unit) as view:
        if view:
            process = door.start(view, "rev-parse", "--verify", "--symbolic-full-name", reference)
            told, status, _ = door.output(process)
            if not status:
                return told.decode("utf-8", "surrogateescape").strip() or reference
    msg = f"it has no ref {reference}"
    raise UsageError(msg)


def _at(view: View | None, reference: str, path: str) -> Iterator[str]:
    """Yield the id of the regular file at `path` in the tree of `reference`, if there is one."""
    if view is None:
        return
    process = door.start(view, "ls-tree", "-z", "--full-tree", reference, "--", path)
    listed, _, _ = door.output(process)
    for entry in listed.split(b"\0"):
        head, _, name = entry.partition(b"\t")
        words = head.split()
        if words and words[0].startswith(b"100") and name == path.encode("utf-8", "replace"):
            yield words[2].decode("ascii")


def _at_tip(path: str, told: _Seen, blob: str, reference: str) -> Iterator[ByHand]:
    """Yield what the tip of `reference` holds at `path`, and no content that was planned does."""
    for one in told.occurrences:
        held = blob and blob in told.holders.get(one.fingerprint, ())
        if reference in one.lifetime.refs and not held:
            yield ByHand(one.fingerprint, path, one.line, one.column, one.name, _UNREAD)


def _elsewhere(path: str, told: _Seen, blob: str, reference: str, head: str) -> Iterator[ByHand]:
    """Yield what other tips hold at `path`, and the content that was planned does not."""
    for one in told.occurrences:
        if blob and blob in told.holders.get(one.fingerprint, ()):
            continue
        others = [ref for ref in one.lifetime.refs if ref not in (reference, head)]
        if head in one.lifetime.refs:
            reason = _COMMIT
        elif others:
            also = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
            reason = f"it stands at the tip of {others[0]}{also}; run fix with --ref {others[0]}"
        else:
            reason = _STAGED if one.lifetime.worktree and not blob else _UNREAD
        yield ByHand(one.fingerprint, path, one.line, one.column, one.name, reason)
