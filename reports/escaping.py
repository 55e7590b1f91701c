"""Names that others chose, made harmless for whoever shows them.

A server, a path, a branch or an author may be called like a command of a terminal, a formula of a
spreadsheet, markup or an instruction to a CI system. Every format that shows one asks here.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Printable by name, yet nothing to see: fillers and variation selectors."""
_NOT_ASCII: Final = re.compile(r"[^\n\x20-\x7e]")
_BEYOND: Final = re.compile(rb"[\x7f-\xff]+")
_FORMULA: Final = re.compile(r"[\s'\"]*[=+\-@|%\t\r\uff0b\uff0d\uff1d\uff20]")
"""How a formula begins for some spreadsheet, full-width forms and what is skipped included."""
_MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~&:@/^$=\"']")
_CI: Final = re.compile(r"::|##")
_LINK: Final = re.compile(r"[\\\[\]]")
_TICKS: Final = re.compile(r"`+")


def terminal_text(text: str) -> str:
    r"""Return `text` in one line, every character that cannot be seen written out, as `\u202e`."""
    if text.isprintable() and (text.isascii() or _BLANK.isdisjoint(text)):
        return text
    return "".join(
        char
        if char.isprintable() and char not in _BLANK
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def json_text(encoded: str) -> str:
    r"""Return JSON in which what cannot be seen is escaped: it may be shown on a terminal.

    Half of a surrogate pair is no character; as `\ud800` it would be no valid JSON to some. `##`
    begins commands of CI systems anywhere in a line; outside of strings there is none.
    """
    plain = encoded.isascii() and "\x7f" not in encoded
    seen = encoded if plain else _NOT_ASCII.sub(_in_json, encoded)
    return seen.replace("##", r"\u0023\u0023")


def json_octets(encoded: bytes) -> bytes:
    """Return the same as `json_text` for UTF-8, without a text that takes twice as much."""
    seen = _BEYOND.sub(_in_octets, encoded)
    return seen.replace(b"##", rb"\u0023\u0023")


def _in_octets(found: re.Match[bytes]) -> bytes:
    return _NOT_ASCII.sub(_in_json, found[0].decode()).encode()


def csv_cell(text: str) -> str:
    """Return `text` as a quoted cell that no spreadsheet takes for a formula (RFC 4180)."""
    shown = terminal_text(text)
    lead = "'" if _FORMULA.match(shown) else ""
    return '"' + lead + shown.replace('"', '""') + '"'


def markdown_text(text: str) -> str:
    """Return `text` as Markdown that shows it as it is: no link, image, code, heading or HTML."""
    return _MARKDOWN.sub(_in_markdown, terminal_text(text))


@lru_cache(maxsize=4096)
def code_span(text: str) -> str:
    """Return `text` as a code span of Markdown, the one place where nobody looks for names.

    GitHub and GitLab look for `@somebody` and `#1` after entities are decoded, but not in code.
    Not for tables: there a `|` ends the cell, in code as well.
    """
    shown = terminal_text(text).replace("##", "#\\#")
    if not shown.strip():
        return "(no name)"
    fence = "`" * (1 + max(map(len, _TICKS.findall(shown)), default=0))
    pad = " " * (shown[0] in "` " or shown[-1] in "` ")
    return f"{fence}{pad}{shown}{pad}{fence}"


def sarif_message(text: str) -> str:
    """Return `text` as a plain message of SARIF: no `[link](target)` in it is one."""
    return _LINK.sub(r"\\\g<0>", terminal_text(text))


@lru_cache(maxsize=4096)
def relative_uri(path: str) -> str:
    """Return a path of a repository as a relative reference (RFC 3986), bytes of no text included.

    A first segment with a colon would be a scheme, a leading slash a host.
    """
    relative = path.lstrip("/")
    try:
        octets = relative.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        octets = relative.encode("utf-8", "replace")
    return quote(octets, safe="/-._~") or "."


def ci_line(text: str) -> str:
    """Return `text` in one line that no CI system takes for a command.

    GitHub reads `::error::` and `##[group]`, Azure `##vso[…]`, TeamCity `##teamcity[…]`, GitLab
    control characters. A backslash parts the marks: it can be seen.
    """
    return _CI.sub(lambda found: "\\".join(found[0]), terminal_text(text))


def _in_json(found: re.Match[str]) -> str:
    char = found[0]
    if char.isprintable() and char not in _BLANK:
        return char
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _in_markdown(found: re.Match[str]) -> str:
    # An entity cannot be undone by a backslash before it, nor made a link by what finds addresses.
    return f"&#{ord(found[0])};"
