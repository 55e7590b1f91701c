"""CODEOWNERS: which lines name whom for a path, as GitHub and GitLab read the file.

The file is hostile: patterns are compared segment by segment without regular expressions, so that
none costs more than the product of its length and that of the path.

Sources: docs.github.com "About code owners", docs.gitlab.com "Code Owners syntax".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where it is looked for; the first that is there counts."""
LARGEST = 3 << 20
"""Bytes; GitHub reads no larger file."""
MOST_COMPARISONS = 2_000_000
"""Lines times paths; beyond that nobody is named, and the report says so."""

_SECTION = re.compile(r"\^?\[([^\]]{1,255})\](?:\[\d{1,9}\])?(?:\s+(.*))?")
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that names owners, or nobody, for what a pattern matches."""

    number: int
    section: str
    """In lower case; empty before the first section."""
    segments: tuple[str, ...]
    below: bool
    """Whether what is in a directory of that name is meant as well."""
    only_below: bool
    """Whether a file of that name is not meant."""
    owners: tuple[str, ...]
    excludes: bool = False
    """Of GitLab: nobody of this section is asked for it."""


def lines(text: str, place: str) -> tuple[Line, ...]:
    """Return the lines of the CODEOWNERS file at `place` in their order."""
    found: list[Line] = []
    section = ""
    default: tuple[str, ...] = ()
    gitlab = place.startswith(".gitlab/")
    for number, raw in enumerate(text.splitlines(), start=1):
        words = list(_before_comment(_WORDS.findall(raw)))
        if not words:
            continue
        if head := _SECTION.fullmatch(" ".join(words)):
            section, default = head[1].casefold(), _owners((head[2] or "").split())
            gitlab = True
            continue
        pattern, *owners = words
        excludes = gitlab and pattern.startswith("!")
        if pattern.startswith("!") and not excludes:
            continue  # GitHub ignores a line that it cannot read.
        made = _line(number, section, pattern.removeprefix("!"), _owners(owners) or default)
        found.append(Line(*made, excludes=excludes))
    return tuple(found)


def owners(found: Sequence[Line], path: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return who is named for `path`, and by which lines: the last that matches in each section."""
    segments = path.split("/")
    last: dict[str, Line] = {}
    excluded: set[str] = set()
    for line in found:
        if _matches(line, segments):
            last[line.section] = line
            if line.excludes:
                excluded.add(line.section)
    deciding = [line for section, line in last.items() if section not in excluded]
    names = dict.fromkeys(name for line in deciding for name in line.owners)
    return tuple(names), tuple(sorted(line.number for line in deciding))


def _before_comment(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("#"):
            return
        yield word


def _owners(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if "@" in word)


def _line(
    number: int, section: str, pattern: str, names: tuple[str, ...]
) -> tuple[int, str, tuple[str, ...], bool, bool, tuple[str, ...]]:
    anchored = "/" in pattern.rstrip("/")
    only_below = pattern.endswith("/")
    segments = [_ESCAPED.sub(r"\1", part) for part in pattern.strip("/").split("/")]
    if not anchored:
        segments.insert(0, "**")
    if segments[-1] == "**" and len(segments) > 1:
        segments.pop()
        only_below = True
    # `docs/*` is about the files of a directory, not about what is deeper.
    below = not (anchored and segments[-1] == "*")
    return number, section, tuple(segments), below, only_below, names


def _matches(line: Line, path: Sequence[str]) -> bool:
    """Compare from segment to segment, keeping how many of the path each start may have taken."""
    taken = {0}
    for segment in line.segments:
        if segment == "**":
            taken = set(range(min(taken), len(path) + 1))
        else:
            taken = {at + 1 for at in taken if at < len(path) and _fits(segment, path[at])}
        if not taken:
            return False
    whole = len(path) in taken and not line.only_below
    return whole or (line.below and min(taken) < len(path))


def _fits(glob: str, text: str) -> bool:
    """Compare with `*` and `?`, going back to the last star alone: at most length times length."""
    at = here = star = mark = 0
    seen = False
    while at < len(text):
        if here < len(glob) and glob[here] == "*":
            seen, star, mark, here = True, here, at, here + 1
        elif here < len(glob) and glob[here] in {"?", text[at]}:
            at, here = at + 1, here + 1
        elif seen:
            mark += 1
            at, here = mark, star + 1
        else:
            return False
    return not glob[here:].strip("*")
