"""URLs taken apart, with the place of every piece; tolerant of unescaped passwords."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://[^\s\"'<>`\\]{1,8192}")
_WEB = frozenset({"http", "https", "ws", "wss", "git", "git+https", "ftp", "sse"})
_NO_URL = frozenset({"file", "data", "op", "vault"})


@final
@dataclass(frozen=True, slots=True, repr=False)
class Url:
    """Where the pieces of a URL stand in the text around it (start, end); empty ones are (n, n)."""

    scheme: str
    start: int
    end: int
    user: tuple[int, int]
    password: tuple[int, int]
    host: tuple[int, int]
    path: tuple[int, int]
    parameters: tuple[tuple[int, int, int], ...]
    """(start of the name, start of the value, end) of each query or fragment parameter."""

    def __repr__(self) -> str:
        return f"Url({self.start}, {self.end})"


def find(text: str) -> Iterator[Url]:
    """Yield the URLs in `text`, in order."""
    if "://" not in text:
        return
    for found in _URL.finditer(text):
        scheme = found[1].lower()
        if scheme not in _NO_URL:
            yield _taken_apart(text, scheme, found.start(), found.end())


def _taken_apart(text: str, scheme: str, start: int, end: int) -> Url:
    authority = text.index("://", start) + 3
    stop = _first(text, "/?#", authority, end)
    at = text.rfind("@", authority, stop)
    if at < 0 and scheme not in _WEB and ":" in text[authority:end]:
        # A password with an unescaped "/", "?" or "#" ends at the last "@" nevertheless.
        at = text.rfind("@", authority, end)
        stop = _first(text, "/?#", max(at, authority), end)
    host = max(at + 1, authority)
    colon = text.find(":", authority, max(at, authority))
    user_end = colon if colon >= 0 else max(at, authority)
    password = (colon + 1, at) if colon >= 0 else (user_end, user_end)
    port = text.rfind(":", host, stop)
    host_end = port if port >= 0 and text[port + 1 : stop].isdigit() else stop
    path_end = _first(text, "?#", stop, end)
    return Url(
        scheme,
        start,
        end,
        (authority, user_end),
        password,
        (host, host_end),
        (stop, path_end),
        tuple(_parameters(text, path_end, end)),
    )


def _first(text: str, marks: str, start: int, end: int) -> int:
    return min((i for i in (text.find(mark, start, end) for mark in marks) if i >= 0), default=end)


def _parameters(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    position = start + 1
    while position < end:
        stop = _first(text, "&#", position, end)
        equals = text.find("=", position, stop)
        yield position, (equals + 1 if equals >= 0 else position), stop
        position = stop + 1
