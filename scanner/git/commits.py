"""Commits and annotated tags, read as objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scanner.git.door import View
from scanner.git.objects import Found, Unreadable, read


@dataclass(frozen=True, slots=True, repr=False)
class Commit:
    """What a commit object says."""

    parents: tuple[str, ...]
    time: int
    text: bytes


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
    parents = tuple(line[len("parent ") :] for line in lines if line.startswith("parent "))
    return Commit(parents, _clock(lines, "committer "), message_in(content))


def _tag(found: Found) -> Tag:
    lines = _header(found.content)
    target = next((line[len("object ") :] for line in lines if line.startswith("object ")), "")
    return Tag(found.id, target, _clock(lines, "tagger "), message_in(found.content))


def _header(content: bytes) -> list[str]:
    return content.partition(b"\n\n")[0].decode("utf-8", "replace").split("\n")


def message_in(content: bytes) -> bytes:
    """Return what a commit or an annotated tag says, without its head."""
    return content.partition(b"\n\n")[2]


def _clock(lines: list[str], who: str) -> int:
    words = next((line.split()[-2:-1] for line in lines if line.startswith(who)), [])
    return next((int(word) for word in words if word.isdigit()), 0)
