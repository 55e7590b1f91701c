"""Comments without their marks: what is commented out, as it would read if it were not."""

import re
from collections.abc import Iterable, Iterator

from scanner.configs import Scalar
from scanner.syntax.scalars import assembled

_MARK = re.compile(rb"(?://[/!]?|#|--(?:\[\[)?|;+|/\*+!?|<!--|\(\*)[ \t]?")
_LINE_MARK = re.compile(rb"//|#|--(?!\[\[)|;")
_END = re.compile(rb"[ \t]*(?:\*/|-->|\]\]|\*\))?[ \t\r]*\Z")
_STAR = re.compile(rb"[ \t]*(?:\*(?!/)[ \t]?)?")
_BLANK = re.compile(rb"[ \t\r]*\n[ \t]*\Z")


def uncommented(source: bytes, spans: Iterable[tuple[int, int]]) -> Iterator[Scalar]:
    """Yield the text of each comment; those on lines that follow one another are one text."""
    pending: list[tuple[int, int]] = []
    last_start = last = -1
    for start, end in spans:
        # Between two lines of one comment is a line break and an indentation, of bounded length.
        between = source[last:start] if 0 <= start - last <= _WIDEST else b"x"
        lines = _LINE_MARK.match(source, start) is not None
        alike = lines and source[start : start + 1] == source[last_start : last_start + 1]
        if pending and not (alike and _BLANK.match(between)):
            yield _text(source, pending)
            pending = []
        pending.append((start, end))
        last_start, last = start, end
    if pending:
        yield _text(source, pending)


_WIDEST = 400


def _text(source: bytes, spans: list[tuple[int, int]]) -> Scalar:
    return assembled(list(_lines(source, spans)) or [(spans[0][0], "")], quoted=False)


def _lines(source: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    for start, end in spans:
        mark = _MARK.match(source, start, end)
        at = mark.end() if mark else start
        body = source[at:end]
        ending = _END.search(body) if body[-1:] in {b"/", b">", b"]", b")"} else None
        body = body[: ending.start()] if ending else body
        for line in body.splitlines(keepends=True):
            skipped = _STAR.match(line) if at != (mark.end() if mark else start) else None
            lead = skipped.end() if skipped and b"*" in skipped[0] else 0
            yield at + lead, line[lead:].decode("utf-8", "surrogateescape")
            at += len(line)
        if not body.endswith(b"\n"):
            yield at, "\n"
