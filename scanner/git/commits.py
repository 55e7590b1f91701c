"""Commits and annotated tags, read as objects."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.git.door import View
from scanner.git.objects import Found, Unreadable, read
from scanner.git.stamps import seconds

_OBJECT_ID = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")


@dataclass(frozen=True, slots=True, repr=False)
class Commit:
    """What a commit object says."""

    parents: tuple[str, ...]
    time: int
    text: bytes
    author: str = ""
    """`name <e-mail>`, as its author wrote it; bytes that are no UTF-8 are kept."""


@dataclass(frozen=True, slots=True, repr=False)
class Tag:
    """An annotated tag."""

    id: str
    target: str
    """The object that it names, which may be a tag again."""
    time: int
    text: bytes


def commits(view: View, names: Sequence[str]) -> tuple[dict[str, Commit], dict[str, Unreadable]]:
    """Return those of the commits `names` that can be read, and the others."""
    found, unreadable = _apart(read(view, names))
    return {one.id: _commit(one.content) for one in found}, unreadable


def tags(view: View, names: Sequence[str]) -> tuple[dict[str, Tag], dict[str, Unreadable]]:
    """Return those of the annotated tags `names` that can be read, and the others."""
    found, unreadable = _apart(read(view, names))
    return {one.id: _tag(one) for one in found}, unreadable


def _apart(answers: Iterable[Found | Unreadable]) -> tuple[list[Found], dict[str, Unreadable]]:
    found: list[Found] = []
    unreadable: dict[str, Unreadable] = {}
    for answer in answers:
        if isinstance(answer, Unreadable):
            unreadable[answer.name] = answer
        else:
            found.append(answer)
    return found, unreadable


def _commit(content: bytes) -> Commit:
    lines = _header(content)
    # A message of an annotated tag is told of like one of a commit.
    author = _who(lines, b"author ") or _who(lines, b"tagger ")
    parents = tuple(_named(lines, b"parent "))
    return Commit(parents, _clock(lines, b"committer "), message_in(content), author)


def _tag(found: Found) -> Tag:
    lines = _header(found.content)
    target = next(_named(lines, b"object "), "")
    return Tag(found.id, target, _clock(lines, b"tagger "), message_in(found.content))


def _header(content: bytes) -> list[bytes]:
    return content.partition(b"\n\n")[0].split(b"\n")


def message_in(content: bytes) -> bytes:
    """Return what a commit or an annotated tag says, without its head."""
    return content.partition(b"\n\n")[2]


def _who(lines: Iterable[bytes], role: bytes) -> str:
    said = next((line[len(role) :] for line in lines if line.startswith(role)), b"")
    name, closed, _ = said.rpartition(b">")
    return (name + closed if closed else said).strip().decode("utf-8", "surrogateescape")


def _named(lines: Iterable[bytes], what: bytes) -> Iterator[str]:
    """Yield the objects that lines name; anything else would be an expression to git."""
    for line in lines:
        if line.startswith(what) and _OBJECT_ID.match(name := line[len(what) :]):
            yield name.decode("ascii")


def _clock(lines: Iterable[bytes], who: bytes) -> int:
    words = next((line.split()[-2:-1] for line in lines if line.startswith(who)), [])
    return next(map(seconds, words), 0)
