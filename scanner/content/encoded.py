"""Base64: whole configurations in variables, secrets and addresses, and what it decodes to."""

import base64
import re
from collections.abc import Iterator
from itertools import accumulate

from scanner.configs import Scalar, part
from scanner.content.looks import looks
from scanner.content.model import Notation, Piece
from scanner.content.rewriting import joined
from scanner.syntax.decoding import decode, is_wide

_LONGEST = 1 << 20
"""Bytes of the longest run that is read."""
_SHORTEST = 32
_MARKS = re.compile(
    # `mcpServers`, `mcp_servers`, `mcp-servers`, `context_servers` at each of three alignments.
    rb"bWNwU2VydmVyc|1jcFNlcnZlcn|tY3BTZXJ2ZXJz|bWNwX3NlcnZlcn|1jcF9zZXJ2ZXJz|tY3Bfc2VydmVyc"
    rb"|bWNwLXNlcnZlcn|1jcC1zZXJ2ZXJz|tY3Atc2VydmVyc"
    rb"|Y29udGV4dF9zZXJ2ZXJz|NvbnRleHRfc2VydmVyc|jb250ZXh0X3NlcnZlcn"
    # Objects without such a name: `{"`, `{\n`, `{ "`, `[{"`.
    rb"|\b(?:eyJ|eyAi|ewog|ewoi|ewoJ|ew0K|W3si|WyB7)"
)
_RUN = re.compile(
    # Lines of one width, as `base64` folds them, and the last, shorter one.
    rb"(?:(?:[A-Za-z0-9+/]{60,76}+(?:\\n|\r?\n)[ \t]*+)++(?:[A-Za-z0-9+/]{1,76}+(?![:.\w]))?"
    rb"|[A-Za-z0-9+/_-]{24,}+)"
    rb"(?:={1,2}|(?:%3[Dd]){1,2})?"
)
_FOLD = re.compile(rb"(?:\\n|\r?\n)[ \t]*+|=|%3[Dd]")
_CONTAINER = re.compile(r"mcp[-_.]?[sS]ervers|context_servers")
_PLAIN = re.compile(r"""["'](?:mcp|servers)["']\s*+:""")
_SERVER = re.compile(r"""["'](?:command|url)["']\s*+:""")
_TO_STANDARD = str.maketrans("-_", "+/")


def pieces(source: bytes) -> tuple[Piece, ...]:
    """Return the texts with a container of MCP servers that stand in `source` in base64."""
    return tuple(piece for run in _runs(source) if (piece := _piece(run)))


def decoded(scalar: Scalar) -> Scalar | None:
    """Return what `scalar`, base64 of either alphabet, stands for; None if it is no base64 of text.

    Every three bytes lead to the four characters they were decoded from.
    """
    text = scalar.text.translate(_TO_STANDARD).rstrip("=")
    if not text or len(text) > _LONGEST or len(text) % 4 == 1 or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        plain = (decode(raw)[0] if is_wide(raw) else raw).decode()
    except ValueError:
        return None
    if "\0" in plain or "\ufffd" in plain:
        return None
    return Scalar(plain, _anchors(scalar, plain, raw), scalar.quoted)


def _anchors(scalar: Scalar, plain: str, raw: bytes) -> tuple[tuple[int, int], ...]:
    first = scalar.anchors[0][1]
    if len(scalar.anchors) > 1 and len(scalar.text) > len(plain) * 2:
        return ((0, first),)
    if plain.encode() != raw:
        return ((0, first),)
    if plain.isascii():
        places = enumerate(range(len(plain)))
    else:
        widths = accumulate((len(char.encode()) for char in plain[:-1]), initial=0)
        places = enumerate(widths)
    return _lead(scalar, [(index, at // 3 * 4) for index, at in places])


def _lead(scalar: Scalar, places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return anchors for pairs of (index in the decoded text, index in `scalar`)."""
    known = scalar.anchors
    found: list[tuple[int, int]] = []
    at = last = 0
    for index, place in places:
        if index and place == last:
            continue
        last = place
        while at + 1 < len(known) and known[at + 1][0] <= place:
            at += 1
        found.append((index, known[at][1] + place - known[at][0]))
    return tuple(found)


def _runs(source: bytes) -> Iterator[Scalar]:
    for match in _RUN.finditer(source):
        start, end = match.span()
        if end - start < _SHORTEST or not _MARKS.search(source, start, end):
            continue
        while end - start > _LONGEST:
            end = start + _LONGEST
        yield from _readings(source, start, end)


def _readings(source: bytes, start: int, end: int) -> Iterator[Scalar]:
    """Yield the run with its folds undone; if that is no text, without its last line, and each."""
    breaks = [match.span() for match in _FOLD.finditer(source, start, end)]
    borders = [start, *(border for fold in breaks for border in fold), end]
    runs = [pair for pair in zip(borders[::2], borders[1::2], strict=True) if pair[0] < pair[1]]
    whole = joined(source, runs)
    if len(runs) == 1 or decoded(whole):
        yield whole
        return
    yield joined(source, runs[:-1])
    for run in runs:
        yield joined(source, [run])


def _piece(run: Scalar) -> Piece | None:
    # A path or an identifier may run up to the text: `/data/eyJ…`, `CONFIG_eyJ…`.
    found = decoded(run) or _after_mark(run)
    if found is None or not _declares(found.text):
        return None
    return Piece(looks(found.text) or Notation.JSON, found)


def _declares(text: str) -> bool:
    if _CONTAINER.search(text):
        return True
    return bool(_PLAIN.search(text) and _SERVER.search(text))


_OPENING = re.compile(r"eyJ|eyAi|ewog|ewoi|ewoJ|ew0K|W3si|WyB7")


def _after_mark(run: Scalar) -> Scalar | None:
    opening = _OPENING.search(run.text)
    return decoded(part(run, opening.start(), len(run.text))) if opening else None
