"""Links that install a server: with the server in their query, encoded in layers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import tomli

from scanner.configs import Scalar, part
from scanner.content import encoded
from scanner.content.braces import closing
from scanner.content.model import Notation, Piece
from scanner.content.rewriting import Edit, concatenated, parts, replaced, rewritten
from scanner.syntax.scalars import verbatim

_LAYERS = 4
"""Encodings inside one another: three of percent signs or entities, and base64."""
_MOST_PARAMETERS = 200
_MOST_LINKS = 5_000
_BEFORE = 256
"""Bytes before its marker in which the beginning of a link is looked for."""
_LONGEST = 1 << 20

_MARK = re.compile(
    rb"mcp(?:(?:/|%(?:25){0,3}2[Ff]|:/{1,3}|-)(?:install|add|import)[\w/-]{0,16}(?=[?&]|%(?:25){0,3}3[Ff])"
    rb"|(?=\?|%(?:25){0,3}3[Ff])(?:(?<=install[-_]mcp)|(?<=add[-_]mcp)))"
)
_GOOSE = b"goose://extension"
_START = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*+(?::|%(?:25){0,3}3[Aa])")
# `encodeURIComponent` leaves parentheses and apostrophes as they are; a backslash only stands
# before what JSON escapes.
_REST = rb"(?:[^\s\"<>`()\[\]{}|\\^%s]|\([^\s\"<>`()\[\]{}|\\^%s]*+\)|\\u0026|\\/)*+"
_LINK = re.compile(_REST.replace(b"%s", b""))
_QUOTED_LINK = re.compile(_REST.replace(b"%s", b"'"))
_RAW = re.compile(rb"(?:[?=]|%3[Dd])\Z")
_AND = re.compile(r"&amp;|&\#38;|&\#x26;|\\u0026|\\/|&quot;|&\#34;|&\#39;", re.IGNORECASE)
_ENTITIES = {"&quot;": '"', "&#34;": '"', "&#39;": "'", "\\/": "/"}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})++")
_OPENED = re.compile(r"\s*+(?:[{\[]|%(?:25){0,3}[57][Bb])")
_PARAMETER = re.compile(r"[^&]++")
_PLUS = re.compile(r"\+")
_ESCAPED = re.compile(r'["\\\x00-\x1f]')
_WORDS = re.compile(r"[^,\s]++")
_TRAILING = ".,;:!?*'"


@dataclass(frozen=True, slots=True)
class _Table:
    clients: Mapping[str, str]
    parts: Mapping[str, str]
    names: tuple[str, ...]
    inputs: frozenset[str]


def pieces(source: bytes) -> tuple[Piece, ...]:
    """Return the servers in the install links of `source`, a text of any notation."""
    found: list[Piece] = []
    for start, end, client in _links(source):
        link = _undone(verbatim(source, start, end, quoted=True))
        found.extend(_pieces(link, client))
    return tuple(found)


def stand_in(source: bytes) -> bool:
    """Return whether something in `source` may be part of an install link."""
    return next(_marks(source), None) is not None


def _links(source: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield where links stand, from their marker on, and the client that opens them."""
    end = 0
    for at, behind in _marks(source):
        if at < end:
            continue
        first = max(end, at - _BEFORE)
        start = _beginning(source, first, at)
        pattern = _QUOTED_LINK if source[start - 1 : start] == b"'" else _LINK
        match = pattern.match(source, behind, behind + _LONGEST)
        end = match.end() if match else behind
        if source[end : end + 1] == b"{" and _RAW.search(source, max(at, end - 3), end):
            end = closing(source, end, len(source))
        yield at, end, _client(source[start:behind])


def _marks(source: bytes) -> Iterator[tuple[int, int]]:
    places = [match.span() for match in _MARK.finditer(source)]
    at = source.find(_GOOSE)
    while at >= 0:
        places.append((at, at + len(_GOOSE)))
        at = source.find(_GOOSE, at + len(_GOOSE))
    return islice(sorted(places), _MOST_LINKS)


def _beginning(source: bytes, first: int, at: int) -> int:
    """Return where the link begins whose marker is at `at`."""
    for border in b" \t\r\n\"'<>`()[]{}|\\":
        first = max(first, source.rfind(border, first, at) + 1)
    match = _START.search(source, first, at)
    return match.start() if match else first


def _client(head: bytes) -> str:
    """Return the client that the beginning of a link names, be it within another link."""
    text = head.decode("ascii", "replace").lower()
    for layer, mark in (("%25", "%"), ("%25", "%"), ("%3a", ":"), ("%2f", "/")):
        text = text.replace(layer, mark)
    known = _table().clients
    ends = ((text.rfind(mark) + len(mark) if mark in text else 0, mark) for mark in known)
    last, mark = max(ends, default=(0, ""))
    return known[mark] if last else ""


def _undone(link: Scalar) -> Scalar:
    return replaced(link, _AND, lambda match: _ENTITIES.get(match[0].lower(), "&"))


def _pieces(link: Scalar, client: str) -> Iterator[Piece]:
    query = _query(link)
    if query is None:
        return
    if _OPENED.match(query.text):
        whole = query if query.text.lstrip()[:1] in "{[" else _until_and(query)
        if found := _object(whole):
            yield Piece(Notation.JSON, found, client)
        return
    parameters = tuple(_parameters(query))
    given = {key: text.text for key, text in reversed(parameters)}
    name = next((given[key] for key in _table().names if key in given), "")
    served = False
    for key, value in parameters:
        if found := _object(value):
            if key in _table().inputs:
                yield Piece(Notation.JSON, _keyed(found), client)
            elif key not in _table().parts:
                served = True
                yield Piece(Notation.JSON, found, client, name)
    if not served and (written := _written(parameters)):
        yield Piece(Notation.JSON, written, client, name or "server")


