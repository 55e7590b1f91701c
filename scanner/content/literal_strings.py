"""Strings of programs to scalars: quotes taken off, escapes decoded, variables as `${…}`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scanner.configs import Scalar
from scanner.syntax.scalars import assembled, json_string, verbatim

_OPENING = re.compile(
    rb"(?P<heredoc><<[-~]?['\"]?(?P<mark>[A-Z_][A-Z0-9_]*)['\"]?[^\n]*\n)"
    rb"|(?P<prefix>[^\"'`#\[]{0,3})(?P<quote>\"\"\"|'''|''|\"|'|`|\#+\"|\[\[\n?)"
)
_RAW = re.compile(rb"(?i)[^\"']*(?:r|@)[^\"']*\Z")
_FILLED = re.compile(rb"(?i)(?:b?r?f[br]?|t|\$+@?|@\$|s)\Z")
_BRACED = re.compile(r"(\{\{)|(\}\})|(?<!\$)(\{)([^{}\n]{1,200})(\})")
_MARKED = re.compile(r"(#\{|\\\(|(?<!\$)\{(?=\$))([^{}()\n]{0,200}(?:\([^()\n]{0,100}\))?)([)}])")
_BARE = re.compile(r"\A([A-Za-z][A-Za-z-]{1,30} )(\$)([A-Za-z_][\w>.-]{0,99})\Z")

_QUOTES = frozenset(b"\"'")
_SPECIAL = re.compile(rb"[\\${#]|''")
_LONG = (b'"""',)
_TRIPLE = 3
_GAP = re.compile(r"%[-+0-9.]{0,8}[sdvqxf]|%@|\{([\w.:!$-]{0,60})\}")
_TICK = re.compile(r"\\([`$\\])")
_Pieces = list[tuple[int, str]]
_Replacement = Callable[[re.Match[str]], _Pieces | None]


def decoded(source: bytes, start: int, end: int, *, nix: bool = False) -> Scalar:
    r"""Return the text of the string token `source[start:end]`, whatever its quotes are.

    What is filled in at run time (`{x}` of an f-string, `#{x}`, `\(x)`, `$x`) becomes a reference
    `${x}`, so that the text around it is judged and the variable is not.
    """
    if source[start] in _QUOTES and not _SPECIAL.search(source, start + 1, end):
        width = _TRIPLE if source.startswith(_LONG, start) and end - start > _TRIPLE else 1
        return verbatim(source, start + width, max(end - width, start + width), quoted=True)
    opening = _OPENING.match(source, start, end)
    if opening is None:
        return verbatim(source, start, end, quoted=True)
    if opening["heredoc"]:
        return verbatim(source, opening.end(), end - len(opening["mark"]), quoted=True)
    prefix, quote = opening["prefix"], opening["quote"]
    inside, outside = opening.end(), max(end - len(quote.rstrip(b"\n")), opening.end())
    if _RAW.match(prefix) or quote[:1] in b"#[" or (quote == b"''" and nix):
        text = verbatim(source, inside, outside, quoted=True)
    elif quote == b"`":
        text = _replaced(verbatim(source, inside, outside, quoted=True), _TICK, _unticked)
    else:
        text = json_string(source, inside, outside)
    if _FILLED.match(prefix):
        text = _replaced(text, _BRACED, _from_braces)
    elif quote[:1] == b'"':
        text = _replaced(text, _MARKED, _from_marks)
        text = _replaced(text, _BARE, _from_bare)
    return text


def doubled(text: Scalar) -> Scalar:
    """Return a template with its braces undone: `{{` is one, `{x}` a reference."""
    return _replaced(text, _BRACED, _from_braces)


def reference(name: str, start: int) -> Scalar:
    """Return the scalar of a variable that is written at `start`, as a reference."""
    return assembled([(start, "${"), (start, name.replace("->", ".")), (start, "}")], quoted=False)


