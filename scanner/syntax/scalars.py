"""Quoted text to scalars: escapes decoded, and the way back to the source kept."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from scanner.configs import Scalar

_SINGLE = 1
_TRIPLE = 3

_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
} | {mark: mark for mark in "\"'/\\ \t"}
"""The one-letter escapes of the three formats; where two share a letter they agree."""

_ESCAPE = (
    rb"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))"
)
_NEWLINE = rb"(?:\r\n?|\n)"
# The second branch takes a run of blanks whole, so that none of its tails is tried again.
_FOLD = rb"([ \t]*+(?:" + _NEWLINE + rb"[ \t]*+)++)|[ \t]++"

_JSON = re.compile(_ESCAPE + rb"|\\(?:" + _NEWLINE + rb"|[\x00-\x7f])")
_TOML = re.compile(_ESCAPE + rb"|\\[ \t]*+" + _NEWLINE + rb"\s*+|\\[\x00-\x7f]|\r\n")
_CRLF = re.compile(rb"\r\n")
_YAML_PLAIN = re.compile(_FOLD)
_YAML_SINGLE = re.compile(_FOLD + rb"|''")
_YAML_DOUBLE = re.compile(
    _ESCAPE + rb"|\\" + _NEWLINE + rb"[ \t]*+(?:" + _NEWLINE + rb"[ \t]*+)*+|\\[\x00-\x7f]|" + _FOLD
)


def verbatim(source: bytes, start: int, end: int, *, quoted: bool) -> Scalar:
    """Return `source[start:end]` as it stands."""
    text = source[start:end].decode("utf-8", "surrogateescape")
    return Scalar(text, ((0, start),), quoted)


def assembled(pieces: Iterable[tuple[int, str]], *, quoted: bool) -> Scalar:
    """Return the pieces (byte offset, text) as one scalar, with an anchor for each."""
    texts: list[str] = []
    anchors: list[tuple[int, int]] = []
    length = 0
    for offset, text in pieces:
        anchors.append((length, offset))
        texts.append(text)
        length += len(text)
    return Scalar("".join(texts), tuple(anchors) or ((0, 0),), quoted)


def json_string(source: bytes, start: int, end: int) -> Scalar:
    """Return the text between two quotes of JSON or JSON5; an unknown escape stays as written."""
    if source.find(b"\\", start, end) < 0:
        return verbatim(source, start, end, quoted=True)
    return _replaced(source, start, end, _JSON, _unescaped)


def toml_string(source: bytes, start: int, end: int, *, closed: bool = True) -> Scalar:
    """Return the TOML string whose quotes, one or three, begin at `start`.

    Those at its end stand before `end`, unless it is not `closed`.
    """
    quote = source[start : start + 1]
    width = _TRIPLE if source.startswith(quote * _TRIPLE, start) else _SINGLE
    start += width
    end = max(end - width * closed, start)
    if width == _TRIPLE:
        # The line break right after three quotes is no part of the text.
        breaks = (mark for mark in (b"\r\n", b"\n") if source.startswith(mark, start))
        start = min(start + len(next(breaks, b"")), end)
    if quote == b"'":
        return _replaced(source, start, end, _CRLF, _newline)
    return _replaced(source, start, end, _TOML, _unescaped)


def yaml_plain(source: bytes, start: int, end: int) -> Scalar:
    """Return a plain scalar, its line breaks folded."""
    return _replaced(source, start, end, _YAML_PLAIN, _folded, quoted=False)


def yaml_single(source: bytes, start: int, end: int) -> Scalar:
    """Return the text between two single quotes, folded, `''` as one quote."""
    return _replaced(source, start, end, _YAML_SINGLE, _folded)


def yaml_double(source: bytes, start: int, end: int) -> Scalar:
    """Return the text between two double quotes, folded and unescaped."""
    return _replaced(source, start, end, _YAML_DOUBLE, _folded)


def _replaced(  # noqa: PLR0913 - a slice, what to replace in it, and by what
    source: bytes,
    start: int,
    end: int,
    pattern: re.Pattern[bytes],
    replacement: Callable[[re.Match[bytes]], str],
    *,
    quoted: bool = True,
) -> Scalar:
    pieces: list[tuple[int, str]] = []
    read = partial(bytes.decode, encoding="utf-8", errors="surrogateescape")
    at = start
    for match in pattern.finditer(source, start, end):
        new = replacement(match)
        if new.encode("utf-8", "surrogatepass") == match[0]:
            continue
        if at < match.start() or not pieces:
            pieces.append((at, read(source[at : match.start()])))
        pieces.append((match.start(), new))
        at = match.end()
    pieces.append((at, read(source[at:end])))
    return assembled(pieces, quoted=quoted)


def _unescaped(match: re.Match[bytes]) -> str:
    high, low, *codes = match.groups()[:5]
    if low:
        return (
            (b"\\u" + high + b"\\u" + low)
            .decode("unicode-escape")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16")
        )
    code = next((code for code in codes if code), None)
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x11_0000 else "\ufffd"  # noqa: PLR2004 - end of Unicode
    text = match[0].decode()
    if text == "\r\n":
        return "\n"
    if text[1] in "\r\n" or (text[1:].strip(" \t\r\n") == "" and "\n" in text):
        return ""
    return _ESCAPES.get(text[1:], text)


def _newline(_: re.Match[bytes]) -> str:
    return "\n"


def _breaks(blank: bytes) -> int:
    return blank.count(b"\n") + blank.count(b"\r") - blank.count(b"\r\n")


def _folded(match: re.Match[bytes]) -> str:
    text = match[0]
    if text == b"''":
        return "'"
    if text[:1] == b"\\":
        lines = _breaks(text)
        return "\n" * (lines - 1) if lines else _unescaped(match)
    lines = _breaks(text)
    if not lines:
        return text.decode()
    return " " if lines == 1 else "\n" * (lines - 1)
