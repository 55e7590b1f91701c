"""A changed file, read again: nothing else has changed, and each reference is one.

Whatever a strange layout led the edits to do is found here, and then there is no patch.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from scanner.discovery.expansion import unexpanded
from scanner.examiner import Examiner
from scanner.fixing.literals import Reading, literals, read
from scanner.fixing.referring import REMOVED, Change
from scanner.servers.extract import Budget, leaves


def confirmed(
    before: Reading,
    after: bytes,
    done: Sequence[Change],
    added: Collection[str],
    examiner: Examiner,
) -> bool:
    """Return whether `after` says what `before` does, but for `done` and the `added` pointers.

    And whether none of the credentials that `done` took out stands in it, where it stood.
    """
    reading = read(after, (before.client,))
    if reading is None or len(reading.tree.faults) > len(before.tree.faults):
        return False
    if _servers(before) != _servers(reading):
        return False
    old, new = _leaves(before, added), _leaves(reading, added)
    if old is None or new is None:
        return False
    by_pointer: dict[str, list[Change]] = defaultdict(list)
    for change in done:
        by_pointer[change.literal.value.pointer].append(change)
    # An entry that was taken out has no counterpart.
    out = {pointer for pointer, held in by_pointer.items() if not all(c.old for c in held)}
    old = [(pointer, text) for pointer, text in old if pointer not in out]
    if [pointer for pointer, _ in old] != [pointer for pointer, _ in new]:
        return False
    pairs = zip(old, new, strict=True)
    same = all(_equal(text, now, by_pointer[pointer]) for (pointer, text), (_, now) in pairs)
    return same and _gone(reading, done, examiner) and _expanded(before, done)


def _equal(old: str, new: str, changes: Sequence[Change]) -> bool:
    for change in changes:
        if change.new:
            new = new.replace(change.new, "")
        old, new = old.replace(change.old, ""), new.replace(change.old, "")
    return old == new


def _gone(reading: Reading, done: Sequence[Change], examiner: Examiner) -> bool:
    """Return whether no credential is left of those that were all taken out of their values."""
    out = {(c.literal.value.pointer, c.literal.verdict.fingerprint) for c in done}
    left = literals(reading, examiner)
    return not any((one.value.pointer, one.verdict.fingerprint) in out for one in left)


def _expanded(reading: Reading, done: Sequence[Change]) -> bool:
    written = (change.new for change in done if change.new not in ("", REMOVED))
    return not any(unexpanded(text, reading.client.references) for text in written)


def _servers(reading: Reading) -> list[tuple[str, str]]:
    return [(server.pointer, server.name) for server in reading.configuration.servers]


def _leaves(reading: Reading, added: Collection[str]) -> list[tuple[str, str]] | None:
    """Return pointer and text of each leaf but the `added`; None if there are too many."""
    budget, known = Budget(), frozenset(added)
    found = [
        (pointer, scalar.text)
        for pointer, _, scalar in leaves(reading.tree.root, "", budget)
        if not _below(pointer, known)
    ]
    return found if budget.left >= 0 else None


def _below(pointer: str, known: frozenset[str]) -> bool:
    """Return whether one of `known` is `pointer` or leads to it."""
    while known and pointer:
        if pointer in known:
            return True
        pointer = pointer.rpartition("/")[0]
    return False
