"""All forms of many values looked for at once, in one pass.

A dozen bytes of each form, its anchor, are looked for first: up to sixty-four of them at four
gigabytes a second, by vector instructions, and any number as fast as git delivers. Where an
anchor stands, what surrounds it is compared in full.

A value that looks drawn counts wherever it stands: no chance writes it. Any other counts as a whole
only: `winter2024` in `midwinter2024s` is another value.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, NoReturn, final

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from detectors.randomness import looks_random
from detectors.secret import refuse_to_pickle
from scanner.findings import Place
from scanner.model import Form
from scanner.syntax.decoding import decode, has_nul, is_wide
from scanner.syntax.locating import places
from scanner.tracing.forms import Pattern, in_bytes, patterns

_ANCHOR = 12
_AT_ONCE = 64
"""So many texts are found by vector instructions."""
_MOST_AUTOMATA = 8
"""So many of those together are no slower than one for all."""
_WINDOW = 1 << 18
_AROUND = 16
"""Bytes beside a value that tell whether it is whole."""
_MOST = 20
_GROUP = 4
"""Characters of base64 that stand for three bytes."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]*")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_LONGEST = 4
"""Bytes of the longest character."""
_BEHIND_FIRST = re.compile(rb"[\x80-\xbf]")
_WORD = re.compile(rb"[A-Za-z0-9_-]")
# A letter that ends one of these does not belong to what follows: `\n`, `%3D`, `\u003d`, `-p`.
_APART = re.compile(rb"(?:\\[abfnrtv]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|(?:^|\s)-[A-Za-z])\Z")


class Hit(NamedTuple):
    """A place at which a value is written."""

    fingerprint: str
    form: Form
    place: Place


class _Known(NamedTuple):
    """A form of a value, and where its anchor is in it."""

    fingerprint: str
    value: bytes
    drawn: bool
    pattern: Pattern
    offset: int

    def __repr__(self) -> str:
        return "_Known(…)"


class _Spot(NamedTuple):
    at: int
    fingerprint: str
    form: Form


@final
class Searcher:
    """Holds plaintext, as long as a worker traces."""

    __slots__ = ("_all", "_anchored", "_quick", "_reach")

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """Prepare to look for `secrets`, by fingerprint."""
        anchored: dict[bytes, list[_Known]] = {}
        for fingerprint, secret in sorted(secrets.items()):
            for pattern in patterns(secret):
                start = max(len(pattern.text) - _ANCHOR, 0) // 2
                known = _Known(fingerprint, in_bytes(secret), looks_random(secret), pattern, start)
                anchored.setdefault(pattern.text[start : start + _ANCHOR], []).append(known)
        anchors = list(anchored)
        self._anchored = tuple(anchored.values())
        self._reach = max((len(one.pattern.text) for one in chain(*self._anchored)), default=0)
        size = _AT_ONCE if len(anchors) <= _AT_ONCE * _MOST_AUTOMATA else len(anchors)
        self._quick = tuple(
            _automaton(anchors[at : at + size], MatchKind.LeftmostFirst)
            for at in range(0, len(anchors), size or 1)
        )
        self._all = _automaton(anchors, MatchKind.Standard)

    def __repr__(self) -> str:
        return "Searcher(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()

    def find(self, content: bytes) -> tuple[Hit, ...]:
        """Return where values are written in `content`, which may be UTF-16, in its order.

        Of one value in one form the first twenty places.
        """
        wide = has_nul(content) and is_wide(content)
        text = decode(content)[0] if wide else content
        if not self._may_hold(text):
            return ()
        return self.leaf(text[at : at + _WINDOW] for at in range(0, len(text), _WINDOW))

    def leaf(self, parts: Iterable[bytes]) -> tuple[Hit, ...]:
        """Return the same of a content that comes in `parts`, in UTF-8 or any such encoding."""
        hits: list[Hit] = []
        counts: dict[tuple[str, Form], int] = {}
        for spot, place in self._placed(parts):
            number = counts.get(spot[1:], 0)
            if number < _MOST:
                hits.append(Hit(spot.fingerprint, spot.form, place))
            counts[spot[1:]] = number + 1
        return tuple(hits)

    def _may_hold(self, content: bytes) -> bool:
        return any(
            automaton.find_matches_as_indexes(window)
            for _, window in _windows(content)
            for automaton in self._quick
        )

    def _placed(self, parts: Iterable[bytes]) -> Iterator[tuple[_Spot, Place]]:
        """Yield spots with line and column; of a part only what is known to be complete."""
        text, seen = b"", 0
        begin = Place(1, 1)
        for part in chain(parts, (None,)):
            text += part or b""
            end = len(text) if part is None else max(len(text) - self._reach - _AROUND, seen)
            cut = _character(text, max(end - _AROUND, 0))
            spots = [spot for spot in self._spots(text) if seen <= spot.at < end]
            known = places(text, (*(spot.at for spot in spots), cut))
            for spot in spots:
                yield spot, _from(begin, known[spot.at])
            text, seen, begin = text[cut:], end - cut, _from(begin, known[cut])

    def _spots(self, text: bytes) -> list[_Spot]:
        """Return all places of values, in their order; at one place a value has one form."""
        found: dict[tuple[int, str], Form] = {}
        for automaton in self._quick:
            for start, window in _windows(text):
                for _, first, last in automaton.find_matches_as_indexes(window):
                    begin = max(start + first - _ANCHOR, 0)
                    for at, known in self._near(text, begin, start + last + _ANCHOR):
                        found.setdefault((at, known.fingerprint), known.pattern.form)
        return sorted(_Spot(*key, form) for key, form in found.items())

    def _near(self, text: bytes, begin: int, end: int) -> Iterator[tuple[int, _Known]]:
        """Yield all that stands where some anchor between two places does."""
        matches = self._all.find_matches_as_indexes(text[begin:end], overlapping=True)
        for number, first, _ in matches:
            for known in self._anchored[number]:
                at = begin + first - known.offset
                if at >= 0 and text.startswith(known.pattern.text, at) and _stands(text, at, known):
                    yield at, known


