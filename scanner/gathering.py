"""Gathering: which contents of one unit may configure MCP, where and when they stand or stood."""

import hashlib
from collections.abc import Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from scanner.content.notations import is_dotenv
from scanner.git import door, history, layout
from scanner.git.door import View
from scanner.git.layout import Layout
from scanner.git.ledger import Ledger
from scanner.git.objects import Found, Oversized, Unreadable, read_within
from scanner.git.refs import Ref, refs
from scanner.git.salvage import salvage
from scanner.git.snapshot import Paths, roots, snapshot, standing
from scanner.model import Coverage, Skipped
from scanner.settings import Settings
from scanner.sources.files import Listing, Wanted, files
from scanner.sources.local import Unit

_NOT_SCANNED = "its content was not scanned"
_MANY = 20
_MANY_TIPS = 20_000
"""So many root trees, of some kilobytes each, are kept while git walks."""
_SHA256_LENGTH = 64


class Reader(Protocol):
    """Who tells what is worth gathering, and takes it."""

    def selects(self, path: str) -> bool:
        """Return whether what stands at `path` may matter."""

    def claims(self, paths: Iterable[str]) -> bool:
        """Return whether what stands at one of `paths` matters, whatever it holds."""

    def tells(self, content: bytes) -> bool:
        """Return whether a content, or a part of one that is too large, matters by itself."""

    def take(self, blob: str, paths: set[str], content: bytes) -> bool:
        """Read a content at all its paths; return whether the tips that hold it are of interest.

        Called once for every distinct content, and again for those at paths that it follows to.
        """

    def follow(self, known: Container[str]) -> set[str]:
        """Return those of the `known` paths that what was taken leads to."""


@dataclass(slots=True)
class Gathering:
    """What was gathered of one unit so far."""

    reader: Reader
    settings: Settings
    ledger: Ledger = field(default_factory=Ledger)
    coverage: Coverage = field(default_factory=Coverage)
    skipped: list[Skipped] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """By blob id: contents of checked-out files, until all their paths are known."""
    mattering: set[str] = field(default_factory=set)
    """Paths at which some content matters."""

    def count(self, **more: int | tuple[str, ...]) -> None:
        """Add to the coverage."""
        sums = {name: getattr(self.coverage, name) + value for name, value in more.items()}
        self.coverage = replace(self.coverage, **sums)

    def skip(self, subject: str, reason: str, effect: str = _NOT_SCANNED) -> None:
        """Name something in scope that was not examined."""
        self.skipped.append(Skipped(subject, reason, effect))


def gather(unit: Unit, gathering: Gathering) -> None:
    """Fill `gathering` from `unit`, passing each distinct candidate content on once."""
    if unit.layout is None:
        _plain(unit, gathering)
        _pass_on_files(gathering.ledger.places, gathering)
        _pass_on_files(_followed(gathering), gathering)
        return
    gathering.count(repositories=1)
    with door.view(unit.layout) as view:
        _limits(view, unit.layout, gathering)
        known = _refs(view, gathering)
        if gathering.settings.history:
            _through_history(view, unit, known, gathering)
        else:
            _at_the_tips(view, unit, known, gathering)


def _at_the_tips(view: View, unit: Unit, known: tuple[Ref, ...], gathering: Gathering) -> None:
    pairs, unreadable = standing(view, _targets(known), gathering.reader.selects)
    _name_unreadable(unreadable, gathering)
    for path, blob in pairs:
        gathering.ledger.stand(path, blob)
    _contents(view, unit, gathering)
    if gathering.mattering:
        _tips(view, known, Paths(gathering.mattering), gathering)


def _through_history(view: View, unit: Unit, known: tuple[Ref, ...], gathering: Gathering) -> None:
    """Walk the history; meanwhile read the root trees of the tips, which will be looked into."""
    targets = _targets(known)
    early = targets if len(targets) <= _MANY_TIPS else []
    with ThreadPoolExecutor(1) as pool:
        roots_read = pool.submit(lambda: list(roots(view, early)))
        _history(view, known, gathering)
        _contents(view, unit, gathering)
        if gathering.mattering:
            _tips(view, known, Paths(gathering.mattering), gathering, roots_read.result())


def _contents(view: View, unit: Unit, gathering: Gathering) -> None:
    if unit.layout and unit.layout.worktree:
        _files(unit, gathering)
    _blobs(view, gathering.ledger.places, gathering)
    _blobs(view, _followed(gathering), gathering)


def _followed(gathering: Gathering) -> dict[str, set[str]]:
    """Return, by blob, the paths that what was read leads to."""
    ledger = gathering.ledger
    paths = gathering.reader.follow(ledger.paths())
    led = {blob: held & paths for blob, held in ledger.places.items()} if paths else {}
    return {blob: held for blob, held in led.items() if held}


def _targets(known: tuple[Ref, ...]) -> list[str]:
    return sorted({ref.target for ref in known})


def _plain(unit: Unit, gathering: Gathering) -> None:
    seen = _files(unit, gathering)
    if seen:
        gathering.count(without_history=1)
    elif not unit.leaves_out:
        gathering.skip(unit.name, "the directory is empty", "nothing could be scanned")


def _files(unit: Unit, gathering: Gathering) -> int:
    """Read the candidate files below the unit; return how many files there were at all."""
    listing = Listing()
    reader = gathering.reader
    wanted = Wanted(
        reader.selects,
        gathering.settings.max_bytes,
        lambda path, part: reader.claims((path,)) or reader.tells(part),
        frozenset(unit.leaves_out),
    )
    for file in files(unit.path, wanted, listing):
        gathering.count(files=1, bytes=len(file.content))
        named = is_dotenv(file.path) or reader.claims((file.path,))
        if named or reader.tells(file.content):
            identity = _blob_id(file.content, gathering.ledger)
            gathering.ledger.check_out(file.path, identity)
            gathering.files[identity] = file.content
    _name_nested(unit, listing.nested, gathering)
    gathering.skipped += listing.skipped
    return listing.seen