def joined(parts: Iterable[Scalar]) -> Scalar:
    """Return the parts as one text, each character where it stands in its part."""
    texts: list[str] = []
    anchors: list[tuple[int, int]] = []
    length = 0
    for piece in parts:
        anchors.extend((length + at, where) for at, where in piece.anchors)
        texts.append(piece.text)
        length += len(piece.text)
    return Scalar("".join(texts), tuple(_ascending(anchors)), quoted=True)


def filled(text: Scalar, values: int) -> Scalar:
    """Return a format with its first `values` gaps (`%s`, `{}`, `{name}`) as references."""
    gaps = iter(range(values))

    def gap(found: re.Match[str]) -> _Pieces | None:
        if next(gaps, None) is None:
            return None
        name = re.sub(r"\W", "", found[1] or "") or "value"
        return [(found.start(), "${"), (found.start(), name), (found.end() - 1, "}")]

    return _replaced(text, _GAP, gap)


def _ascending(anchors: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the anchors; of two at one character the last, behind an empty part, holds."""
    last: tuple[int, int] | None = None
    for anchor in anchors:
        if last is not None and anchor[0] > last[0]:
            yield last
        last = anchor
    if last is not None:
        yield last


def _unticked(found: re.Match[str]) -> _Pieces | None:
    # `\\n` may be Go's, where a backslash is a backslash.
    return [(found.start(), found[1])] if found[1] != "\\" else None


def _from_braces(found: re.Match[str]) -> _Pieces:
    if found[1] or found[2]:
        return [(found.start(), found[0][0])]
    name = found[4].partition("!r")[0]
    return [(found.start(), "${"), (found.start(4), name), (found.start(5), "}")]


def _from_marks(found: re.Match[str]) -> _Pieces:
    name = found[2].lstrip("$")
    at = found.start(2) + len(found[2]) - len(name)
    return [(found.start(), "${"), (at, name.replace("->", ".")), (found.start(3), "}")]


def _from_bare(found: re.Match[str]) -> _Pieces:
    return [
        (found.start(1), found[1]),
        (found.start(2), "${"),
        (found.start(3), found[3].replace("->", ".")),
        (found.end() - 1, "}"),
    ]


def _replaced(text: Scalar, pattern: re.Pattern[str], new: _Replacement) -> Scalar:
    """Return `text` with what `pattern` finds replaced by pieces, given as (index, text)."""
    cursor = _Cursor(text)
    parts: list[Scalar] = []
    for found in pattern.finditer(text.text):
        pieces = new(found)
        if pieces is not None:
            parts.append(cursor.take(found.start()))
            parts += [Scalar(piece, ((0, cursor.move(index)),)) for index, piece in pieces]
            cursor.move(found.end())
    if not parts:
        return text
    parts.append(cursor.take(len(text.text)))
    return joined(part for part in parts if part.text)


@dataclass(slots=True, repr=False, eq=False)
class _Cursor:
    """A place in a text that only moves on, so that to follow it is linear in the text."""

    text: Scalar
    index: int = 0
    offset: int = 0
    anchor: int = 0

    def move(self, to: int) -> int:
        """Go on to the character `to` and return its offset in the source."""
        anchors = self.text.anchors
        while self.anchor < len(anchors) and anchors[self.anchor][0] <= to:
            self.index, self.offset = anchors[self.anchor]
            self.anchor += 1
        passed = self.text.text[self.index : to]
        self.offset += len(passed if passed.isascii() else passed.encode("utf-8", "surrogatepass"))
        self.index = max(to, self.index)
        return self.offset

    def take(self, to: int) -> Scalar:
        """Go on to the character `to` and return what is passed."""
        start = self.index
        anchors = [(0, self.move(start))]
        while self.anchor < len(self.text.anchors) and self.text.anchors[self.anchor][0] < to:
            index = self.text.anchors[self.anchor][0]
            anchors.append((index - start, self.move(index)))
        self.move(to)
        return Scalar(self.text.text[start:to], tuple(anchors))
