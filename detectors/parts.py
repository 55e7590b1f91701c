"""A field unwrapped into the fields inside it: schemes, URLs, connection strings, JSON, pairs."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final
from urllib.parse import unquote

from detectors import names, urls
from detectors.model import Slot
from detectors.names import Role
from detectors.randomness import looks_random
from detectors.secret import Field


@final
@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A field inside a text: its decoded value, its stretch, and how it was reached."""

    field: Field
    start: int
    end: int
    how: str
    kind: str = ""
    """Id of the kind that the structure proves it to be, e.g. `postgres-password`."""
    user: str = ""
    host: str | None = None
    credential: bool = False
    """True if its place proves that it is a credential."""

    def __repr__(self) -> str:
        return f"Part({self.start}, {self.end})"


_SCHEME = re.compile(
    r"\s*(?P<scheme>Bearer|Basic|Token|ApiKey|Api-Key|Bot|JWT|SSWS|OAuth|Key|GenieKey|DSN)"
    r"(?::\s*|\s+)(?P<value>[^\s\"']+)\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z0-9_-]{0,60})\s*:\s*(?P<value>[^\s/].*?)\s*")
_LABEL = re.compile(r"(?P<name>[A-Z][A-Z0-9_]{2,60})=(?P<value>[^=\s]\S*)")
_COOKIE = re.compile(r"\s*(?P<name>[\w.-]{1,80})=(?P<value>[^;\s]+)\s*(?:;|$)")
_STRING = re.compile(r'"(?P<body>(?:[^"\\\n]|\\.)*)"(?P<key>\s*:)?')
_PAIR = re.compile(
    r"(?:(?<=[\s;,&\"'\\])|^)(?:(?P<name>(?:--?)?[A-Za-z][\w.-]{1,80})="
    r"|(?P<flag>--[A-Za-z][\w.-]{1,80}) )"
    r"(?P<quote>[\"']?)(?P<value>[^\s\"'\\;|&]+)(?P=quote)"
)
_LINE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_-]{1,60})\\?[\"']?:\s?\\?[\"']?"
    r"(?P<value>(?:(?:Bearer|Basic|Token)\s+)?[^\s\"'\\/][^\s\"'\\]*)"
    r"|\b(?P<scheme>Bearer|Basic)\s+(?P<token>[^\s\"'\\]{16,})",
    re.IGNORECASE,
)
_DSN = re.compile(
    r"(?:^|[;\s])(?P<name>password|pwd|pass|accountkey|sharedaccesskey|sharedaccesssignature|"
    r"client_?secret|secret)\s*=\s*(?P<value>\{[^{}]*\}|\"[^\"]*\"|'[^']*'|[^;\s]+)",
    re.IGNORECASE,
)
_DSN_HOST = re.compile(
    r"(?:^|[;\s])(?:host|server|data source|address|hostaddr)\s*=\s*(?:tcp:)?([^;,\s]*)",
    re.IGNORECASE,
)
_DSN_USER = re.compile(r"(?:^|[;\s])(?:user|uid|user id|username)\s*=\s*([^;\s]*)", re.IGNORECASE)
_DSN_MARK = re.compile(
    r"(?:^|[;\s])(?:host|server|data source|dbname|database|accountname|endpoint|driver|user|uid)"
    r"\s*=",
    re.IGNORECASE,
)
_STRUCTURE = re.compile(r"[\s:=\"]")
"""One of these is in every structure that is read."""
_PUBLIC_NAME = re.compile(r"[\w.$\[\]-]{1,64}")
_KINDS = {
    "postgres": "postgres-password",
    "postgresql": "postgres-password",
    "mysql": "mysql-password",
    "mariadb": "mysql-password",
    "mongodb": "mongodb-password",
    "redis": "redis-password",
    "rediss": "redis-password",
}
_SHELL_SLOTS = frozenset({Slot.ARGUMENT, Slot.COMMAND, Slot.COMMENT, Slot.OTHER, Slot.FILE})
_HEADER_SLOTS = frozenset({Slot.HEADER, Slot.ARGUMENT})
_PICTURE = re.compile(r"icon|image|logo|avatar|picture|doc|home|schema|repo", re.IGNORECASE)


