"""A text as whoever reads it will: escapes undone, base64 decoded, whatever an encoder chose.

Only the surroundings of escapes are copied, as far as the longest text that is looked for reaches.
"""

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Final

_DEPTH: Final = 2
"""Escapes within escapes, such as JSON in an attribute of HTML."""
_APART: Final = b"\0" * 8
_STRETCH: Final = 1 << 22
"""Bytes looked at in one go."""
_SHORT: Final = 1 << 14
"""Bytes that are looked at without numpy."""
_GROUP: Final = 4
_RUN: Final = re.compile(rb"[A-Za-z0-9+/_-]+")
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_IN_BASE64: Final = bytes(
    chr(octet).isalnum() or octet in b"+/_-" if octet < ord("\x7f") else False
    for octet in range(256)
)
"""By byte, whether it is of an alphabet of base64."""
_HTML: Final = re.compile(rb"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
_JSON: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[\"\\/bfnrt'])"
)
_URL: Final = re.compile(rb"%[0-9A-Fa-f]{2}")
_FORM: Final = re.compile(rb"%[0-9A-Fa-f]{2}|\+")
_PLAIN_ESCAPES: Final = {
    b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t",
}  # fmt: skip
_LAST: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is read, and where its parts come from."""

    text: bytes
    form: str = ""
    """How it was written, in words; empty if as it is."""
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    """By part: where it begins here, and where it comes from."""
    moves: bool = True
    """False if every place of a part comes from where the part does."""

    def origin(self, at: int) -> int:
        """Return where in the whole the place comes from."""
        part = max(bisect_right(self.starts, at) - 1, 0)
        return self.origins[part] + (at - self.starts[part] if self.moves else 0)


def views(text: bytes, reach: int, least: int = 8) -> Iterator[View]:
    """Yield `text` as it is and in all ways to read it.

    What is looked for is at least `least` and at most `reach` bytes long.
    """
    yield from _views(View(text), reach, -(-8 * least // 6), _DEPTH)


def _views(view: View, reach: int, characters: int, depth: int) -> Iterator[View]:
    yield view
    if decoded := _decoded(view, characters):
        yield decoded
    if not depth:
        return
    for form, pattern, undo in _ESCAPES:
        if pattern is _FORM and b"+" not in view.text:
            continue
        if undone := _undone(view, form, pattern, undo, reach):
            yield from _views(undone, reach, characters, depth - 1)


def _undone(
    view: View, form: str, pattern: re.Pattern[bytes], undo: Callable[[bytes], bytes], reach: int
) -> View | None:
    """Return what surrounds the escapes that `pattern` matches, undone; None if there are none."""
    parts: list[bytes] = []
    starts: list[int] = []
    origins: list[int] = []
    size, last = 0, -1

    def add(part: bytes, origin: int) -> None:
        nonlocal size
        parts.append(part)
        starts.append(size)
        origins.append(view.origin(origin))
        size += len(part)

    for found in pattern.finditer(view.text):
        start, end = found.span()
        if last < 0 or start - last > 2 * reach:
            if last >= 0:
                add(view.text[last : last + reach], last)
                add(_APART, last)
            last = max(start - reach, 0)
        add(view.text[last:start], last)
        add(undo(found[0]), start)
        last = end
    if last < 0:
        return None
    add(view.text[last : last + reach], last)
    told = f"{view.form}, {form}" if view.form else form
    return View(b"".join(parts), told, tuple(starts), tuple(origins))


def _decoded(view: View, least: int) -> View | None:
    """Return what is in base64 anywhere, each run of it once, from each of four characters on.

    A run has at least so many characters as the shortest of what is looked for.
    """
    runs: dict[bytes, int] = {}
    for start, end in _runs(view.text, least):
        runs.setdefault(view.text[start:end], start)
    if not runs:
        return None
    parts: list[bytes] = []
    starts: list[int] = []
    size = 0
    for run in runs:
        standard = run.translate(_TO_STANDARD)
        starts.append(size)
        for ahead in range(_GROUP):
            part = _from_base64(standard[ahead:])
            parts += (part, _APART)
            size += len(part) + len(_APART)
    told = f"{view.form}, in base64" if view.form else "in base64"
    origins = tuple(map(view.origin, runs.values()))
    return View(b"".join(parts), told, tuple(starts), origins, moves=False)


def _runs(text: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Yield where what may be base64 begins and ends, if it has `least` characters.

    A pattern would try each run again from each of its characters: it takes ten times as long.
    """
    if len(text) <= _SHORT:
        yield from (found.span() for found in _RUN.finditer(text) if len(found[0]) >= least)
        return
    import numpy as np  # noqa: PLC0415 - it takes longer to load than to read a short text

    alphabet = np.frombuffer(_IN_BASE64, np.bool_)
    begun, within = np.empty(0, np.int64), False
    for offset in range(0, len(text), _STRETCH):
        octets = np.frombuffer(text, np.uint8, min(_STRETCH, len(text) - offset), offset)
        inside = alphabet[octets]
        edges = np.flatnonzero(np.diff(inside, prepend=within)) + offset
        edges, within = np.concatenate((begun, edges)), bool(inside[-1])
        begun = edges[len(edges) - within :]
        pairs = edges[: len(edges) - within].reshape(-1, 2)
        yield from pairs[pairs[:, 1] - pairs[:, 0] >= least].tolist()
    if within and len(text) - begun[0] >= least:
        yield int(begun[0]), len(text)


def _from_base64(run: bytes) -> bytes:
    over = len(run) % _GROUP
    # One character alone tells of no byte.
    return binascii.a2b_base64(run[:-1] if over == 1 else run + b"==="[: -over % _GROUP])


def _html(escape: bytes) -> bytes:
    name = escape[1:].decode("ascii")
    if name.startswith("#"):
        digits = name[1:].rstrip(";")
        return _character(int(digits[1:], 16) if digits[0] in "xX" else int(digits), escape)
    # Some names need no semicolon; then the longest one counts and the rest is text.
    for end in range(len(name), 1, -1):
        if found := html5.get(name[:end]):
            return found.encode() + name[end:].encode()
    return escape


def _json(escape: bytes) -> bytes:
    if escape[1:2] in b"uUx":
        if len(escape) == len("\\ud83d\\ude00"):
            high, low = int(escape[3:6], 16) & 0x3FF, int(escape[9:12], 16) & 0x3FF
            return _character(0x10000 + (high << 10) + low, escape)
        return _character(int(escape[2:].decode(), 16), escape)
    return _PLAIN_ESCAPES.get(escape[1:], escape[1:])


def _url(escape: bytes) -> bytes:
    return b" " if escape == b"+" else bytes((int(escape[1:], 16),))


def _character(code: int, otherwise: bytes) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass") if code <= _LAST else otherwise


_ESCAPES: Final = (
    ("escaped as in HTML", _HTML, _html),
    ("escaped as in JSON", _JSON, _json),
    ("URL-encoded", _URL, _url),
    ("URL-encoded", _FORM, _url),
)
