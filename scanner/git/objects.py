"""Objects by name, streamed through `git cat-file --batch`.

git dies at a corrupt object; here that object is `Unreadable` and the others are read by a new
process, so that one broken object costs nothing but itself.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from scanner.git import door
from scanner.git.door import Process, View
from scanner.leafing import CHUNK

T = TypeVar("T")
_LARGEST = 128 << 20
"""Bytes of what is always held as a whole; the tree of a million files takes a third of it."""

Leaf = Callable[[Callable[[], str], Iterator[bytes]], bool]
"""Leafs through a content, part by part; may ask for its id behind the last; returns whether it
tells that it should have been read as a whole."""


class Header(NamedTuple):
    """What an object is, without its content."""

    id: str
    type: str
    size: int
    """Bytes."""


class Found(NamedTuple):
    """An object and its whole content."""

    id: str
    content: bytes


class Oversized(NamedTuple):
    """An object that is too large to be held."""

    id: str
    size: int
    """Bytes."""
    telling: bool
    """Whether some part of it tells that it should have been read."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An object that could not be read, and why."""

    name: str
    reason: str
    missing: bool = False
    """True if the object store does not have it, as in a partial clone."""


def headers(view: View, names: Sequence[str]) -> Iterator[Header | Unreadable]:
    """Yield type and size of each object, in the order of `names`."""
    return _answers(view, "--batch-check", names, lambda _process, header: header)


def read(view: View, names: Sequence[str]) -> Iterator[Found | Unreadable]:
    """Yield each object, in the order of `names`, of at most 128 MiB."""
    return _answers(view, "--batch", names, _content_or_size)


def read_within(
    view: View, names: Sequence[str], limit: int, leaf: Leaf
) -> Iterator[Found | Oversized | Unreadable]:
    """Yield each object, in the order of `names`; one of over `limit` bytes is only leafed through.

    `leaf` is given such an object a mebibyte at a time.
    """

    def take(process: Process, header: Header) -> Found | Oversized | None:
        if header.size <= limit:
            return _content(process, header)
        return _leafed_through(process, header, leaf)

    return _answers(view, "--batch", names, take)


def _content_or_size(process: Process, header: Header) -> Found | Unreadable | None:
    if header.size > _LARGEST:
        return Unreadable(header.id, f"{header.size:,} bytes is over the limit of {_LARGEST:,}")
    return _content(process, header)


def _content(process: Process, header: Header) -> Found | None:
    content = process.stdout.read(header.size)
    # The end of the line by itself: a copy without it takes as long as reading.
    return Found(header.id, content) if process.stdout.read(1) else None


def _leafed_through(process: Process, header: Header, leaf: Leaf) -> Oversized | None:
    chunks = _chunks(process, header.size + 1)
    try:
        telling = leaf(lambda: header.id, chunks)
        # What was not asked for: the next answer is behind it.
        deque(chunks, maxlen=0)
    except EOFError:
        return None
    return Oversized(header.id, header.size, telling)


def _chunks(process: Process, size: int) -> Iterator[bytes]:
    """Yield the next `size` bytes that git writes; raise EOFError if it stops before."""
    while size:
        chunk = process.stdout.read(min(size, CHUNK))
        if not chunk:
            raise EOFError
        yield chunk
        size -= len(chunk)


def _answers(
    view: View,
    mode: str,
    names: Sequence[str],
    take: Callable[[Process, Header], T | Unreadable | None],
) -> Iterator[T | Unreadable]:
    """Yield what `take` makes of each answer, starting anew behind whatever stops git."""
    answered = 0
    while answered < len(names):
        process = door.start(view, "cat-file", mode, "--buffer")
        process.feed(names[answered:])
        try:
            for name in names[answered:]:
                answered += 1
                answer = _answer(process, name, take)
                stopped = isinstance(answer, Unreadable) and not answer.missing
                if stopped:
                    view.budget.check()
                yield answer
                if stopped:
                    break
        finally:
            process.kill()


def _answer(
    process: Process, name: str, take: Callable[[Process, Header], T | Unreadable | None]
) -> T | Unreadable:
    words = process.stdout.readline().decode("ascii", "replace").split()
    if not words:
        return Unreadable(name, "corrupt")
    if len(words) != len(Header._fields):
        return Unreadable(name, "not in the object store", missing=True)
    taken = take(process, Header(words[0], words[1], int(words[2])))
    return Unreadable(name, "corrupt") if taken is None else taken
