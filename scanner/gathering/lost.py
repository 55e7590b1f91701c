"""What is still stored although no ref reaches it."""

from collections.abc import Sequence

from scanner.gathering.messages import note_messages
from scanner.gathering.state import Gathering
from scanner.git import dangling, places
from scanner.git.door import View
from scanner.git.history import Walk
from scanner.git.objects import Unreadable
from scanner.git.salvage import compare
from scanner.git.stored import Stored
from scanner.git.tips import Tips


def note_lost(view: View, stored: Stored, tips: Tips, walk: Walk, gathering: Gathering) -> None:
    """Note all that `walk`, which met all that the refs reach, has not met.

    If the walk is recalled, it has met all commits, and knows which are lost.
    """
    if commits := stored.ids("commit", walk.met):
        _commits(view, commits, tips, walk, gathering)
    lost = (*walk.lost, *commits)
    gathering.ledger.unreachable.update(lost)
    blobs = stored.ids("blob", walk.met)
    if blobs:
        _blobs(view, stored, [*lost, *tips.targets], frozenset(blobs), gathering)
    corrupt = stored.ids("missing", walk.met)
    gathering.miss(Unreadable(name, "corrupt") for name in corrupt)
    gathering.count(unreachable_commits=len(lost), unreachable_blobs=len(blobs))


def _commits(
    view: View, names: Sequence[str], tips: Tips, walk: Walk, gathering: Gathering
) -> None:
    """Note what commits that no ref reaches changed and say; what they lack is pruned by now."""
    apart = Walk(
        walk.tells,
        ancestry=walk.ancestry,
        met=walk.met,
        packer=walk.packer,
        paths=walk.paths,
        uncertain=walk.uncertain,
    )
    compared = compare(view, names, gathering.reader.selects, apart)
    for change in compared.changes:
        gathering.ledger.add(change)
    walk.messages += apart.messages
    note_messages(apart.messages, tips, gathering)
    gathering.miss(found for found in compared.unreadable if not found.missing)


def _blobs(
    view: View,
    stored: Stored,
    commits: Sequence[str],
    blobs: frozenset[str],
    gathering: Gathering,
) -> None:
    """Note contents that no commit brought, at the paths that trees give them."""
    found = sorted(dangling.paths(view, stored, commits, blobs))
    without = blobs.difference(blob for _, blob in found)
    found += ((places.nameless(blob), blob) for blob in sorted(without))
    for path, blob in found:
        if gathering.reader.selects(path):
            gathering.ledger.stand(path, blob)
