"""`NAME=value` lines: dotenv files, INI, Java properties with servers of Spring AI and Quarkus."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from detectors.model import Slot
from scanner.configs import Mapping, Node, Scalar, Sequence, Tree, Value, part
from scanner.content.literal_embedded import notation
from scanner.content.literal_marks import marks
from scanner.content.model import Content, Notation, Piece, Stated
from scanner.discovery.selectors import below
from scanner.syntax.scalars import assembled, json_string, verbatim

_MOST = 20_000
_LONGEST_KEY = 300
_DEEPEST = 40
_SHORTEST = 16

_LINE = re.compile(
    rb"[ \t\xa0]*+(?:\xef\xbb\xbf)?(?:(?:export|set|setx|declare -x|ENV|env)[ \t]++)?+"
    rb"(?:-[DPe]|--)?+(?P<quote>[\"']?+)(?P<key>%?(?:[\w.$/@-]|\\[ :=]"
    rb"|\[[\w\"'.-]{0,80}\]|(?<=\.)\"[^\"\n]{1,80}\")++)(?P=quote)"
    rb"[ \t]*+(?P<mark>\+?=|:(?=[ \t]))[ \t]*+"
)
_NEXT = re.compile(rb"[^\n]*+\n?")
_QUOTED = re.compile(
    rb"\"(?P<double>[^\"\\]*+(?:\\[\s\S][^\"\\]*+)*+)\"|'(?P<single>[^']*+)'|"
    rb"`(?P<back>[^`]*+)`"
)
_AFTER = re.compile(rb"[ \t]*+(?:[#;][^\n]*+|//[^\n]*+)?\r?(?:\n|\Z)")
# A path of Windows may end in a backslash: what continues a line is no setting of its own.
_PLAIN = re.compile(rb"(?:[^\n\\]|\\(?!\r?\n)|\\\r?\n(?![ \t]*[\w.]+[ \t]*=))*+")
_ESCAPED = re.compile(rb"\\\r?\n[ \t]*+|\\(?P<mark>[:=!#])")
_REMARK = re.compile(rb"(?<=[ \t])(?:#|;(?:[ \t]|$))")
_COMMENTED = re.compile(rb"[ \t]*+[#;!][#;! \t]*+(?=[\w.\"'-]++[ \t]*+=)")
_LONGEST_QUOTE = 1 << 16
_STEP = re.compile(r"\[[\"']?([^\[\]\"']*)[\"']?\]|\"([^\"]*)\"|([^.\[\]\"]+)")


@dataclass(frozen=True, slots=True, repr=False)
class _Setting:
    key: Scalar
    value: Scalar


@dataclass(frozen=True, slots=True)
class _Family:
    """Where the servers of a framework stand in its dotted keys."""

    client: str
    prefix: tuple[str, ...]
    kinds: frozenset[str]
    """The step behind the prefix, if there is one before the names."""
    names: tuple[str, ...]
    """The steps between that and the name of a server."""


_FAMILIES = (
    _Family(
        "spring-ai",
        ("spring", "ai", "mcp", "client"),
        frozenset({"stdio", "sse", "streamable-http", "streamablehttp", "streamable_http"}),
        ("connections",),
    ),
    _Family("quarkus", ("quarkus", "langchain4j", "mcp"), frozenset(), ()),
)


def read(source: bytes) -> Content:
    """Return servers of dotted keys as the trees of their clients, all else as environment.

    Values may be quoted, over several lines too, and may be followed by a remark; a backslash
    continues a line. 20,000 settings of a file are read.
    """
    settings = tuple(islice(_settings(source), _MOST))
    stated: list[Stated] = []
    used: set[int] = set()
    for family in _FAMILIES:
        mine = [(path, one) for one in settings if (path := _path(one.key, family))]
        if mine:
            used.update(id(one) for _, one in mine)
            stated.append(Stated(family.client, Tree(_tree(mine), (), ())))
    rest = [one for one in settings if id(one) not in used and one.value.text]
    pieces = {id(one): Piece(how, one.value) for one in rest if (how := _notation(one.value))}
    loose = tuple(_loose(one) for one in rest if id(one) not in pieces)
    return Content(tuple(stated), tuple(pieces.values()), loose)


def _notation(value: Scalar) -> Notation | None:
    """Return how a value is written that holds a configuration; None if it holds none."""
    text = value.text
    if len(text) < _SHORTEST or not any(marks(text.encode("utf-8", "surrogateescape"))):
        return None
    how = notation(text)
    return None if how is Notation.CODE else how


def _loose(setting: _Setting) -> Value:
    name = setting.key.text
    return Value(Slot.ENV, name, below("", name), setting.value)


def _settings(source: bytes) -> Iterator[_Setting]:
    """Yield the settings of `source`, those that are commented out too."""
    at = 0
    dead = -1
    while at < len(source):
        commented = _COMMENTED.match(source, at)
        line = _LINE.match(source, commented.end() if commented else at)
        if line is None or line.end("key") - line.start("key") > _LONGEST_KEY:
            at = _end_of_line(source, at)
            continue
        value, after = (None, 0) if line.end() <= dead else _quoted(source, line.end())
        if value is None:
            # A quote that nothing closes is asked about once.
            dead = max(dead, after)
            value, after = _plain(source, line.end())
        yield _Setting(_key(source, line), value)
        at = max(after, at + 1)


def _end_of_line(source: bytes, at: int) -> int:
    line = _NEXT.match(source, at)
    return max(line.end() if line else at, at + 1)


def _key(source: bytes, line: re.Match[bytes]) -> Scalar:
    start, end = line.span("key")
    if b"\\" in line["key"]:
        return json_string(source, start, end)
    return verbatim(source, start, end, quoted=False)


def _quoted(source: bytes, start: int) -> tuple[Scalar | None, int]:
    """Return the quoted value at `start` and where its line ends; or up to where none closes."""
    if source[start : start + 1] not in {b'"', b"'", b"`"}:
        return None, 0
    limit = min(start + _LONGEST_QUOTE, len(source))
    found = _QUOTED.match(source, start, limit)
    if found is None:
        return None, limit
    after = _AFTER.match(source, found.end())
    if after is None:
        return None, 0
    name = found.lastgroup or "double"
    if name == "double":
        return json_string(source, *found.span(name)), after.end()
    return verbatim(source, *found.span(name), quoted=True), after.end()


def _plain(source: bytes, start: int) -> tuple[Scalar, int]:
    """Return the bare value at `start`, its continued lines joined, and where its line ends."""
    found = _PLAIN.match(source, start)
    end = found.end() if found else start
    remark = _REMARK.search(source, start + 1, end)
    stop = remark.start() if remark else end
    stop = start + len(source[start:stop].rstrip())
    pieces: list[tuple[int, str]] = []
    at = start
    for escape in _ESCAPED.finditer(source, start, stop):
        pieces.append((at, _text(source[at : escape.start()])))
        pieces.append((escape.start(), _text(escape["mark"] or b"")))
        at = escape.end()
    pieces.append((at, _text(source[at:stop])))
    return _unwrapped(assembled(pieces, quoted=False)), min(end + 1, len(source))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _unwrapped(value: Scalar) -> Scalar:
    """Return a value without the one quote that is left of a pair."""
    text = value.text
    if len(text) > 1 and text[0] in "\"'":
        end = len(text) - (text[-1] == text[0])
        return part(value, 1, end)
    return value


def _path(key: Scalar, family: _Family) -> tuple[Scalar, ...]:
    """Return the steps of a dotted key if it is of `family`, with the family's usual first ones."""
    if not key.text.startswith("%") and family.prefix[0] not in key.text:
        return ()
    steps = tuple(islice(_steps(key), _DEEPEST))
    # `%dev.` is a profile of Quarkus.
    steps = steps[1:] if steps and steps[0].text.startswith("%") else steps
    depth = len(family.prefix)
    if tuple(step.text for step in steps[:depth]) != family.prefix:
        return ()
    if not family.kinds:
        return steps if len(steps) > depth + 1 else ()
    if len(steps) <= depth + 3 or steps[depth].text not in family.kinds:
        return ()
    if (steps[depth + 1].text,) != family.names:
        return ()
    kind = steps[depth]
    usual = "streamable-http" if kind.text.startswith("streamable") else kind.text
    return (*steps[:depth], replace(kind, text=usual), *steps[depth + 1 :])


