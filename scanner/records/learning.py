"""What one scan has learnt, as far as it can be written down: without a secret in any text.

A path, a server's name or a pointer may hold what elsewhere turned out to be a secret. What would
have to be changed to be written is left out, and read again by the next scan.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from scanner import cleaning
from scanner.findings import Approved, Examined, Finding, Key, SafeValue, Server
from scanner.records import rows
from scanner.records.memory import Memory
from scanner.records.record import Knowledge, together

Clean = Callable[[str], str]
_Part = Server | Finding | SafeValue | Approved


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a scan adds to what was known."""

    knowledge: Knowledge
    anew: bool = False
    """True if it is all that is known: something of what was known is to be forgotten."""


@dataclass(slots=True)
class _Fitness:
    """Tells what can be written down; each value that repeats is looked at once."""

    clean: Clean
    _told: dict[int, bool] = field(default_factory=dict)

    def of(self, examined: Examined) -> bool:
        parts: list[_Part] = [*examined.servers, *examined.approved]
        parts += (found for _, found in examined.findings)
        parts += (value for _, value in examined.safe)
        return self._fit(examined.fault) and all(map(self._part, parts))

    def path(self, path: bytes) -> bool:
        return self._fit(path.decode("utf-8", "surrogateescape"))

    def _part(self, part: _Part) -> bool:
        # By identity: what is recalled of many contents shares its parts.
        if id(part) not in self._told:
            self._told[id(part)] = self._fit("\0".join(_texts(part)))
        return self._told[id(part)]

    def _fit(self, text: str) -> bool:
        return self.clean(text) == text


def learnt(examined: Mapping[Key, Examined], memory: Memory, clean: Clean) -> Learnt:
    """Return what can be written down of what was `examined` and of what `memory` took in.

    `clean` takes all secrets of the repository out of a text.
    """
    if not memory.sound:
        # What no longer holds must go even so: it would be taken for what this scan knows.
        return Learnt(Knowledge(), anew=memory.outdated)
    fit = _Fitness(clean)
    known = memory.known
    unfit = {path for path in memory.paths if not fit.path(path)}
    kept = {key: found for key, found in known.examined.items() if fit.of(found)}
    fresh = {
        key: found
        for key, found in examined.items()
        # A file of variables is read for its server, which may change while the file stays.
        if key not in known.examined and not key.server and fit.of(found)
    }
    added = Knowledge(
        _rows([memory.rows.packed()], unfit, memory.uncertain),
        memory.messages,
        memory.contents,
        fresh,
    )
    if not unfit and len(kept) == len(known.examined) and not memory.outdated:
        return Learnt(added)
    before = Knowledge(_rows(known.rows, unfit, set()), known.messages, known.contents, kept)
    return Learnt(together((before, added)), anew=True)


def _rows(
    packed: Sequence[bytes], unfit: AbstractSet[bytes], uncertain: AbstractSet[bytes]
) -> tuple[bytes, ...]:
    """Return what commits changed, without the `uncertain` ones and those of `unfit` paths."""
    if not unfit and not uncertain:
        return tuple(filter(None, packed))
    told = (one for part in packed for one in rows.commits(rows.unpacked(part)))
    fit = (
        (head, *changed)
        for head, changed in told
        if unfit.isdisjoint(changed[1::2]) and head.partition(b" ")[0] not in uncertain
    )
    return (rows.pack(chain.from_iterable(fit)),)


def _texts(part: _Part) -> Iterator[str]:
    match part:
        case Server():
            yield from (part.pointer, part.name, part.identity, *part.unexpanded, *part.env_files)
            for signal in part.signals:
                yield from (signal.name, signal.text)
            yield from cleaning.texts(part)
        case Finding():
            yield from (part.pointer, part.name, part.credential.preview)
            yield from part.credential.evidence
            for claim in part.credential.claims:
                yield from claim
            if part.server:
                yield from _texts(part.server)
        case SafeValue():
            yield from (part.name, part.reason)
        case Approved():
            yield from (part.pointer, part.container, part.text, part.server, *part.tools)