def parts(field: Field, masked: str) -> tuple[Part, ...]:
    """Return the fields inside `field`, of the outermost structure only; empty for a leaf.

    `masked` is its text with the references overwritten: structure is read from it, values from
    the field itself.
    """
    if not _STRUCTURE.search(masked):
        return ()
    for reader in (_document, _scheme, _header, _label, _cookies, _connection_string, _url_parts):
        if found := tuple(reader(field, masked)):
            return found
    return tuple(_pairs(field, masked)) if field.slot in _SHELL_SLOTS else ()


def _document(field: Field, masked: str) -> Iterator[Part]:
    """Yield the strings of a JSON document, each under the key before it."""
    start = masked.lstrip()[:1]
    if start not in {"{", "["} or '"' not in masked:
        return
    service_account = '"service_account"' in field.text
    key = field.name
    for found in _STRING.finditer(field.text):
        if found["key"]:
            key = _public(_decoded(found["body"]))
            continue
        name = f"service_account.{key}" if service_account and key == "private_key" else key
        slot = Slot.HEADER if _is_header(key) else field.slot
        inner = Field(slot, name, _decoded(found["body"]))
        yield Part(inner, *found.span("body"), "a string of a JSON document in the value")


def _decoded(body: str) -> str:
    if "\\" not in body:
        return body
    try:
        text = json.loads(f'"{body}"', strict=False)
    except ValueError:
        return body
    return text if isinstance(text, str) else body


def _scheme(field: Field, masked: str) -> Iterator[Part]:
    """Yield what stands behind `Bearer` and the like; the password for `Basic`."""
    found = _SCHEME.fullmatch(masked)
    if found is None or (field.slot in {Slot.COMMENT, Slot.COMMAND} and len(found["value"]) < 16):  # noqa: PLR2004
        return
    start, end = found.span("value")
    text = field.text[start:end]
    name = field.name or "Authorization"
    how = f"behind the {found['scheme'].capitalize()} scheme"
    if found["scheme"].lower() == "basic" and (login := _login(text)):
        user, password = login
        slot = Field(field.slot, name, password or user)
        how = "the password of Basic credentials"
        yield Part(slot, start, end, how, "basic-credentials", user, None, credential=True)
    elif found["scheme"].lower() != "basic" or looks_random(text):
        yield Part(Field(field.slot, name, text), start, end, how, credential=True)


def _login(text: str) -> tuple[str, str] | None:
    """Return user and password of Basic credentials, or None if they do not decode."""
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except (ValueError, binascii.Error):
        return None
    user, colon, password = decoded.partition(":")
    return (user, password) if colon and decoded.isprintable() and (user or password) else None


def _header(field: Field, masked: str) -> Iterator[Part]:
    """Yield the value of a `Name: value` line."""
    if field.slot not in _HEADER_SLOTS:
        return
    found = _HEADER.fullmatch(masked)
    unnamed = not field.name or field.name.strip("-").lower() in {"h", "header", "headers"}
    if found is None or not (_is_header(found["name"]) or (unnamed and field.slot is Slot.HEADER)):
        return
    if "://" not in masked[: found.start("value") + 2]:
        start, end = found.span("value")
        inner = Field(Slot.HEADER, _public(found["name"]), field.text[start:end])
        yield Part(inner, start, end, "the value of a header line")


def _label(field: Field, masked: str) -> Iterator[Part]:
    """Yield the value of `NAME=value` behind the key of a label, as in `x-secret:NAME=/file`."""
    found = _LABEL.fullmatch(masked) if field.slot is Slot.HEADER else None
    if found and names.role(found["name"]) in {Role.CREDENTIAL, Role.PASSWORD}:
        start, end = found.span("value")
        inner = Field(field.slot, found["name"], field.text[start:end])
        yield Part(inner, start, end, "assigned within the value")


def _is_header(name: str) -> bool:
    return names.role(name) in {Role.CREDENTIAL, Role.PASSWORD} or name.lower() in {
        "cookie", "x-api-key", "api-key", "authorization"
    }  # fmt: skip


def _cookies(field: Field, masked: str) -> Iterator[Part]:
    if field.slot is not Slot.HEADER or field.name.lower() not in {"cookie", "set-cookie"}:
        return
    for found in _COOKIE.finditer(masked):
        start, end = found.span("value")
        name = f"cookie.{_public(found['name'])}"
        text = unquote(field.text[start:end])
        yield Part(Field(Slot.HEADER, name, text), start, end, "a cookie")


