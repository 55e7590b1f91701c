"""Objects by name, streamed through `git cat-file --batch`.

git dies at a corrupt object; here that object is `Unreadable` and the others are read by a new
process, so that one broken object costs nothing but itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import NamedTuple, TypeVar

from scanner.git import door
from scanner.git.door import Process, View

T = TypeVar("T")


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


def every(view: View) -> list[str]:
    """Return the id of every object in the store, without opening one."""
    listing = door.start(
        view, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)"
    )
    return door.output(listing)[0].decode("ascii").split()


def read(view: View, names: Sequence[str]) -> Iterator[Found | Unreadable]:
    """Yield each object, in the order of `names`; ask for `headers` first if some may be large."""
    return _answers(view, "--batch", names, _content)


def _content(process: Process, header: Header) -> Found | None:
    content = process.stdout.read(header.size + 1)
    return Found(header.id, content[:-1]) if len(content) > header.size else None


def _answers(
    view: View, mode: str, names: Sequence[str], take: Callable[[Process, Header], T | None]
) -> Iterator[T | Unreadable]:
    """Yield what `take` makes of each answer, starting anew behind whatever stops git."""
    answered = 0
    while answered < len(names):
        process = door.start(view, "cat-file", mode, "--buffer")
        Thread(target=_ask, args=(process, names[answered:]), daemon=True).start()
        try:
            for name in names[answered:]:
                answered += 1
                answer = _answer(process, name, take)
                yield answer
                if isinstance(answer, Unreadable) and not answer.missing:
                    break
        finally:
            process.kill()


def _ask(process: Process, names: Sequence[str]) -> None:
    # git may die, or be stopped, before it has heard all the names.
    with suppress(BrokenPipeError, ValueError):
        process.stdin.write("".join(f"{name}\n" for name in names).encode("ascii"))
        process.stdin.close()


def _answer(
    process: Process, name: str, take: Callable[[Process, Header], T | None]
) -> T | Unreadable:
    words = process.stdout.readline().decode("ascii", "replace").split()
    if not words:
        return Unreadable(name, "corrupt")
    if len(words) != len(Header._fields):
        return Unreadable(name, "not in the object store", missing=True)
    taken = take(process, Header(words[0], words[1], int(words[2])))
    return Unreadable(name, "corrupt") if taken is None else taken
