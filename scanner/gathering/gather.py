"""Gathering one unit: plain files, a repository or a bundle."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from scanner.budget import Budget, BudgetSpentError, watched
from scanner.gathering.contents import pass_on_contents, pass_on_files
from scanner.gathering.lost import note_lost
from scanner.gathering.messages import note_messages, note_tags
from scanner.gathering.recalled import walk_recalled
from scanner.gathering.state import Gathering
from scanner.git import door, history, layout, places, running
from scanner.git.bundle import unbundled
from scanner.git.door import View
from scanner.git.history import Change, Walk
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
from scanner.suppressions import is_file_of_suppressions

_WALK, _READ = 0.5, 0.9
"""Up to these shares of the budget go to the history, and to the contents; the rest goes to telling
which tips hold them."""
_CUT_OFF = "what came after was not scanned, and states and times may be told wrongly"
_NO_LIST = "git could not list the whole object store"
_MANY_TIPS = 20_000
"""So many root trees, of some kilobytes each, are kept while git walks."""


@contextmanager
def gathered(unit: Unit, gathering: Gathering) -> Iterator[View | None]:
    """Fill `gathering` from `unit`, passing each distinct candidate content on once.

    Lends the view of the repository, if it is one. When the budget is spent, what was gathered so
    far stays.
    """
    settings = gathering.settings
    gathering.budget = Budget(settings.max_time, settings.max_memory)
    view: View | None = None
    with ExitStack() as stack:
        with watched(gathering.budget, running.kill_all):
            try:
                if found := _layout(unit, gathering, stack):
                    view = stack.enter_context(door.view(found, gathering.budget))
                    _repository(view, unit, found, gathering)
                else:
                    _plain(unit, gathering)
            except BudgetSpentError as error:
                gathering.forbid_recording()
                gathering.skip(unit.name, str(error), _CUT_OFF)
        # The few commits that a result names are read even so.
        gathering.budget.over = ""
        yield view


def _layout(unit: Unit, gathering: Gathering, stack: ExitStack) -> Layout | None:
    if not unit.bundle:
        return unit.layout
    found = stack.enter_context(unbundled(unit.path, gathering.budget))
    gathering.skipped += found.gaps
    return found.layout


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
    gathering.budget.stage(_READ)
    _note_standing(view, tips, gathering)
    _note_pointed_to(view, tips, gathering)
    _note_staged(view, found, gathering)
    note_tags(tips, gathering)
    pass_on_contents(view, unit, _recallable(objects, gathering), gathering)
    gathering.budget.stage(1)
    _hold(view, tips, gathering, list)


def _note_standing(view: View, tips: Tips, gathering: Gathering) -> None:
    pairs, unreadable = standing(view, tips.targets, gathering.reader.selects)
    gathering.miss(unreadable)
    for path, blob in pairs:
        gathering.ledger.stand(path, blob)


def _through_history(
    view: View, unit: Unit, found: Layout, known: tuple[Ref, ...], gathering: Gathering
) -> None:
    """Walk the history; meanwhile list the objects, and read the root trees of the tips."""
    gathering.budget.stage(_WALK)
    with ThreadPoolExecutor(1) as pool:
        listed = pool.submit(stored, view)
        memory = gathering.memory
        recalled = memory if memory and memory.known.rows and unit.layout else None
        if not recalled:
            pool.submit(lambda: _get_others_ready(view, listed.result(), gathering))
        led = pool.submit(lambda: tips_of(view, known, listed.result()))
        roots_read = pool.submit(lambda: _roots(view, led.result()))
        if recalled:
            walk = walk_recalled(view, listed.result(), led.result(), recalled, gathering)
        else:
            walk = _walk(view, known, listed.result, gathering)
        gathering.ledger.ancestry = walk.ancestry
        listed.result()
        gathering.budget.stage(_READ)
        objects, tips = listed.result(), led.result()
        if not objects.complete:
            gathering.skip("objects that no ref reaches", _NO_LIST)
        note_messages(walk.messages, tips, gathering)
        note_tags(tips, gathering)
        walk.met |= _note_pointed_to(view, tips, gathering)
        walk.met |= _note_staged(view, found, gathering)
        if walk.cut_off:
            _note_standing(view, tips, gathering)
        else:
            note_lost(view, objects, tips, walk, gathering)
        recallable = _recallable(objects, gathering)
        # These ids take as much memory as reading does, and have done what they are for.
        objects.by_type.clear()
        walk.met.clear()
        pass_on_contents(view, unit, recallable, gathering)
        gathering.budget.stage(1)
        _hold(view, tips, gathering, roots_read.result)
        if memory:
            memory.take(walk)


def _recallable(stored: Stored, gathering: Gathering) -> frozenset[str]:
    """Return the contents that need not be read if earlier scans know them: they are there."""
    return frozenset(stored.ids("blob")) if gathering.memory else frozenset()


def _get_others_ready(view: View, stored: Stored, gathering: Gathering) -> None:
    """Start other processes while git walks, if all contents are to be read."""
    if gathering.others and gathering.settings.by_content:
        gathering.others.prepare(view, len(stored.by_type.get(b"blob", ())), gathering)


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
        gathering.forbid_recording()
    if walk.failure and not walk.cut_off:
        walk = Walk(walk.tells, submodules=walk.submodules)
        changes = _salvaged(view, listed, targets, walk, gathering)
    if walk.cut_off:
        gathering.skip("the older commits", walk.failure, _CUT_OFF)
    for change in changes:
        gathering.ledger.add(change)
    gathering.ledger.ancestry = walk.ancestry
    gathering.count(commits=walk.commits, submodules=tuple(sorted(walk.submodules)))
    return walk


def _salvaged(
    view: View,
    listed: Callable[[], Stored],
    targets: Sequence[str],
    walk: Walk,
    gathering: Gathering,
) -> tuple[Change, ...]:
    """Return what can still be told of a history at which git stopped."""
    try:
        saved = salvage(view, listed(), targets, gathering.reader.selects, walk)
    except BudgetSpentError as error:
        walk.failure, walk.cut_off = str(error), True
        return ()
    gathering.miss(saved.unreadable)
    return saved.changes


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
    """Note which tips hold what matters, or tells scanners what to ignore."""
    suppressing = filter(is_file_of_suppressions, gathering.ledger.paths())
    wanted = gathering.mattering.union(suppressing)
    if not wanted:
        return
    taken = snapshot(view, tips.targets, Paths(wanted), known_roots())
    for target, held in taken.files.items():
        for path, blob in held:
            gathering.ledger.hold(path, blob, tips.by_target[target])
    gathering.miss(taken.unreadable)
