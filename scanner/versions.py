"""Versions of large files: what differs from the one before by nothing that matters is not read.

A lock file of half a megabyte has a thousand versions, a list of links ten thousand. Where the
last version at a path was read and held nothing, and it is known why, a look at what has changed
can tell that the next one holds nothing either, which is what reading it would tell.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from scanner.content import document_sections as sections
from scanner.content import markers
from scanner.content.changes import Change, changed
from scanner.content.document_sections import EDGE
from scanner.content.model import Notation
from scanner.content.search import occurs
from scanner.syntax.decoding import BYTE_ORDER_MARKS, has_nul, is_utf8

_LEAST = 1 << 15
"""Bytes of a file that takes longer to be read than to be compared; more than are read whole."""
_MOST = 1 << 25
"""Bytes of all versions that are kept."""
_BRANCHES = 4
"""Versions of one path that are kept: those of several branches come in turn."""
_HUNKS = (b"\n@@",)
_FRONT = (b"---", b"+++", b"@@")

IsPlain = Callable[[bytes], bool]
"""Tells whether a section of a document is plain, all its items for themselves."""


class Ground(Enum):
    """Why a content holds nothing."""

    UNTOLD = auto()
    """No text is in it of which every marker holds one."""
    UNMARKED = auto()
    """It would be cut around markers, and there is none."""
    READ = auto()
    """It is a document, and nothing was found in it."""


@dataclass(frozen=True, slots=True, repr=False)
class _Version:
    content: bytes
    ground: Ground
    borders: tuple[int, ...] = ()
    """Of a document: where its sections end."""
    plain: frozenset[int] = frozenset()
    """Those of them that are known to be plain."""


@dataclass(slots=True, repr=False)
class Versions:
    """The last versions at each path of those that hold nothing: plaintext of this worker."""

    _held: dict[str, tuple[_Version, ...]] = field(default_factory=dict)
    """By path, the latest first."""
    _size: int = 0

    def nothing_new(self, path: str, content: bytes, is_plain: IsPlain) -> bool:
        """Return True only if `content`, at a path of no client, holds nothing to be found."""
        held = self._held.get(path, ())
        if not held or not _is_apt(content):
            return False
        for before in held:
            if now := _after(before, content, is_plain):
                self._hold(path, now)
                return True
        return False

    def keep(self, path: str, content: bytes, notation: Notation | None, *, telling: bool) -> None:
        """Remember that `content` was examined at `path` and holds nothing."""
        if not _is_apt(content):
            return
        if not telling:
            self._hold(path, _Version(content, Ground.UNTOLD))
        elif notation in markers.CUT and not markers.are_in(content):
            self._hold(path, _Version(content, Ground.UNMARKED))
        elif notation is Notation.DOCUMENT and _is_sectioned(content):
            borders = tuple(end for _, end in sections.spans(content))
            self._hold(path, _Version(content, Ground.READ, borders))

    def _hold(self, path: str, version: _Version) -> None:
        kept = self._drop(path)
        also = kept[: _BRANCHES - 1] if version.ground is Ground.READ else ()
        self._held[path] = (version, *also)
        self._size += _size(self._held[path])
        while self._size > _MOST:
            self._drop(next(iter(self._held)))

    def _drop(self, path: str) -> tuple[_Version, ...]:
        dropped = self._held.pop(path, ())
        self._size -= _size(dropped)
        return dropped


def _size(versions: tuple[_Version, ...]) -> int:
    return sum(len(version.content) for version in versions)


def _is_apt(content: bytes) -> bool:
    """Return whether `content` is long, and text that is read as it stands."""
    return (
        len(content) > _LEAST and not has_nul(content) and not content.startswith(BYTE_ORDER_MARKS)
    )


def _is_sectioned(content: bytes) -> bool:
    """Return whether a change in one section of a document is of no effect on the others."""
    return (
        not content.startswith(_FRONT)
        and not occurs(_HUNKS, content)
        and not markers.holds(content, "encoded")
        and is_utf8(content)
    )


def _after(before: _Version, content: bytes, is_plain: IsPlain) -> _Version | None:
    """Return the version that follows `before`; None if it may hold something."""
    change = changed(before.content, content)
    if before.ground is Ground.READ:
        return _document(before, content, change, is_plain)
    # A marker that was not there stands within reach of what has changed.
    reach = markers.longest()
    window = content[max(change.start - reach, 0) : change.new + reach]
    untold = before.ground is Ground.UNTOLD
    if markers.tells(window) if untold else markers.are_in(window):
        return None
    return replace(before, content=content)


def _document(
    before: _Version, content: bytes, change: Change, is_plain: IsPlain
) -> _Version | None:
    """Return the version of a document in which some items of one plain section have changed.

    Neither the items that were there nor those that are there now hold anything that decides where
    a document is cut, or that begins a block. So the sections are the same but for this one, and
    this one still has no block: it holds what its items hold, each for itself, which is nothing.
    """
    number = bisect_right(before.borders, change.start)
    if number == len(before.borders):
        return None
    first = before.borders[number - 1] if number else 0
    last = before.borders[number]
    start = content.rfind(EDGE, first, change.start)
    stop = content.find(EDGE, change.new)
    shift = change.shift
    if start < 0 or stop < 0 or stop - shift + len(EDGE) > last:
        return None
    items = content[start + len(EDGE) : stop]
    if number not in before.plain and not is_plain(before.content[first:last]):
        return None
    if not is_utf8(items) or not is_plain(items):
        return None
    borders = before.borders[:number] + tuple(end + shift for end in before.borders[number:])
    return _Version(content, before.ground, borders, before.plain | {number})
