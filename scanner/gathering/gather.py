"""Gathering one unit: plain files, a repository or a bundle."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from scanner.gathering.contents import pass_on_contents, pass_on_files
from scanner.gathering.lost import note_lost
from scanner.gathering.messages import note_messages, note_tags
from scanner.gathering.recalled import walk_recalled
from scanner.gathering.state import Gathering
from scanner.git import door, history, layout, places
from scanner.git.bundle import unbundled
from scanner.git.door import View
from scanner.git.history import Walk
from scanner.git.index import staged
from scanner.git.layout import Layout
from scanner.git.objects import Found, Unreadable
from scanner.git.refs import Ref, names_in_files, refs
from scanner.git.salvage import salvage
from scanner.git.snapshot import Paths, roots, snapshot, standing
from scanner.git.stored import Stored, stored
from scanner.git.tips import Tips, tips_of
from scanner.model import Skipped
from scanner.sources.local import Unit

_MANY_TIPS = 20_000
"""So many root trees, of some kilobytes each, are kept while git walks."""


@contextmanager
def gathered(unit: Unit, gathering: Gathering) -> Iterator[View | None]:
    """Fill `gathering` from `unit`, passing each distinct candidate content on once.

    Lends the view of the repository, if it is one.
    """
    if unit.bundle:
        with unbundled(unit.path) as found, door.view(found.layout) as view:
            gathering.skipped += found.gaps
            _repository(view, unit, found.layout, gathering)
            yield view
    elif unit.layout:
        with door.view(unit.layout) as view:
            _repository(view, unit, unit.layout, gathering)
            yield view
    else:
        _plain(unit, gathering)
        yield None


def _plain(unit: Unit, gathering: Gathering) -> None:
    seen = pass_on_files(unit.path, frozenset(unit.leaves_out), gathering)
    if seen:
        gathering.count(without_history=1)
    elif not unit.leaves_out:
        gathering.skip(unit.name, "the directory is empty", "nothing could be scanned")


def _repository(view: View, unit: Unit, found: Layout, gathering: Gathering) -> None:
    gathering.count(repositories=1)
    gathering.skipped += view.gaps
    _limits(view, found, gathering)
    known = _refs(view, found, gathering)
    if gathering.settings.history:
        _through_history(view, unit, found, known, gathering)
    else:
        _at_the_tips(view, unit, found, known, gathering)
    gathering.name_unreadable()


def _at_the_tips(
    view: View, unit: Unit, found: Layout, known: tuple[Ref, ...], gathering: Gathering
) -> None:
    objects = stored(view)
    tips = tips_of(view, known, objects)
    pairs, unreadable = standing(view, tips.targets, gathering.reader.selects)
    gathering.miss(unreadable)
    for path, blob in pairs:
        gathering.ledger.stand(path, blob)
    _note_pointed_to(view, tips, gathering)
    _note_staged(view, found, gathering)
    note_tags(tips, gathering)
    pass_on_contents(view, unit, frozenset(objects.ids("blob")), gathering)
    _hold(view, tips, gathering, list)


def _through_history(
    view: View, unit: Unit, found: Layout, known: tuple[Ref, ...], gathering: Gathering
) -> None:
    """Walk the history; meanwhile list the objects, and read the root trees of the tips."""
    with ThreadPoolExecutor(1) as pool:
        listed = pool.submit(stored, view)
        led = pool.submit(lambda: tips_of(view, known, listed.result()))
        roots_read = pool.submit(lambda: _roots(view, led.result()))
        memory = gathering.memory
        if memory and memory.known.rows and unit.layout:
            objects, tips = listed.result(), led.result()
            walk = walk_recalled(view, objects, tips, memory, gathering)
        else:
            walk = _walk(view, known, listed.result, gathering)
            objects, tips = listed.result(), led.result()
        gathering.ledger.ancestry = walk.ancestry
        note_messages(walk.messages, tips, gathering)
        note_tags(tips, gathering)
        walk.met |= _note_pointed_to(view, tips, gathering)
        walk.met |= _note_staged(view, found, gathering)
        note_lost(view, objects, tips, walk, gathering)
        pass_on_contents(view, unit, frozenset(objects.ids("blob")), gathering)
        _hold(view, tips, gathering, roots_read.result)
        if memory:
            memory.take(walk)


def _limits(view: View, found: Layout, gathering: Gathering) -> None:
    """Say where the repository itself is incomplete."""
    gathering.count(shallow=layout.shallow_commits(found))
    if door.setting(view, found, r"^(extensions\.partialclone|remote\..*\.promisor)$"):
        gathering.count(partial=("promisor remote",))
    if "reftable" in door.setting(view, found, r"^extensions\.refstorage$"):
        effect = "all commits are told as if no ref reached them"
        gathering.skip("refs", "they are kept in a reftable, which is not read yet", effect)


def _refs(view: View, found: Layout, gathering: Gathering) -> tuple[Ref, ...]:
    known, broken = refs(view)
    known += names_in_files(view, found)
    gathering.skipped += broken
    gathering.count(refs=len(known))
    if known:
        gathering.ledger.id_length = len(known[0].target)
    return known


def _walk(
    view: View, known: tuple[Ref, ...], listed: Callable[[], Stored], gathering: Gathering
) -> Walk:
    """Note all that the commits which the `known` refs reach changed."""
    reader = gathering.reader
    targets = sorted({ref.target for ref in known})
    tells = reader.tells if gathering.settings.by_content else None
    walk = Walk(tells, packer=gathering.memory.rows if gathering.memory else None)
    more = [ref.target for ref in known if not ref.name.startswith("refs/")]
    changes = tuple(history.changes(view, reader.selects, walk, more))
    if walk.failure:
        if gathering.memory:
            gathering.memory.sound = False
        walk = Walk(walk.tells, submodules=walk.submodules)
        saved = salvage(view, listed(), targets, reader.selects, walk)
        gathering.miss(saved.unreadable)
        changes = saved.changes
    for change in changes:
        gathering.ledger.add(change)
    gathering.ledger.ancestry = walk.ancestry
    gathering.count(commits=walk.commits, submodules=tuple(sorted(walk.submodules)))
    return walk


def _note_pointed_to(view: View, tips: Tips, gathering: Gathering) -> set[bytes]:
    """Note the files of trees, and the contents, that refs lead to; return the ids of all."""
    selects = gathering.reader.selects
    pairs, unreadable = standing(view, tips.trees, lambda _path: True)
    gathering.miss(unreadable)
    for path, blob in pairs:
        if selects(path):
            gathering.ledger.stand(path, blob)
    for ref in tips.contents:
        if selects(place := places.pointed_to(ref.name)):
            gathering.ledger.hold(place, ref.target, [ref])
    blobs = (*(blob for _, blob in pairs), *(ref.target for ref in tips.contents))
    return {blob.encode("ascii") for blob in blobs}


def _note_staged(view: View, found: Layout, gathering: Gathering) -> set[bytes]:
    """Note what is staged; return the ids of all of it."""
    ids: set[bytes] = set()
    for entry in staged(view, found):
        if isinstance(entry, Skipped):
            gathering.skipped.append(entry)
            continue
        ids.add(entry.blob.encode("ascii"))
        if gathering.reader.selects(entry.path) and not entry.gitlink:
            gathering.ledger.stage(entry.path, entry.blob)
    return ids


def _roots(view: View, tips: Tips) -> list[Found | Unreadable]:
    """Return the root trees of the tips, if these are not too many to be kept."""
    targets = tips.targets
    return list(roots(view, targets)) if len(targets) <= _MANY_TIPS else []


def _hold(
    view: View,
    tips: Tips,
    gathering: Gathering,
    known_roots: Callable[[], Sequence[Found | Unreadable]],
) -> None:
    """Note which tips hold what matters."""
    if not gathering.mattering:
        return
    taken = snapshot(view, tips.targets, Paths(gathering.mattering), known_roots())
    for target, held in taken.files.items():
        for path, blob in held:
            gathering.ledger.hold(path, blob, tips.by_target[target])
    gathering.miss(taken.unreadable)
