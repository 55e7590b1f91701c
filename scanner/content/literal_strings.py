"""Strings of programs to scalars: quotes taken off, escapes decoded, variables as `${…}`."""

import re
from collections.abc import Callable

from scanner.configs import Scalar
from scanner.content.rewriting import Run, rewritten
from scanner.syntax.scalars import assembled, json_string, verbatim

_OPENING = re.compile(
    rb"(?P<heredoc><<[-~]?['\"]?(?P<mark>[A-Z_][A-Z0-9_]*)['\"]?[^\n]*\n)"
    rb"|(?P<prefix>[^\"'`#\[]{0,3})(?P<quote>\"\"\"|'''|''|\"|'|`|\#+\"|\[\[\n?)"
)
_RAW = re.compile(rb"(?i)[^\"']*(?:r|@)[^\"']*\Z")
_FILLED = re.compile(rb"(?i)(?:b?r?f[br]?|t|\$+@?|@\$|s)\Z")
_BRACED = re.compile(r"(\{\{)|(\}\})|(?<!\$)(\{)([^{}\n]{1,200})(\})")
_MARKED = re.compile(r"(#\{|\\\(|(?<!\$)\{(?=\$))([^{}()\n]{0,200}(?:\([^()\n]{0,100}\))?)([)}])")
_BARE = re.compile(r"\A([A-Za-z][A-Za-z-]{1,30} )(\$)([A-Za-z_][\w>.-]{0,99})\Z")

_QUOTES = frozenset(b"\"'")
_SPECIAL = re.compile(rb"[\\${#]|''")
_LONG = (b'"""',)
_TRIPLE = 3
_GAP = re.compile(r"%[-+0-9.]{0,8}[sdvqxf]|%@|\{([\w.:!$-]{0,60})\}")
_TICK = re.compile(r"\\([`$\\])")
_Replacement = Callable[[re.Match[str]], tuple[Run, ...] | None]


def decoded(source: bytes, start: int, end: int, *, nix: bool = False) -> Scalar:
    r"""Return the text of the string token `source[start:end]`, whatever its quotes are.

    What is filled in at run time (`{x}` of an f-string, `#{x}`, `\(x)`, `$x`) becomes a reference
    `${x}`, so that the text around it is judged and the variable is not.
    """
    if source[start] in _QUOTES and not _SPECIAL.search(source, start + 1, end):
        width = _TRIPLE if source.startswith(_LONG, start) and end - start > _TRIPLE else 1
        return verbatim(source, start + width, max(end - width, start + width), quoted=True)
    opening = _OPENING.match(source, start, end)
    if opening is None:
        return verbatim(source, start, end, quoted=True)
    if opening["heredoc"]:
        return verbatim(source, opening.end(), end - len(opening["mark"]), quoted=True)
    prefix, quote = opening["prefix"], opening["quote"]
    inside, outside = opening.end(), max(end - len(quote.rstrip(b"\n")), opening.end())
    if _RAW.match(prefix) or quote[:1] in b"#[" or (quote == b"''" and nix):
        text = verbatim(source, inside, outside, quoted=True)
    elif quote == b"`":
        text = _replaced(verbatim(source, inside, outside, quoted=True), _TICK, _unticked)
    else:
        text = json_string(source, inside, outside)
    if _FILLED.match(prefix):
        text = _replaced(text, _BRACED, _from_braces)
    elif quote[:1] == b'"':
        text = _replaced(text, _MARKED, _from_marks)
        text = _replaced(text, _BARE, _from_bare)
    return text


def doubled(text: Scalar) -> Scalar:
    """Return a template with its braces undone: `{{` is one, `{x}` a reference."""
    return _replaced(text, _BRACED, _from_braces)


def reference(name: str, start: int) -> Scalar:
    """Return the scalar of a variable that is written at `start`, as a reference."""
    return assembled([(start, "${"), (start, name.replace("->", ".")), (start, "}")], quoted=False)


def filled(text: Scalar, values: int) -> Scalar:
    """Return a format with its first `values` gaps (`%s`, `{}`, `{name}`) as references."""
    gaps = iter(range(values))

    def gap(found: re.Match[str]) -> tuple[Run, ...] | None:
        if next(gaps, None) is None:
            return None
        name = re.sub(r"\W", "", found[1] or "") or "value"
        return (found.start(), "${"), (found.start(), name), (found.end() - 1, "}")

    return _replaced(text, _GAP, gap)


def _unticked(found: re.Match[str]) -> tuple[Run, ...] | None:
    # `\\n` may be Go's, where a backslash is a backslash.
    return ((found.start(), found[1]),) if found[1] != "\\" else None


def _from_braces(found: re.Match[str]) -> tuple[Run, ...]:
    if found[1] or found[2]:
        return ((found.start(), found[0][0]),)
    name = found[4].partition("!r")[0]
    return (found.start(), "${"), (found.start(4), name), (found.start(5), "}")


def _from_marks(found: re.Match[str]) -> tuple[Run, ...]:
    name = found[2].lstrip("$")
    at = found.start(2) + len(found[2]) - len(name)
    return (found.start(), "${"), (at, name.replace("->", ".")), (found.start(3), "}")


def _from_bare(found: re.Match[str]) -> tuple[Run, ...]:
    return (
        (found.start(1), found[1]),
        (found.start(2), "${"),
        (found.start(3), found[3].replace("->", ".")),
        (found.end() - 1, "}"),
    )


def _replaced(text: Scalar, pattern: re.Pattern[str], new: _Replacement) -> Scalar:
    """Return `text` with what `pattern` finds replaced by pieces, given as (index, text)."""
    found = ((match.span(), new(match)) for match in pattern.finditer(text.text))
    edits = ((*span, _written(runs)) for span, runs in found if runs is not None)
    return rewritten(text, edits)


def _written(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run[1])
