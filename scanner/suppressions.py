"""What a repository writes to have scanners look away, whichever scanner it is meant for.

Nothing here decides what is reported: a suppression is told, and only the auditor can have it
obeyed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.search import Texts, occurs

TABLE = "suppressions.toml"
_REACH = 4_096
"""Bytes on either side of a value in which its lines are looked at: more is no line that anybody
wrote, and would make the cost of a minified file that of its square."""
_WORD = re.compile(rb"[A-Za-z0-9]")
_ON, _BEFORE, _AFTER = "on", "before", "after"


@dataclass(frozen=True, slots=True)
class _Comment:
    name: str
    pattern: re.Pattern[bytes]
    stands: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Table:
    texts: Texts
    """Texts in lower case of which every comment holds one."""
    comments: tuple[_Comment, ...]
    names: frozenset[str]
    prefixes: tuple[str, ...]


def suppression(source: bytes, offset: int) -> str:
    """Return the name of the comment that asks scanners to ignore the value at `offset`.

    Empty if there is none; of several the first of the table.
    """
    start, end = max(offset - _REACH, 0), offset + _REACH
    first = source.rfind(b"\n", start, offset) + 1
    last = source.find(b"\n", offset, end)
    lines = dict(_lines(source, (start, end), first, last))
    if not occurs(_table().texts, b"\n".join(lines.values()).lower()):
        return ""
    return next(
        (
            comment.name
            for comment in _table().comments
            for place, line in lines.items()
            if place in comment.stands and _asks(comment, line, alone=place != _ON)
        ),
        "",
    )


def _asks(comment: _Comment, line: bytes, *, alone: bool) -> bool:
    """Return whether `line` holds the comment; `alone`, if nothing but its mark is before it.

    A comment behind something is meant for that, and not for the value next to it.
    """
    found = comment.pattern.search(line)
    return bool(found) and not (alone and found and _WORD.search(line, 0, found.start()))


def _lines(
    source: bytes, within: tuple[int, int], first: int, last: int
) -> Iterator[tuple[str, bytes]]:
    """Yield the line that begins at `first` and ends at `last`, and those next to it.

    Only what is `within` two offsets; the neighbour is not known if that is no whole line.
    """
    start, end = within
    yield _ON, source[first or start : end if last < 0 else last]
    if first:
        before = source.rfind(b"\n", start, first - 1) + 1
        if before or not start:
            yield _BEFORE, source[before : first - 1]
    if last >= 0:
        after = source.find(b"\n", last + 1, end)
        yield _AFTER, source[last + 1 : end if after < 0 else after]


def is_file_of_suppressions(path: str) -> bool:
    """Return whether some scanner reads in the file at `path` what it is to ignore."""
    name = path[path.rfind("/") + 1 :]
    table = _table()
    return name in table.names or name.startswith(table.prefixes)


@cache
def _table() -> _Table:
    content = tomli.loads((files("scanner") / TABLE).read_text("utf-8"))
    comments = content["comments"]
    return _Table(
        texts=tuple(one["text"].encode() for one in comments),
        comments=tuple(
            _Comment(one["name"], re.compile(one["pattern"].encode()), frozenset(one["stands"]))
            for one in comments
        ),
        names=frozenset(content["files"]["names"]),
        prefixes=tuple(content["files"]["prefixes"]),
    )