def _name_nested(unit: Unit, nested: Sequence[str], gathering: Gathering) -> None:
    """Name the repositories below a work tree, and what only looks like one below plain files."""
    if unit.layout:
        gathering.count(submodules=tuple(f"{path} (a repository of its own)" for path in nested))
        return
    for path in nested:
        gathering.skip(path, "its .git is no repository that can be read")


def _pass_on_files(places: dict[str, set[str]], gathering: Gathering) -> None:
    for identity, content in gathering.files.items():
        if identity in places:
            _pass_on(identity, places[identity], content, gathering)


def _pass_on(identity: str, paths: set[str], content: bytes, gathering: Gathering) -> None:
    if gathering.reader.take(identity, paths, content):
        gathering.mattering |= paths


def _blob_id(content: bytes, ledger: Ledger) -> str:
    """Return the id that git gives `content`, so that a file equals its blob."""
    whole = b"blob %d\0" % len(content) + content
    if ledger.id_length == _SHA256_LENGTH:
        return hashlib.sha256(whole).hexdigest()
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()


def _limits(view: View, found: Layout, gathering: Gathering) -> None:
    """Say where the repository itself is incomplete."""
    gathering.count(shallow=layout.shallow_commits(found))
    if door.setting(view, found, r"^(extensions\.partialclone|remote\..*\.promisor)$"):
        gathering.count(partial=("promisor remote",))
    if "reftable" in door.setting(view, found, r"^extensions\.refstorage$"):
        gathering.skip("refs", "they are kept in a reftable, which is not read yet")


def _refs(view: View, gathering: Gathering) -> tuple[Ref, ...]:
    known, broken = refs(view)
    gathering.skipped += broken
    gathering.count(refs=len(known))
    if known:
        gathering.ledger.id_length = len(known[0].target)
    return known


def _history(view: View, known: tuple[Ref, ...], gathering: Gathering) -> None:
    walk = history.Walk(frozenset(ref.target for ref in known))
    changes = list(history.changes(view, gathering.reader.selects, walk))
    if walk.failure:
        saved = salvage(view, _targets(known), gathering.reader.selects)
        changes, walk.times, walk.commits = list(saved.changes), saved.times, len(saved.times)
        _name_unreadable(saved.unreadable, gathering)
    for change in changes:
        gathering.ledger.add(change)
    gathering.ledger.times = walk.times
    gathering.count(commits=walk.commits, submodules=tuple(sorted(walk.submodules)))


def _tips(
    view: View,
    known: tuple[Ref, ...],
    wanted: Paths,
    gathering: Gathering,
    known_roots: Sequence[Found | Unreadable] = (),
) -> None:
    taken = snapshot(view, _targets(known), wanted, known_roots)
    by_target: dict[str, list[Ref]] = {}
    for ref in known:
        by_target.setdefault(ref.target, []).append(ref)
    for target, held in taken.files.items():
        for path, blob in held:
            gathering.ledger.hold(path, blob, by_target[target])
    _name_unreadable(taken.unreadable, gathering)


def _blobs(view: View, places: dict[str, set[str]], gathering: Gathering) -> None:
    """Read all blobs of `places`, in its order, and those of the files."""
    _pass_on_files(places, gathering)
    wanted = [name for name in places if name not in gathering.files]
    limit = gathering.settings.max_bytes
    unreadable: list[Unreadable] = []
    blobs = total = 0
    for name, found in zip(
        wanted, read_within(view, wanted, limit, gathering.reader.tells), strict=True
    ):
        match found:
            case Found():
                blobs, total = blobs + 1, total + len(found.content)
                _pass_on(name, places[name], found.content, gathering)
            case Oversized():
                _oversized(found, places[name], gathering)
            case Unreadable():
                unreadable.append(found)
    gathering.count(blobs=blobs, bytes=total)
    _unreadable_blobs(unreadable, places, gathering)


def _oversized(found: Oversized, paths: set[str], gathering: Gathering) -> None:
    """Name a blob over the limit, unless nothing tells that it is of interest."""
    if found.telling or gathering.reader.claims(paths):
        reason = f"{found.size:,} bytes is over the limit of {gathering.settings.max_bytes:,}"
        gathering.skip(f"{min(paths)} (blob {found.id[:12]})", reason)


def _unreadable_blobs(
    unreadable: Sequence[Unreadable], places: dict[str, set[str]], gathering: Gathering
) -> None:
    """Name each blob that some client keeps its configuration in, and all others as objects."""
    others = []
    for found in unreadable:
        if gathering.reader.claims(places[found.name]):
            gathering.count(missing_objects=1)
            gathering.skip(f"{min(places[found.name])} (blob {found.name[:12]})", found.reason)
        else:
            others.append(found)
    _name_unreadable(others, gathering)


def _name_unreadable(unreadable: Sequence[Unreadable], gathering: Gathering) -> None:
    """Name objects that could not be read, each once; beyond twenty only their number."""
    effect = "what only it holds was not scanned"
    fresh = {found.name.partition("^")[0]: found for found in unreadable}
    gathering.count(missing_objects=len(fresh))
    for name, found in list(fresh.items())[:_MANY]:
        gathering.skip(f"object {name[:12]}", found.reason, effect)
    if len(fresh) > _MANY:
        gathering.skip(f"{len(fresh) - _MANY:,} more objects", "not readable", effect)
