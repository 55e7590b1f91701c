"""What stands beside a credential in the same text: its login, its URL, its document."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from detectors import disclosure
from detectors.catalogue import words
from detectors.disclosure import Claim
from detectors.encoding import mapping, unpacked
from detectors.model import Kind

_REACH = 2_000
"""Characters before and after a credential that are looked at."""
_GAP = re.compile(r"[\s\"'<>`\\]")
_SPLIT = re.compile(r"[^a-z0-9]+")
_URL_USER = re.compile(r"://([^\s:/@]{1,64}):\Z")
_POOLED = re.compile(r"postgres\.([a-z]{20})")
_SITE = re.compile(r"(?<![\w.-])([a-z0-9][a-z0-9-]{0,62})\.atlassian\.net(?![\w-])", re.IGNORECASE)
_CLIENT = re.compile(r"(?<![\w-])([0-9]{6,14})-[a-z0-9]{32}\.apps\.googleusercontent\.com")
_STORAGE = re.compile(r"([a-z0-9]{3,24})\.(?:blob|file|queue|table|dfs)\.core\.windows\.net")
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_SHAPES = {
    "se": ("expires", re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,7})?Z?)?")),
    "sp": ("permissions", re.compile(r"[a-z]{1,16}")),
    "sv": ("version", re.compile(r"\d{4}-\d\d-\d\d")),
    "sr": ("resource", re.compile(r"[a-z]{1,2}")),
    "X-Amz-Expires": ("seconds", re.compile(r"[0-9]{1,6}")),
    "X-Amz-Date": ("issued", re.compile(r"[0-9]{8}T[0-9]{6}Z")),
}


def claims(kind: Kind, around: str, start: int, end: int) -> Iterator[Claim]:
    """Yield what `around` says of the credential of `kind` from `start` to `end` in it."""
    if user := service_user(around, start, end):
        yield "user", user
        if pooled := _POOLED.fullmatch(user):
            yield "ref", pooled[1]
    near = around[max(0, start - _REACH) : end + _REACH]
    if kind.issuer == "Atlassian" and (site := _SITE.search(near)):
        yield "site", site[1].lower()
    if kind.issuer == "Google" and (client := _CLIENT.search(near)):
        yield "project_number", client[1]
    if kind.id == "google-service-account-key":
        yield from _service_account(around)
    if kind.id in {"azure-sas", "aws-presigned-url"}:
        yield from _signed(_url(around, start, end))


def service_user(around: str, start: int, end: int) -> str:
    """Return the user of the login whose password stands from `start` to `end`, if no person's.

    A user is told only if a word of it is one that services and administrators are called by.
    """
    user = _user(around, start, end)
    written = {word.rstrip("0123456789") for word in _SPLIT.split(user.lower())}
    service = not written.isdisjoint(words("logins", "services")) or is_administrator(user)
    return disclosure.text(user) if service else ""


def is_administrator(user: str) -> bool:
    """Tell whether `user` is what the administrator of a database or a machine is called by."""
    return user.lower().partition(".")[0] in words("logins", "admins")


def _user(around: str, start: int, end: int) -> str:
    if found := _URL_USER.search(around, max(0, start - 80), start):
        return found[1]
    login = unpacked(around[start:end]).decode("utf-8", "replace")
    user, colon, _ = login.partition(":")
    return user if colon and login.isprintable() else ""


def _url(around: str, start: int, end: int) -> str:
    """Return the word around the stretch, where a URL ends at blanks and quotes."""
    before, after = around[max(0, start - _REACH) : start], around[end : end + _REACH]
    return _GAP.split(before)[-1] + around[start:end] + _GAP.split(after)[0]


def _signed(url: str) -> Iterator[Claim]:
    """Yield the limits that a signed URL states.

    https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas and
    https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    """
    try:
        query = parse_qs(url.partition("?")[2] or url, max_num_fields=64)
        host = urlsplit(url[max(0, url.find("http")) :]).hostname or ""
    except ValueError:
        return
    for name, (claim, shape) in _SHAPES.items():
        if (value := query.get(name, [""])[0]) and shape.fullmatch(value):
            yield claim, value
    if account := _STORAGE.fullmatch(host):
        yield "account", account[1]


def _service_account(around: str) -> Iterator[Claim]:
    """Yield the project of a Google key file: what names the account itself stays untold.

    https://cloud.google.com/iam/docs/keys-create-delete
    """
    facts = mapping(around)
    project = facts.get("project_id")
    if isinstance(project, str) and _PROJECT.fullmatch(project):
        yield "project_id", project
    email = facts.get("client_email")
    if isinstance(email, str) and email.endswith(".gserviceaccount.com"):
        yield "domain", disclosure.text(email.rpartition("@")[2])