def _query(link: Scalar) -> Scalar | None:
    """Return what follows the question mark, which may itself be encoded."""
    for _ in range(_LAYERS):
        at = link.text.find("?")
        if at >= 0:
            return part(link, at + 1, len(link.text)) if at + 1 < len(link.text) else None
        if "%" not in link.text:
            return None
        # The link is a parameter of another: its own separators are encoded, a plain one ends it.
        link = _unquoted(_until_and(link))
    return None


def _until_and(scalar: Scalar) -> Scalar:
    end = scalar.text.find("&")
    return part(scalar, 0, end) if end > 0 else scalar


def _parameters(query: Scalar) -> Iterator[tuple[str, Scalar]]:
    """Yield names and values, the values as they are but for the outermost encoding of names."""
    found = list(islice(_PARAMETER.finditer(query.text), _MOST_PARAMETERS))
    texts = parts(query, (match.span() for match in found))
    for text in texts:
        key, equals, value = text.text.partition("=")
        if not equals or not value:
            continue
        scalar = part(text, len(key) + 1, len(text.text))
        is_text = key in _table().names or key in _table().parts
        yield key.rpartition(";")[2], _plain(scalar) if is_text else scalar


def _plain(value: Scalar) -> Scalar:
    """Return a parameter that is text, decoded as forms are."""
    text = replaced(value, _PLUS, lambda _: " ") if "%2" in value.text else value
    return _unquoted(text)


def _object(value: Scalar) -> Scalar | None:
    """Return the object or array that `value` encodes."""
    for _ in range(_LAYERS + 1):
        text = value.text
        if text.lstrip()[:1] in ("{", "["):
            return value
        if _OPENED.match(text) and "%20" not in text:
            value = replaced(value, _PLUS, lambda _: " ")
        end = len(text.rstrip(_TRAILING))
        plain = encoded.decoded(part(value, 0, end)) if end else None
        if plain is not None and _OPENED.match(plain.text):
            value = plain
        elif "%" in text:
            value = _unquoted(value)
        else:
            return None
    return None


def _unquoted(scalar: Scalar) -> Scalar:
    """Return `scalar` with one layer of percent signs decoded, each character led to its own."""
    return rewritten(scalar, (_decoded(match) for match in _PERCENT.finditer(scalar.text)))


def _decoded(match: re.Match[str]) -> Edit:
    text = bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
    runs: list[tuple[int, str]] = []
    at = match.start()
    for char in text:
        runs.append((at, char))
        at += 3 * (len(char.encode()) if char != "\ufffd" else 1)
    return match.start(), match.end(), tuple(runs)


def _keyed(inputs: Scalar) -> Scalar:
    return concatenated((_syntax('{"inputs": ', inputs), inputs, _syntax("}", inputs)))


def _written(parameters: tuple[tuple[str, Scalar], ...]) -> Scalar | None:
    """Return the object that a link gives in parts: `cmd=npx&arg=-y&env=NAME%3Dvalue`."""
    given: dict[str, list[Scalar]] = {}
    for key, value in parameters:
        if key in _table().parts:
            given.setdefault(_table().parts[key], []).append(value)
    if "command" not in given and not ("url" in given and ":" in given["url"][0].text):
        return None
    texts: list[Scalar] = []
    for key, values in given.items():
        texts += (_syntax(f'{", " if texts else "{"}"{key}": ', values[0]), *_value(key, values))
    return concatenated((*texts, _syntax("}", texts[0])))


def _value(key: str, values: list[Scalar]) -> Iterator[Scalar]:
    first = values[0]
    if len(values) == 1 and first.text[:1] in ("{", "["):
        yield first
    elif key == "args":
        yield from _listed(values)
    elif key in ("env", "headers"):
        yield from _assigned(values)
    else:
        yield _string(first)


def _listed(values: list[Scalar]) -> Iterator[Scalar]:
    words = values
    if len(values) == 1:
        words = list(parts(values[0], (m.span() for m in _WORDS.finditer(values[0].text))))
    for index, word in enumerate(words):
        yield _syntax(", " if index else "[", word)
        yield _string(word)
    yield _syntax("]" if words else "[]", values[0])


def _assigned(values: list[Scalar]) -> Iterator[Scalar]:
    for index, value in enumerate(values):
        name, _, _ = value.text.partition("=")
        end = len(value.text)
        yield _syntax(", " if index else "{", value)
        yield _string(part(value, 0, len(name)))
        yield _syntax(": ", value)
        yield _string(_unquoted(part(value, min(len(name) + 1, end), end)))
    yield _syntax("}", values[0])


def _syntax(text: str, beside: Scalar) -> Scalar:
    return Scalar(text, beside.anchors[:1])


def _string(scalar: Scalar) -> Scalar:
    inner = replaced(scalar, _ESCAPED, lambda match: f"\\u{ord(match[0]):04x}")
    return concatenated((_syntax('"', scalar), inner, _syntax('"', scalar)))


@cache
def _table() -> _Table:
    content = tomli.loads((files("scanner.content") / "links.toml").read_text("utf-8"))
    named = {text: key for key, texts in content["parts"].items() for text in texts}
    names = content["names"]
    return _Table(content["clients"], named, tuple(names["name"]), frozenset(names["inputs"]))