def _connection_string(field: Field, masked: str) -> Iterator[Part]:
    """Yield the secrets of `Server=…;Password=…` and `host=… password=…`."""
    if "=" not in masked or "://" in masked[:40] or not _DSN_MARK.search(masked):
        return
    host, user = _DSN_HOST.search(field.text), _DSN_USER.search(field.text)
    for found in _DSN.finditer(masked):
        start, end = found.span("value")
        if masked[start] in "\"'{" and end - start > 1:
            start, end = start + 1, end - 1
        inner = Field(Slot.ARGUMENT if field.slot is Slot.ARGUMENT else field.slot,
                      _public(found["name"]), field.text[start:end])  # fmt: skip
        yield Part(
            inner, start, end, "a secret of a connection string", "connection-string-password",
            user[1] if user else "", host[1].split(":")[0] if host else None, credential=True,
        )  # fmt: skip


def _url_parts(field: Field, masked: str) -> Iterator[Part]:
    for url in urls.find(masked):
        yield from _userinfo(field, url)
        for start, value, end in url.parameters:
            name = _public(unquote(field.text[start : max(start, value - 1)]))
            text = unquote(field.text[value:end])
            if text:
                yield Part(Field(Slot.URL_QUERY, name, _opened(name, text)), value, end,
                           "a query parameter")  # fmt: skip
        if not _may_hold_a_key(field):
            continue
        position = url.path[0]
        for segment in field.text[url.path[0] : url.path[1]].split("/"):
            if segment:
                inner = Field(Slot.URL_PATH, "", unquote(segment))
                yield Part(inner, position, position + len(segment), "a segment of a URL's path")
            position += len(segment) + 1


def _may_hold_a_key(field: Field) -> bool:
    """Tell whether a random segment of a URL's path here is more likely a key than a document."""
    if field.slot is Slot.OTHER:
        return names.role(field.name) is Role.ADDRESS and not _PICTURE.search(field.name)
    return field.slot is not Slot.COMMENT


def _userinfo(field: Field, url: urls.Url) -> Iterator[Part]:
    host = field.text[slice(*url.host)]
    user = unquote(field.text[slice(*url.user)])
    kind = _KINDS.get(url.scheme.partition("+")[0], "url-password")
    if url.password[0] < url.password[1]:
        inner = Field(Slot.URL_USERINFO, "password", unquote(field.text[slice(*url.password)]))
        how = "the password of a URL"
        yield Part(inner, *url.password, how, kind, user, host, credential=True)
    # The user of a Sentry address is a key that is meant to be public.
    if url.user[0] < url.user[1] and "sentry" not in host:
        alone = url.password[0] == url.password[1] and url.scheme in {"http", "https"}
        if alone and looks_random(user):
            inner = Field(Slot.URL_USERINFO, "token", user)
            yield Part(inner, *url.user, "the user of a URL without a password", credential=True)
        else:
            inner = Field(Slot.URL_USERINFO, "user", user)
            yield Part(inner, *url.user, "the user of a URL")


def _opened(name: str, text: str) -> str:
    """Return the JSON document inside a base64 `config` parameter, or the text itself."""
    if name != "config":
        return text
    try:
        inner = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_").decode()
    except (ValueError, binascii.Error):
        return text
    return inner if inner.startswith("{") else text


def _pairs(field: Field, masked: str) -> Iterator[Part]:
    """Yield what a command line or a note assigns to names of credentials."""
    if not any(mark in masked for mark in "=: "):
        return
    reach = 0
    found = [*_PAIR.finditer(masked), *_LINE.finditer(masked)]
    for pair in sorted(found, key=lambda match: match.start()):
        name, group, header = _assignment(pair)
        if pair.start() < reach or names.role(name) not in {Role.CREDENTIAL, Role.PASSWORD}:
            continue
        start, end = pair.span(group)
        inner = Field(Slot.HEADER if header else field.slot, _public(name), field.text[start:end])
        yield Part(inner, start, end, "assigned within the value")
        reach = pair.end()


def _assignment(pair: re.Match[str]) -> tuple[str, str, bool]:
    """Return the name, the group of the value, and whether it is written like a header."""
    if pair.re is _PAIR:
        return pair["name"] or pair["flag"], "value", False
    if pair["scheme"]:
        return "Authorization", "token", True
    return pair["name"], "value", True


def _public(name: str) -> str:
    """Return a name that was read from the text, unless it may be a secret itself."""
    return name if _PUBLIC_NAME.fullmatch(name) and not looks_random(name) else ""
