"""Blocks of code in other markup than fences: HTML, reStructuredText, AsciiDoc, wikis."""

import re
from collections.abc import Iterator
from functools import lru_cache

from scanner.configs import Scalar
from scanner.content.document_prose import unescaped
from scanner.content.rewriting import lines, replaced
from scanner.content.search import present
from scanner.syntax.scalars import verbatim

_ELEMENT = re.compile(
    rb"<(pre|code|textarea|script|samp|kbd|CodeBlock|CodeGroup|CodeSnippet|code-block|Code|Snippet"
    rb"|SyntaxHighlighter|ac:plain-text-body)\b([^<>]{0,2000})>"
)
_TAGS = re.compile(
    rb"<!\[CDATA\[|\]\]>|</?(?:span|code|div|em|b|i|strong|a|font|mark|p|pre|li|ol|tr|td)\b[^<>]{0,2000}>"
)
_BREAK = re.compile(r"<br\b[^<>]{0,20}>", re.IGNORECASE)
_TEMPLATE = re.compile(rb"\s*+\{[ \t]*+`([^`]*+)`[ \t]*+\}")
_DELIMITERS = (
    # AsciiDoc: `[source,json]`, then a line of four or more of one character, and the same again.
    (
        b"[source",
        re.compile(
            rb"\[source([^\]\n]*+)\][^\n]*+\n(?:\.[^\n]*+\n)?(-{4,}|\.{4,}|={4,}|```)[ \t]*+\r?\n"
        ),
    ),
    (b"\n----", re.compile(rb"\n()(-{4,})[ \t]*+\r?\n(?=[ \t]*+[^\s-])")),
    (b"\n....", re.compile(rb"\n()(\.{4,})[ \t]*+\r?\n")),
)
_ENCLOSED = (
    (
        b"#+b",
        re.compile(rb"^[ \t]*+#\+begin_(?:src|example)([^\n]*+)\n", re.MULTILINE),
        re.compile(rb"^[ \t]*+#\+end_", re.MULTILINE),
    ),
    (
        b"#+B",
        re.compile(rb"^[ \t]*+#\+BEGIN_(?:SRC|EXAMPLE)([^\n]*+)\n", re.MULTILINE),
        re.compile(rb"^[ \t]*+#\+END_", re.MULTILINE),
    ),
    (
        b"{{<",
        re.compile(rb"\{\{[<%][ \t]*+(?:highlight|code|tab)\b([^\n>]*+)[>%]\}\}"),
        re.compile(rb"\{\{[<%][ \t]*+/"),
    ),
    (
        b"{%",
        re.compile(rb"\{%-?[ \t]*+(?:highlight|code|codeblock)\b([^\n%]*+)-?%\}"),
        re.compile(rb"\{%-?[ \t]*+end"),
    ),
    (b"{code", re.compile(rb"\{code(?::([^}\n]*+))?\}"), re.compile(rb"\{code\}")),
    (b"{noformat", re.compile(rb"\{noformat()\}"), re.compile(rb"\{noformat\}")),
    (
        b"\\begin{",
        re.compile(rb"\\begin\{(?:verbatim|lstlisting|minted)\}([^\n]*+)\n"),
        re.compile(rb"\\end\{"),
    ),
    (
        b"<syntaxhighlight",
        re.compile(rb"<syntaxhighlight\b([^<>]*+)>"),
        re.compile(rb"</syntaxhighlight"),
    ),
)
"""A mark without which none occurs, how a block begins, and how it ends."""
_MARKS = (*(mark for mark, _ in _DELIMITERS), *(mark for mark, _, _ in _ENCLOSED))
_DIRECTIVE = re.compile(rb"::(?:[ \t]++([\w.+-]++))?[ \t]*+\r?\n")
_NAME = re.compile(
    rb"[ \t]*+\.\.[ \t]++(?:code-block|code|sourcecode|parsed-literal|highlight|tab|prompt)\Z"
)
_LONGEST_LINE = 400
_WIDEST = 80
"""Blanks of the widest margin."""
_OPTIONS = re.compile(
    rb"(?:[ \t]++:[\w-]++:[^\n]*+\n)*+(?:[ \t]*+\r?\n)++|(?:[ \t]++:[\w-]++:[^\n]*+\n)++"
)
_INDENTED = re.compile(rb"\n[ \t]*+\r?\n((?: {4}|\t)[ \t]*+)(?=[^\s])")
_LIST_ITEM = re.compile(rb"(?:[-*+]|\d++[.)])[ \t]")

