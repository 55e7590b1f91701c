"""Passing contents on to the reader: each is read once, however many commits and paths hold it."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from scanner.budget import BudgetSpentError
from scanner.errors import AuditError
from scanner.gathering.files import gather_files
from scanner.gathering.state import Gathering, Places
from scanner.git.door import View
from scanner.git.objects import Found, Oversized, Unreadable, read, read_within
from scanner.records.memory import ForgottenError
from scanner.sources.local import Unit

_LFS = b"version https://git-lfs.github.com/spec/"
_LFS_LIMIT = 1024
"""Bytes; its specification says so."""


def pass_on_files(directory: Path, leaves_out: frozenset[Path], gathering: Gathering) -> int:
    """Pass on the candidate files of a directory without git; return how many files it has."""
    seen = gather_files(directory, leaves_out, gathering)
    _pass_on_known(gathering.ledger.places, gathering)
    _pass_on_known(_followed(gathering), gathering)
    _remind(gathering)
    return seen


def pass_on_contents(
    view: View, unit: Unit, stored: AbstractSet[str], gathering: Gathering
) -> None:
    """Pass on all contents of a repository whose places the ledger knows, and the files.

    Of those that are `stored`, what earlier scans know need not be read.
    """
    if unit.layout and unit.layout.worktree:
        gather_files(unit.path, frozenset(unit.leaves_out), gathering)
    read_all = gathering.others.read if gathering.others else read_blobs
    read_all(view, _unknown(gathering.ledger.places, stored, gathering), gathering)
    read_blobs(view, _unknown(_followed(gathering), stored, gathering), gathering)
    _remind(gathering, view)


def read_blobs(view: View, places: Places, gathering: Gathering) -> None:
    """Read the blobs of `places`, in its order, and pass them on."""
    limit = gathering.settings.max_bytes
    unreadable: list[Unreadable] = []
    blobs = total = met = 0
    with suppress(BudgetSpentError):
        for name, found in zip(
            places, read_within(view, tuple(places), limit, gathering.reader.leaf), strict=True
        ):
            gathering.budget.check()
            met += 1
            match found:
                case Found():
                    blobs, total = blobs + 1, total + len(found.content)
                    _pass_on(name, places[name], found.content, gathering)
                case Oversized():
                    _oversized(found, places[name], gathering)
                case Unreadable():
                    unreadable.append(found)
    gathering.unread(len(places) - met, "contents")
    gathering.count(blobs=blobs, bytes=total)
    _unreadable_blobs(unreadable, places, gathering)


def _followed(gathering: Gathering) -> Places:
    """Return, by blob, the paths that what was read leads to."""
    ledger = gathering.ledger
    paths = gathering.reader.follow(ledger.paths())
    if not paths:
        return {}
    led = ((blob, paths.intersection(held)) for blob, held in ledger.places.items())
    return {blob: held for blob, held in led if held}


def _unknown(places: Places, stored: AbstractSet[str], gathering: Gathering) -> Places:
    """Pass on what was read already; return what is not remembered either."""
    _pass_on_known(places, gathering)
    return {
        name: paths
        for name, paths in places.items()
        if name not in gathering.contents
        and name not in gathering.leafed
        and not (name in stored and _recalled(name, paths, gathering))
    }


def _pass_on_known(places: Places, gathering: Gathering) -> None:
    for identity, content in gathering.contents.items():
        if identity in places:
            _pass_on(identity, places[identity], content, gathering)


def _recalled(name: str, paths: Collection[str], gathering: Gathering) -> bool:
    """Do as if a blob had been read and passed on, if what is remembered of it suffices."""
    seen = gathering.memory and gathering.memory.seen(name)
    matters = gathering.reader.recall(name, paths) if seen else None
    if not seen or matters is None:
        return False
    gathering.count(blobs=1, bytes=seen.size)
    if seen.pointer:
        _pointer(name, paths, gathering)
    if matters:
        gathering.mattering.update(paths)
    return True


def _remind(gathering: Gathering, view: View | None = None) -> None:
    """Have those contents read again whose credentials are remembered by their digests only."""
    paths = gathering.reader.forgotten()
    for name in paths.keys() & gathering.contents.keys():
        gathering.reader.remind(name, paths.pop(name), gathering.contents[name])
    for name, found in zip(paths, read(view, tuple(paths)) if view else (), strict=True):
        if isinstance(found, Unreadable):
            raise ForgottenError
        gathering.reader.remind(name, paths[name], found.content)


def _pass_on(identity: str, paths: Collection[str], content: bytes, gathering: Gathering) -> None:
    pointer = content.startswith(_LFS) and len(content) < _LFS_LIMIT
    if pointer:
        _pointer(identity, paths, gathering)
    # Even a pointer: who hides something begins it like one.
    try:
        matters = gathering.reader.recall(identity, paths)
        if matters is None:
            matters = gathering.reader.take(identity, paths, content)
    except AuditError:
        raise
    except Exception as error:  # noqa: BLE001 - one content that no reader expected is only one
        # Not its message: it may hold what was being read.
        reason = f"unexpected {type(error).__name__}"
        gathering.skip(f"{min(paths)} (blob {identity[:12]})", reason)
        return
    if pointer and gathering.memory and (seen := gathering.memory.contents.get(identity)):
        gathering.memory.contents[identity] = seen._replace(pointer=True)
    if matters:
        gathering.mattering.update(paths)


def _pointer(identity: str, paths: Collection[str], gathering: Gathering) -> None:
    """Count a pointer of Git LFS, and name it where some client keeps its configuration."""
    gathering.count(lfs_pointers=1)
    if gathering.reader.claims(paths):
        reason = "it is a pointer of Git LFS; the content is not in the repository"
        gathering.skip(f"{min(paths)} (blob {identity[:12]})", reason)


def _oversized(found: Oversized, paths: Collection[str], gathering: Gathering) -> None:
    """Name a blob over the limit, unless nothing tells that it is of interest."""
    if found.telling or gathering.reader.claims(paths):
        reason = f"{found.size:,} bytes is over the limit of {gathering.settings.max_bytes:,}"
        gathering.skip(f"{min(paths)} (blob {found.id[:12]})", reason)


def _unreadable_blobs(
    unreadable: Sequence[Unreadable], places: Places, gathering: Gathering
) -> None:
    """Name each blob that some client keeps its configuration in; note all others as objects."""
    for found in unreadable:
        if gathering.reader.claims(places[found.name]):
            gathering.count(missing_objects=1)
            gathering.skip(f"{min(places[found.name])} (blob {found.name[:12]})", found.reason)
        else:
            gathering.miss([found])
