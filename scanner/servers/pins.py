"""How a server is started, and how firmly it is settled what code that runs (MX-18)."""

import re

from scanner.configs import ServerDeclaration
from scanner.facts import Launch, Pin
from scanner.servers.launchers import Launch as Found
from scanner.servers.launchers import launch

_Pinned = tuple[str, Pin, str]
"""Kind, pin and version."""

_REFERENCE = re.compile(r"\$|\{\{|%\w+%|<[^>]*>")
_VERSION = re.compile(r"[v=]{0,2}\d+(?:\.\d+)+(?:[-+.]?[\w.+-]+)?\Z")
_FULL = re.compile(r"[v=]{0,2}\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?\Z")
_FLOATING = frozenset({"", "latest", "*", "x"})
_GIT = re.compile(
    r"(?:git\+|git://|git@|github:|gitlab:|bitbucket:)|https?://[^#\s]*\.git(?:[#@]|\Z)"
)
_SHORT_GIT = re.compile(r"\w[\w.-]*/[\w.-]+(?:#.*)?\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_DIGEST = re.compile(r"sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})\Z")
_URL = re.compile(r"https?://", re.IGNORECASE)
_PATH = re.compile(r"(?:\.{0,2}/|~|file:|[A-Za-z]:[\\/]|\.\.?\Z)")
_NPM = re.compile(r"(?:npm:)?(?P<name>(?:@[^/@]+/)?[^@/]+)(?:@(?P<version>.*))?\Z", re.DOTALL)
_PYPI = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?P<operator>@|[=<>!~]{1,3})?\s*(?P<version>.*)\Z",
    re.DOTALL,
)
_MODULE = re.compile(r"[\w.-]+\.[a-z]{2,}/[^@\s]+@(?P<version>.+)\Z")
_FETCHED = re.compile(
    r"(?:curl|wget)\b[^\n]*\|\s*(?:sudo\s+)?(?:env\s+)?(?:ba|z|da)?sh\b"
    r"|[$<]\(\s*(?:curl|wget)\b"
    r"|(?:iwr|irm|invoke-\w+)\b[^\n]*\|\s*(?:iex|invoke-expression)\b",
    re.IGNORECASE,
)
_LONGEST = 4_096
_SHOWN = 100


def start(server: ServerDeclaration) -> Launch | None:
    """Return how `server` is started; None if it is only called."""
    if server.image:
        return _made("container", _of_image(server.image))
    words = [scalar.text for scalar in server.command]
    if not words or not words[0].strip():
        return None
    line = " ".join(words)[:_LONGEST]
    if _FETCHED.search(line):
        fetcher = (
            "iwr | iex" if re.search(r"\b(?:iex|invoke-expression)\b", line, re.IGNORECASE) else ""
        )
        return _made(fetcher or "curl | sh", ("script", Pin.NONE, ""))
    found = launch(words)
    kind, pin, version = _pinned(found)
    if pin is Pin.NONE and not version and (stated := _stated(server)):
        pin, version = stated
    return _made(found.runner, (kind, pin, version), installs=found.installs)


def _made(runner: str, pinned: _Pinned, *, installs: bool = False) -> Launch:
    kind, pin, version = pinned
    return Launch(runner, kind, pin, version[:_SHOWN], installs)


def _stated(server: ServerDeclaration) -> tuple[Pin, str] | None:
    """Return what a registry's entry states beside the name of the package."""
    beside = {
        value.pointer.rpartition("/")[2]: value.scalar.text
        for value in server.values
        if value.pointer.rpartition("/")[0] == server.pointer
    }
    if "identifier" not in beside:
        return None
    if beside.get("fileSha256"):
        return Pin.DIGEST, beside.get("version", "")
    version = beside.get("version", "")
    return (_of_version(version, _VERSION), version) if version else None


def _pinned(found: Found) -> _Pinned:
    target = found.target.strip()
    if found.kind in ("npm", "pypi", "nuget"):
        return _elsewhere(found.kind, target) or _OF_PACKAGE[found.kind](target)
    return _of_image(target) if found.kind == "image" else _of_program(found.kind, target)


def _elsewhere(kind: str, target: str) -> _Pinned | None:
    """Return what a runner of packages takes from elsewhere than its registry."""
    if _PATH.match(target):
        return "program", Pin.LOCAL, ""
    if kind == "npm" and (_GIT.match(target) or _SHORT_GIT.match(target)):
        return _of_git(target, "#")
    if "git+" in target:
        return _of_git(target.partition("git+")[2], "@")
    return ("script", Pin.NONE, "") if _URL.search(target) else None


def _of_program(kind: str, target: str) -> _Pinned:
    if _URL.match(target):
        return "script", Pin.NONE, ""
    if kind == "program" and (module := _MODULE.match(target)):
        return "git", _of_version(module["version"], _FULL), module["version"]
    return kind, Pin.LOCAL, ""


def _of_npm(target: str) -> _Pinned:
    found = _NPM.match(target)
    if not found or _REFERENCE.search(found["name"]):
        return "npm", Pin.UNKNOWN, ""
    version = found["version"] or ""
    return "npm", _of_version(version, _FULL), version


def _of_pypi(target: str) -> _Pinned:
    found = _PYPI.match(target)
    if not found or _REFERENCE.search(target):
        return "pypi", Pin.UNKNOWN, ""
    operator, version = found["operator"] or "", found["version"].strip()
    if operator in ("==", "==="):
        return "pypi", Pin.RANGE if "*" in version or "," in version else Pin.EXACT, version
    if operator == "@":
        return "pypi", _of_version(version, _VERSION), version
    return "pypi", Pin.RANGE if operator else Pin.NONE, f"{operator}{version}" if operator else ""


def _of_nuget(target: str) -> _Pinned:
    version = target.partition("@")[2]
    return "nuget", _of_version(version, _VERSION), version


_OF_PACKAGE = {"npm": _of_npm, "pypi": _of_pypi, "nuget": _of_nuget}


def _of_git(target: str, separator: str) -> _Pinned:
    path = target.partition("://")[2] or target
    # The user of `git@host` is none of the revision.
    revision = path.partition("/")[2].partition(separator)[2].partition("#")[0]
    if _REFERENCE.search(revision):
        return "git", Pin.UNKNOWN, ""
    if _COMMIT.match(revision):
        return "git", Pin.DIGEST, revision
    return "git", Pin.RANGE if revision else Pin.NONE, revision


def _of_image(image: str) -> _Pinned:
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    if _REFERENCE.search(image):
        return "image", Pin.UNKNOWN, ""
    if digest:
        return "image", Pin.DIGEST if _DIGEST.match(digest) else Pin.UNKNOWN, digest
    return "image", _of_version(tag, _FULL), tag


def _of_version(version: str, exact: re.Pattern[str]) -> Pin:
    if version.lower() in _FLOATING:
        return Pin.NONE
    if _REFERENCE.search(version):
        return Pin.UNKNOWN
    return Pin.EXACT if exact.match(version) else Pin.RANGE
