"""A block of a document: the notation that its tag and its looks tell, and whether it matters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from scanner.configs import Scalar
from scanner.content import document_patches
from scanner.content.gutter import without_gutter
from scanner.content.looks import looks
from scanner.content.model import Notation, Piece
from scanner.content.notations import notation_of
from scanner.content.rewriting import replaced

_TAG = re.compile(
    rb"[\s`{(.:]*+(?:(?:lang(?:uage)?|source|highlight|code|class)[-=,:\s\"'.]++)*+([\w.#+-]++)"
)
_FILE = re.compile(
    rb"[\w./~@%${}-]*[\w~}-]\.[A-Za-z][\w.]*+|(?:^|[\s\"'=:])\.env\b[\w.]*+|\bDockerfile\b"
)
_JSON_START = re.compile(r"\s*+(?:[{\[]|//|/\*|\#|\"|')")
_MATTERS = {
    Notation.SHELL: re.compile(
        r"mcp|=|--|://| -[a-zA-Z] |<<|add|install|secret|token|key", re.IGNORECASE
    ),
    Notation.CODE: re.compile(
        r"mcp|stdio|sse|command|agent|transport|servers|api_?key|token|secret|environ",
        re.IGNORECASE,
    ),
    Notation.DOCUMENT: re.compile(r"mcp|```|~~~|<pre|<code|servers|command", re.IGNORECASE),
}
_SIGN = re.compile(r"^[-+ ]", re.MULTILINE)
_SHORTEST = 4
_START = 400
"""Characters within which a block begins."""


@dataclass(frozen=True, slots=True)
class _Tags:
    notations: Mapping[str, Notation]
    patches: frozenset[str]


def block(source: bytes, text: Scalar, info: bytes) -> Iterator[Piece]:
    """Yield what is to be read of a block whose tag and further words are `info`."""
    text = without_gutter(text)
    plain = text.text
    if len(plain) < _SHORTEST or plain.isspace():
        return
    tag = _tag(info)
    if tag in _tags().patches or "\n@@" in plain or plain.startswith("@@"):
        found = tuple(_patch(source, text, tagged=tag in _tags().patches))
        if found:
            yield from found
            return
    notation = told(plain, _tags().notations.get(tag) or _named(info))
    if notation is None and _MATTERS[Notation.DOCUMENT].search(plain):
        # What looks like nothing can be prose around a configuration.
        notation = Notation.DOCUMENT
    if notation and matters(notation, plain):
        yield Piece(notation, text)


def told(text: str, tagged: Notation | None) -> Notation | None:
    """Return the notation of a block whose author says it is in `tagged`, or says nothing."""
    if tagged is None:
        return looks(text)
    first = text[:_START].lstrip()[:1]
    if tagged in (Notation.JSON, Notation.DOCUMENT):
        return (looks(text) or tagged) if _lies(tagged, text) else tagged
    if first not in ("{", "[", "<", '"') and not _mixed(tagged, text):
        return tagged
    seen = looks(text)
    if seen is Notation.JSON and tagged is Notation.CODE:
        return (
            Notation.JSON if '"' in text[:_START].lstrip()[1:80].split(":")[0] else Notation.LITERAL
        )
    trusted = tagged is Notation.CODE or (tagged is Notation.TOML and first == "[")
    return tagged if seen is None or (trusted and seen is not Notation.SHELL) else seen


def matters(notation: Notation, text: str) -> bool:
    """Return whether a block in `notation` can hold a configuration or a secret beside one."""
    pattern = _MATTERS.get(notation)
    return pattern is None or pattern.search(text) is not None


_COMMAND = re.compile(
    r"\s*+(?:\$ |(?:npx|uvx|docker|claude|codex|gemini|code|npm|pip|export|curl|cd|git)[ \t])"
)
_STRUCTURE = re.compile(
    r"(?:\s++|(?:\#(?!!)|//)[^\n]*+)*+"
    r"(?:[{\[](?!\{)|[\"']?[\w.-]++[\"']?:[ \t]*+(?:\r?\n|[^\s=/\\]))"
)


def _mixed(tagged: Notation, text: str) -> bool:
    """Return whether the first words of a block speak against its tag."""
    if tagged in (Notation.SHELL, Notation.SETTINGS):
        return _STRUCTURE.match(text) is not None
    return bool(_COMMAND.match(text))


def _lies(tagged: Notation, text: str) -> bool:
    if tagged is Notation.DOCUMENT:
        return text[:_START].lstrip()[:1] in ("{", "[")
    # A table of TOML, too, begins with a bracket, and one comment is like another.
    return not _JSON_START.match(text) or text[:_START].lstrip()[:1] in ("[", "#")


def _patch(source: bytes, text: Scalar, *, tagged: bool) -> Iterator[Piece]:
    start = text.anchors[0][1]
    if len(text.anchors) > 1:
        # A patch in a list or a quotation: its own margin stands behind that of the block.
        margin = replaced(text, _SIGN, lambda _: "")
        if tagged and (notation := looks(margin.text)):
            yield Piece(notation, margin)
        return
    end = start + len(text.text.encode("utf-8", "surrogateescape"))
    if tagged or document_patches.is_patch(source, start, end):
        yield from document_patches.pieces(source, start, end)


def _tag(info: bytes) -> str:
    match = _TAG.match(info)
    return match[1].decode("ascii", "replace").lower() if match else ""


def _named(info: bytes) -> Notation | None:
    """Return the notation of the file that a block is the content of: `title=".mcp.json"`."""
    match = _FILE.search(info[:200]) if b"." in info or b"D" in info else None
    return notation_of(match[0].decode("utf-8", "replace").strip(" \"'=:")) if match else None


@cache
def _tags() -> _Tags:
    content = tomli.loads((files("scanner.content") / "document.toml").read_text("utf-8"))
    notations = {tag: Notation(name) for name, tags in content["tags"].items() for tag in tags}
    return _Tags(notations, frozenset(content["patches"]["tags"]))
