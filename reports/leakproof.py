"""The last look: nothing is written in which a secret of the scan stands, in whatever form.

What is to be written is read as it is, with its escapes undone, and with its base64 decoded; so it
does not matter how an encoder writes a text. In each of these views every eight bytes are reduced
to twenty bits at once, by numpy. Where they are those of a credential, all of it is fingerprinted
and compared. No plaintext is needed for that, and none is here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.unescaping import View, views
from scanner.errors import AuditError
from scanner.marks import ANCHOR_BITS, WINDOW, Lookout, Mark, reduced

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MOST: Final = 5
"""So many places are told."""
_DIGITS: Final = 12
"""Of a fingerprint, as reports shorten it."""
_FEW: Final = 1 << 14
"""Bytes that are searched without numpy."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Where a credential stands in what was to be written."""

    mark: Mark
    form: str
    offset: int
    """In bytes from 0; in what was encoded, where the encoded text begins."""
    line: int
    """From 1; 0 for places that are only counted."""


class LeakError(AuditError):
    """What was to be written holds a credential; nothing was written."""

    hint = (
        "Please report it; --report with another format may do. A name of a file or a server that "
        "holds a credential of another repository is taken out by --trace"
    )


def refuse_leaks(artefacts: Mapping[str, bytes], lookout: Lookout) -> None:
    """Look for every credential in all of `artefacts`, by the name of each; raise LeakError."""
    refuse_leaks_in(artefacts.items(), lookout)


def refuse_leaks_in(named: Iterable[tuple[str, bytes]], lookout: Lookout) -> None:
    """Look for every credential in artefacts with their names, of which one is held at a time.

    Raises:
        LeakError: one was found; the message says in which, where, and which, never its text.

    """
    if not lookout.marks:
        return
    search = _Search(lookout)
    found = ((name, _places(artefact, search)) for name, artefact in named)
    leaking = [(name, leaks) for name, leaks in found if leaks]
    if leaking:
        raise LeakError(_refusal(leaking, search))


def _places(artefact: bytes, search: "_Search") -> tuple[Leak, ...]:
    """Return where credentials stand in `artefact`, each place once."""
    found: dict[tuple[int, str], tuple[Mark, str]] = {}
    for offset, mark, form in search.hits(artefact):
        found.setdefault((offset, mark.fingerprint), (mark, form))
    return tuple(
        Leak(mark, form, offset, artefact.count(b"\n", 0, offset) + 1 if number < _MOST else 0)
        for number, ((offset, _), (mark, form)) in enumerate(sorted(found.items(), key=_by_place))
    )


def _by_place(found: tuple[tuple[int, str], object]) -> tuple[int, str]:
    return found[0]


def _refusal(leaking: Sequence[tuple[str, tuple[Leak, ...]]], search: "_Search") -> str:
    told = "; ".join(_told(name, leaks, named=True) for name, leaks in leaking)
    if _places(told.encode(), search):
        # The repository itself is called so.
        told = "; ".join(_told(name, leaks, named=False) for name, leaks in leaking)
    return f"nothing was written, since it would hold credentials: {told}"


def _told(artefact: str, leaks: tuple[Leak, ...], *, named: bool) -> str:
    places = [_place(leak, named=named) for leak in leaks[:_MOST]]
    if (more := len(leaks) - _MOST) > 0:
        places.append(f"{more:,} more")
    return f"{artefact}: {', '.join(places)}"


def _place(leak: Leak, *, named: bool) -> str:
    names = leak.mark.repositories
    whose = f" of {', '.join(names[:2])}{' and others' * (len(names) > 2)}" if named else ""  # noqa: PLR2004
    form = f", {leak.form}" if leak.form else ""
    where = f"line {leak.line} (byte {leak.offset}{form})"
    return f"{leak.mark.fingerprint[:_DIGITS]}{whose} at {where}"


class _Search:
    """Looks for all marks in one text after the other."""

    def __init__(self, lookout: Lookout) -> None:
        self.lookout = lookout
        self.by_anchor: dict[int, list[Mark]] = defaultdict(list)
        for mark in lookout.marks:
            self.by_anchor[mark.anchor].append(mark)
        self.known: npt.NDArray[np.bool_] | None = None
        self.reach = max(mark.length for mark in lookout.marks)
        self.least = min(mark.length for mark in lookout.marks)
        self.refuted: set[bytes] = set()

    def hits(self, artefact: bytes) -> Iterator[tuple[int, Mark, str]]:
        """Yield where the artefact holds which credential, and how it is written."""
        for view in views(artefact, self.reach, self.least):
            for at, mark in self._standing(view):
                yield view.origin(at), mark, view.form

    def _standing(self, view: View) -> Iterator[tuple[int, Mark]]:
        for position, anchor in self._anchors(view.text):
            for mark in self.by_anchor[anchor]:
                start = position - mark.offset
                text = view.text[max(start, 0) : start + mark.length]
                if start < 0 or len(text) < mark.length or text in self.refuted:
                    continue
                digest = self.lookout.digest(text)
                if digest == mark.fingerprint:
                    yield start, mark
                else:
                    self.refuted.add(text)

    def _anchors(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Yield where eight bytes begin that are reduced as those of some mark are."""
        return self._among_few(text) if len(text) <= _FEW else self._among_many(text)

    def _among_few(self, text: bytes) -> Iterator[tuple[int, int]]:
        for start in range(len(text) - WINDOW + 1):
            window = int.from_bytes(text[start : start + WINDOW], "little")
            if (anchor := reduced(window, self.lookout.mix)) in self.by_anchor:
                yield start, anchor

    def _among_many(self, text: bytes) -> Iterator[tuple[int, int]]:
        import numpy as np  # noqa: PLC0415 - it takes longer to load than to search a short text

        if self.known is None:
            self.known = np.zeros(1 << ANCHOR_BITS, dtype=np.bool_)
            self.known[list(self.by_anchor)] = True
        mix, shift = np.uint64(self.lookout.mix), np.uint64(64 - ANCHOR_BITS)
        for start in range(min(WINDOW, len(text) - WINDOW + 1)):
            number = (len(text) - start) // WINDOW
            windows = np.frombuffer(text, "<u8", number, start)
            anchors = (windows * mix) >> shift
            (hits,) = np.nonzero(self.known[anchors])
            yield from zip((hits * WINDOW + start).tolist(), anchors[hits].tolist(), strict=True)