OPENINGS = (
    *_MARKS, b"::", b"<pre", b"<code", b"<textarea", b"<script", b"<samp", b"<kbd", b"<Code",
    b"<Snippet", b"<SyntaxHighlighter", b"<ac:plain-text-body",
)  # fmt: skip
"""Texts of which every block in such markup begins with one."""

Block = tuple[Scalar, bytes, int]
"""The text of a block, what its head says, and the byte offset of what follows it."""


def elements(source: bytes) -> Iterator[Block]:
    """Yield the blocks of code of HTML and JSX, without the tags inside them."""
    at = 0
    missing: set[bytes] = set()
    while match := _ELEMENT.search(source, at):
        name = match[1]
        end = -1 if name in missing else source.find(b"</" + name, match.end())
        if end < 0:
            # No later element of the name has an end either.
            missing.add(name)
            at = match.end()
            continue
        at = end
        inner = _ELEMENT.match(source, match.end())
        info = match[2] + (inner[2] if inner else b"")
        template = _TEMPLATE.match(source, match.end(), end)
        start, stop = template.span(1) if template else (match.end(), end)
        text = replaced(lines(source, start, stop, _TAGS), _BREAK, lambda _: "\n")
        yield unescaped(text), info, end


def directives(source: bytes) -> Iterator[Block]:
    """Yield the blocks of reStructuredText, which are indented below a line that ends in `::`."""
    if b"::" not in source:
        return
    at = 0
    while match := _DIRECTIVE.search(source, at):
        at = match.end()
        options = _OPTIONS.match(source, at)
        if options is None or not _is_directive(source, match.start(), match[1]):
            continue
        block = _below(source, options.end(), match[1] or b"")
        if block:
            yield block
            at = max(block[2], at)


def _is_directive(source: bytes, at: int, argument: bytes | None) -> bool:
    line = source.rfind(b"\n", max(0, at - _LONGEST_LINE), at) + 1
    if source[line:at].lstrip().startswith(b"..") or argument:
        return _NAME.match(source, line, at) is not None
    return True


def delimited(source: bytes) -> Iterator[Block]:
    """Yield the blocks between marks of their own: AsciiDoc, Org, Hugo, Jekyll, Jira, LaTeX."""
    marks = present(_MARKS, source)
    for mark, pattern in _DELIMITERS:
        if mark in marks:
            yield from _fenced(source, pattern)
    for mark, opened, closed in _ENCLOSED:
        at = 0
        while mark in marks and (match := opened.search(source, at)):
            end = closed.search(source, match.end())
            stop = end.start() if end else len(source)
            yield verbatim(source, match.end(), stop, quoted=True), match[1] or b"", stop
            at = end.end() if end else len(source)


def indented(source: bytes, start: int, end: int) -> Iterator[Block]:
    """Yield the blocks of `source[start:end]` that only indentation sets apart."""
    at = start
    while match := _INDENTED.search(source, at, end):
        at = match.start(1)
        block = _below(source, at, b"", end)
        if block is None:
            at = match.end()
            continue
        at = max(block[2] - 1, match.end())
        if not _LIST_ITEM.match(source, match.end()):
            yield block


def _fenced(source: bytes, pattern: re.Pattern[bytes]) -> Iterator[Block]:
    at = 0
    missing: set[bytes] = set()
    while match := pattern.search(source, at):
        at = match.end()
        closing = b"\n" + match[2]
        end = -1 if closing in missing else source.find(closing, at - 1)
        if end < 0:
            missing.add(closing)
            continue
        yield verbatim(source, at, max(end, at), quoted=True), match[1], end + len(closing)
        at = end + len(closing)


def _below(source: bytes, start: int, info: bytes, limit: int | None = None) -> Block | None:
    """Return the block that begins at `start` and lasts as long as its indentation."""
    limit = len(source) if limit is None else limit
    first = start
    while source[first : first + 1] in (b" ", b"\t"):
        first += 1
    lead = source[start:first]
    if not lead or len(lead) > _WIDEST:
        return None
    body, margin = _margins(lead)
    match = body.match(source, start, limit)
    if match is None or match.end() == start:
        return None
    return lines(source, start, match.end(), margin), info, match.end()


@lru_cache(maxsize=64)
def _margins(lead: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    body = re.compile(rb"(?:[ \t]*+\r?\n|" + lead + rb"[^\n]*+(?:\n|\Z))++")
    return body, re.compile(rb"^" + lead, re.MULTILINE)