def _automaton(anchors: list[bytes], kind: MatchKind) -> BytesAhoCorasick:
    return BytesAhoCorasick(anchors, kind, Implementation.DFA)


def _windows(content: bytes) -> Iterator[tuple[int, memoryview]]:
    # A hostile text of nothing but matches would answer with millions at once.
    view = memoryview(content)
    for start in range(0, len(view), _WINDOW):
        yield start, view[start : start + _WINDOW + _ANCHOR]


def _character(text: bytes, at: int) -> int:
    """Return where the character begins of which there is a byte at a place, in UTF-8."""
    for start in range(at, max(at - _LONGEST, -1), -1):
        if not _BEHIND_FIRST.match(text, start):
            return start
    return at


def _from(begin: Place, place: tuple[int, int]) -> Place:
    """Return a `place` in a text that itself begins at `begin`."""
    line, column = place
    return Place(begin.line + line - 1, column + (begin.column - 1 if line == 1 else 0))


def _stands(text: bytes, at: int, known: _Known) -> bool:
    """Return whether what looks like a value at a place is it."""
    if known.pattern.form is Form.BASE64:
        return _decodes(text, at, known)
    return known.drawn or _is_whole(text, at, at + len(known.pattern.text))


def _decodes(text: bytes, at: int, known: _Known) -> bool:
    """Return whether the run of base64 around a place decodes to the value."""
    begin = at - known.pattern.ahead
    end = at + len(known.pattern.text)
    if begin >= _GROUP and _BASE64.fullmatch(text, begin - _GROUP, begin):
        begin -= _GROUP
    run = _BASE64.match(text, max(begin, 0), end + 2 * _GROUP)
    if begin < 0 or run is None or run.end() < end:
        return False
    chars = run[0].translate(_TO_STANDARD)
    whole = chars[: len(chars) - (len(chars) % _GROUP == 1)]
    plain = base64.b64decode(whole + b"=" * (-len(whole) % _GROUP))
    place = plain.find(known.value)
    return place >= 0 and (known.drawn or _is_whole(plain, place, place + len(known.value)))


def _is_whole(text: bytes, start: int, end: int) -> bool:
    """Return whether no word goes on before `start` or behind `end`."""
    if _WORD.match(text, end):
        return False
    before = text[max(start - _AROUND, 0) : start]
    return not _WORD.match(before[-1:]) or bool(_APART.search(before))