def _steps(key: Scalar) -> Iterator[Scalar]:
    for found in _STEP.finditer(key.text):
        yield replace(part(key, *found.span(found.lastindex or 0)), quoted=False)


@dataclass(slots=True, repr=False, eq=False)
class _Branch:
    """A mapping while it grows."""

    key: Scalar
    branches: "dict[str, _Branch]" = field(default_factory=dict)
    values: list[tuple[Scalar, Node]] = field(default_factory=list)


def _tree(settings: list[tuple[tuple[Scalar, ...], _Setting]]) -> Mapping:
    root = _Branch(settings[0][0][0])
    for path, setting in settings:
        branch = root
        for step in path[:-1]:
            branch = branch.branches.setdefault(step.text, _Branch(step))
        last = path[-1]
        branch.values.append(
            (last, _listed(setting.value) if last.text in _LISTS else setting.value)
        )
    return _frozen(root)


_LISTS = frozenset({"args", "command"})


def _listed(value: Scalar) -> Node:
    """Return the words of a value that commas separate."""
    words = [part(value, *found.span()) for found in _WORD.finditer(value.text[:_LONGEST])]
    return Sequence(tuple(words)) if len(words) > 1 else value


_WORD = re.compile(r"[^,\s][^,]*(?<!\s)")
_LONGEST = 8_192


def _frozen(root: _Branch) -> Mapping:
    """Return a branch as a mapping; paths have 40 steps at most, so that recursion is safe."""
    entries: list[tuple[Scalar, Node]] = list(root.values)
    entries += [(branch.key, _branch(branch)) for branch in root.branches.values()]
    return Mapping(tuple(entries))


def _branch(branch: _Branch) -> Node:
    """Return a branch whose keys are indexes (`args[0]`) as a list."""
    frozen = _frozen(branch)
    if frozen.entries and all(key.text.isdecimal() for key, _ in frozen.entries):
        return Sequence(tuple(node for _, node in frozen.entries))
    return frozen
