"""Where in a program MCP is configured: containers, constructors, keys, command lines."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from scanner.content.literal_calls import endings, vocabulary
from scanner.content.search import Texts, places


class Sort(Enum):
    """How a stretch lies around its mark."""

    CONTAINER = auto()
    """A name whose value is servers."""
    HINTED = auto()
    """A name whose value is servers if it looks like some."""
    CALL = auto()
    """The name of a constructor; its call begins there."""
    INSIDE = auto()
    """A key of a server: the brackets around it are the server."""
    TABLE = auto()
    """The head of a table of TOML."""
    LINE = auto()
    """A command line that adds a server."""
    WORDS = auto()
    """The same as a list of words."""


class Mark(NamedTuple):
    """One place that tells of MCP; holds no text of it."""

    sort: Sort
    start: int
    end: int


_LINE = (
    rb"(?<![\w-])(?:mcp[ \t]+(?:add(?:-json|-server)?|install|set)\b|mcp-add\b|--mcp-config\b"
    rb"|--add-mcp\b|mcporter[ \t]+(?:config|add)\b|docker[ \t]+mcp\b|thv[ \t]+run\b)"
)
_LIST = rb"[\"']mcp[\"'][ \t]*,\s{0,40}[\"'](?:add(?:-json)?|install)[\"']"
_TABLE = rb"(?<!\S)\[{1,2}(?:mcp_servers|mcpServers|mcp\.servers|mcp-servers|mcp)[.\]]"
_TYPE = rb"\btype[\"']?\s{0,4}(?::|=>?)\s{0,4}[\"'](?:mcp|url)[\"']"
_COMMAND = (
    rb"[\"':]?\b[cC]ommand[\"']?\]?\s{0,16}(?::|=>?|\s(?=\"))\s{0,16}(?=[\"'\[(]|List|shutil|sys\.)"
)


@cache
def _pattern() -> re.Pattern[bytes]:
    words = vocabulary()
    groups = (
        (Sort.TABLE, _TABLE),
        (Sort.LINE, _LINE),
        (Sort.WORDS, _LIST),
        (Sort.CONTAINER, _any(words.containers)),
        (Sort.CALL, _any(_names())),
        (Sort.INSIDE, rb"|".join((_TYPE, _COMMAND, _any(words.keys)))),
        (Sort.HINTED, _any(words.hinted)),
    )
    return re.compile(rb"|".join(b"(?P<%s>%s)" % (sort.name.encode(), one) for sort, one in groups))


def _names() -> frozenset[str]:
    """Return the parts of the paths of constructors that are looked for."""
    paths = [re.split(r"::|\.", name) for name in vocabulary().constructors]
    parts = {part for path in paths for part in path[-2:] if len(path) == 1 or part[0].isupper()}
    return frozenset(parts | {path[-1] for path in paths if "_" in path[-1]})


def _any(names: Iterable[str]) -> bytes:
    ordered = sorted(names, key=lambda name: (-len(name), name))
    inner = b"|".join(re.escape(name).encode() for name in ordered)
    return rb"(?<![\w-])(?:" + inner + rb")(?![\w-])"


@cache
def _probes() -> Texts:
    """Return the texts of which every mark begins with one, the longest first."""
    words = vocabulary()
    texts = {*words.containers, *words.hinted, *words.keys, *_names(), *_PROBES}
    return tuple(text.encode() for text in sorted(texts, key=lambda text: (-len(text), text)))


_PROBES = (
    "type", "command", "Command", "mcp", "[mcp", "[[mcp", '"mcp"', "'mcp'", "--mcp-config",
    "--add-mcp", "mcporter", "docker", "thv",
)  # fmt: skip


def _found(source: bytes, start: int, end: int, reach: int) -> Iterator[re.Match[bytes]]:
    pattern = _pattern()
    for at in _possible(source, start, end):
        while at >= reach:
            found = pattern.match(source, at)
            if found:
                reach = found.end()
                yield found
            if found or source[at] not in _LEADS:
                break
            at += 1  # noqa: PLW2901 - behind the bracket or quote may be another


def _possible(source: bytes, start: int, end: int) -> Iterator[int]:
    """Yield where marks may begin in the lines `start` to `end`, which are looked at in turn."""
    while start < end:
        stop = source.find(b"\n", start + _WINDOW, end) + 1 or end
        for offset, _ in places(_probes(), source[start:stop]):
            yield start + offset
        start = stop


_WINDOW = 1 << 17
_LEADS = frozenset(b"[\"'")


Hit = tuple[Sort, int, int, bool]
"""What looks like a mark: its sort, where it starts and ends, and whether it is one."""


def hits(
    source: bytes, held: dict[str, bool], start: int, end: int, reach: int = 0
) -> Iterator[Hit]:
    """Yield what looks like marks in the lines `start` to `end` of `source`, in order.

    `held` keeps which words are in `source`; nothing is looked for before `reach`.
    """
    for found in _found(source, start, end, reach):
        sort = Sort[found.lastgroup or ""]
        known = sort is not Sort.CALL or _is_known(source, found, held)
        yield sort, *found.span(), known


def marks(source: bytes) -> Iterator[Mark]:
    """Yield the marks of `source` in order, those in strings and comments too."""
    return known_marks(hits(source, {}, 0, len(source)))


def known_marks(found: Iterable[Hit]) -> Iterator[Mark]:
    """Yield the marks among `found`."""
    return (Mark(sort, start, end) for sort, start, end, known in found if known)


_BEFORE = re.compile(rb"(?:[A-Za-z_]\w*(?:::|\.)){0,3}\Z")
_AFTER = re.compile(rb"(?:(?:::|\.)[A-Za-z_]\w*){0,2}")
_FAR = 120
_DEFINED = re.compile(
    rb"(?:class|def|function|struct|interface|func|fn|type|enum|record|extends|implements|trait|impl|"
    rb"import|from|use|using|export type|instanceof|typeof)[ \t(]+(?:[\w.:]*[.:])?\Z"
)


def _is_known(source: bytes, found: re.Match[bytes], held: dict[str, bool]) -> bool:
    """Return whether a constructor is called there; not where it is defined or imported."""
    start, end = found.span()
    before = source[max(start - _FAR, 0) : start]
    if _DEFINED.search(before):
        return False
    lead, tail = _BEFORE.search(before), _AFTER.match(source, end)
    path = (lead[0] if lead else b"") + found[0] + (tail[0] if tail else b"")
    known = vocabulary().constructors
    for name in (path, path.removesuffix(tail[0] if tail else b"")):
        for ending in endings(name.decode("utf-8", "replace")):
            if ending in known:
                needs = known[ending].needs
                return not needs or any(_holds(source, one, held) for one in needs)
    return False


def _holds(source: bytes, word: str, held: dict[str, bool]) -> bool:
    if word not in held:
        held[word] = word.encode() in source
    return held[word]
