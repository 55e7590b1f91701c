"""How a text is written, told by its looks alone."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import tomli

from scanner.content.model import Notation

_HEAD = 1 << 14
"""Characters by which a text is told; what follows is written like them."""
_MOST_LINES = 60
_MOST = 0.5
"""The share of lines that must speak for a notation that single lines of prose can look like."""

_COMMENTS = re.compile(
    r"(?:\s++|\ufeff|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|\#(?!!)[^\n]*+"
    r"|<!--(?:[^-]++|-(?!->))*+-->)*+"
)
_OBJECT = re.compile(r"""\{\s*+(?:["'}]|//|/\*|\#|\.\.\.|[\w$-]++\s*+:)""")
_ARRAY = re.compile(r"""\[\s*+(?:[\[{"'\]]|//|-?\d|true\b|false\b|null\b)""")
_PAIR = re.compile(r"""(?:"[^"\n]++"|'[^'\n]++')\s*+:[ \t]*+\S""")
_HEADER = re.compile(r"\[\[?[ \t]*+[A-Za-z_][^\[\]\n]*+\]\]?[ \t]*+(?:[#;][^\n]*+)?\r?(?:\n|\Z)")
_SHEBANG = re.compile(r"#!.*?(?:\b|/)(?:(ba|z|da|fi|k|c|tc)?sh|pwsh|make)\b")
_FENCE = re.compile(r"^[ \t>]*+(?:```|~~~)", re.MULTILINE)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|h[1-6]|table|details|summary|section|article|main|span"
    r"|ul|ol|a|img|br|pre|code|Tabs?|Steps?)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"<\?|<(?:script|template|style)\b|package\s++[\w.]++|use\s++[\w:]++|@\w++\(")
_PATCH = re.compile(r"diff --git |--- \S|Index: |@@ -\d|From [0-9a-f]{40} ")
_CONTAINER = re.compile(
    r"""^[ \t]*+(?:-[ \t]++)?["']?"""
    r"""(?:mcp[-_.]?servers|mcp|servers|context_servers|extensions)["']?[ \t]*+:""",
    re.MULTILINE | re.IGNORECASE,
)
_LINE = (
    r"^[ \t]*+(?:"
    r"(?P<prompt>(?:[$%\u276f\u279c]|PS [^>\n]*+>|[A-Z]:\\[^>\n]*+>)[ \t]*+\S"
    r"|\w++@[\w.-]++[^$#\n]{0,80}[$#] )"
    r"|(?P<code>import[ \t]++(?:[\w.*]++(?:[ \t]++as\b[^\n]*+|[ \t]*+[,;][^\n]*+|[ \t]*+\r?$)"
    r"|[{*(\"'][^\n]*+|\w++[^\n]*?\bfrom\b[^\n]*+)"
    r"|from[ \t]++[\w.]++[ \t]++import\b[^\n]*+"
    r"|(?:%(statements)s)\b(?=[^\n]*[({=;])[^\n]*+"
    r"|@\w[^\n]*+"
    r"|[\w.$]++[ \t]*+:?=[ \t]*+(?:await\s++|new\s++)?[A-Za-z_][\w.:]*+\([^\n]*+"
    r"|[\w.]++\([^\n]*+)"
    r"|(?P<docker>(?:%(instructions)s)[ \t]++[\w\"'\[$./-][^\n]*+)"
    r"|(?P<assigned>(?:export[ \t]++|set[ \t]++|\$env:)[A-Za-z_]\w*+[ \t]*+=[^\n]*+)"
    r"|(?P<command>(?:[A-Za-z_]\w*+=\S*+[ \t]++)*+(?:%(programs)s)"
    r"(?:[ \t]++[^\s:=][^\n]*+|[ \t]*+$))"
    r"|(?P<toml>(?:[\w.\"'-]++[ \t]++|[a-z][a-z_.-]*+)=[ \t]*+"
    r"(?:[\"'\[{]|true\b|false\b|[+-]?\d)[^\n]*+)"
    r"|(?P<variable>[A-Za-z_][\w.-]*+=[^\n]*+)"
    r"|(?P<setting>[\w.-]++[ \t]*+=[ \t]*+[^\s=(][^\n(]*+$)"
    r"|(?P<header>\[\[?[ \t]*+[A-Za-z_][^\[\]\n]*+\]\]?[ \t]*+\r?$)"
    r"|(?P<yaml>(?:-[ \t]++)?[\"']?[\w.$/@*<-]++[\"']?[ \t]*+:(?:[ \t]++[^\n]*+|\r?$)"
    r"|-[ \t]++[\w\"'{\[@/$.-]++\r?$)"
    r"|(?P<comment>\#[^\n]*+|//[^\n]*+|;[^\n]*+|[ \t\r]*+$)"
    r"|(?P<other>[^\n]*+))"
)
_NOTEBOOK = re.compile(r'"nbformat"\s*+:')


def looks(text: str) -> Notation | None:
    """Return the notation that `text` is in; None for prose and what nothing tells."""
    head = text[:_HEAD]
    comments = _COMMENTS.match(head)
    body = head[comments.end() :] if comments else head
    if body.startswith("#!"):
        return Notation.SHELL if _SHEBANG.match(body) else Notation.CODE
    if found := _structure(body, text):
        return found
    if _PATCH.match(body) or _MARKUP.match(body):
        return Notation.DOCUMENT
    if _PROGRAM.match(body):
        return Notation.CODE
    votes, first = _votes(head)
    if _FENCE.search(head) and first not in {"prompt", "command", "code", "docker"}:
        return Notation.DOCUMENT
    return _elected(votes, first, head)


def _structure(body: str, text: str) -> Notation | None:
    if _OBJECT.match(body):
        return Notation.NOTEBOOK if _is_notebook(text) else Notation.JSON
    if _HEADER.match(body):
        votes, _ = _votes(body)
        bare = votes["setting"] + votes["variable"]
        is_toml = votes["toml"] >= bare or "mcp" in body.partition("]")[0]
        return Notation.TOML if is_toml else Notation.SETTINGS
    if _ARRAY.match(body) or _PAIR.match(body):
        return Notation.JSON
    return None


def _is_notebook(text: str) -> bool:
    return '"cells"' in text and _NOTEBOOK.search(text) is not None


def _votes(head: str) -> tuple[Counter[str], str]:
    """Return how many lines speak for what, and what the first one that says anything does."""
    votes: Counter[str] = Counter()
    first = ""
    for number, match in enumerate(_line().finditer(head)):
        if number > _MOST_LINES:
            break
        kind = match.lastgroup or "other"
        if kind != "comment":
            first = first or kind
            votes[kind] += 1
    return votes, first


def _elected(  # noqa: PLR0911 - one answer for each notation
    votes: Counter[str], first: str, head: str
) -> Notation | None:
    total = votes.total()
    shell = votes["prompt"] + votes["command"] + votes["assigned"]
    if first == "docker" and votes["docker"] * 2 > total - votes["other"]:
        return Notation.DOCKERFILE
    structured = votes["yaml"] + votes["header"] + votes["toml"]
    if _CONTAINER.search(head) and votes["yaml"] >= (total - votes["other"]) * _MOST:
        return Notation.YAML
    if first in {"prompt", "command", "assigned"} and shell >= votes["code"]:
        return Notation.SHELL
    if votes["code"] and votes["code"] * 3 >= total and votes["code"] > shell:
        return Notation.CODE
    settings = votes["variable"] + votes["setting"] + votes["assigned"]
    if votes["toml"] and structured + settings > total * _MOST and votes["toml"] >= settings:
        return Notation.TOML
    if settings > total * _MOST:
        return Notation.SETTINGS
    if votes["yaml"] > 1 and votes["yaml"] > total * _MOST:
        return Notation.YAML
    if shell and shell * 3 >= total:
        return Notation.SHELL
    return Notation.CODE if votes["code"] > 1 and votes["code"] * 4 >= total else None


@cache
def words() -> dict[str, str]:
    """Return lists of the words that lines of code begin with, as regular expressions."""
    content = tomli.loads((files("scanner.content") / "looks.toml").read_text("utf-8"))
    return {name: "|".join(texts) for name, texts in content.items()}


@cache
def _line() -> re.Pattern[str]:
    pattern = _LINE
    for name, alternatives in words().items():
        pattern = pattern.replace(f"%({name})s", alternatives)
    return re.compile(pattern, re.MULTILINE)
