"""Globs over repository paths, as regular expressions that never backtrack far."""

import re
from collections.abc import Iterator

_BRACES = re.compile(r"\{([^{}]*)\}")


def expand(glob: str) -> Iterator[str]:
    """Yield the globs that the braces of `glob` stand for; braces do not nest."""
    found = _BRACES.search(glob)
    if found is None:
        yield glob
        return
    for choice in found[1].split(","):
        yield from expand(glob[: found.start()] + choice + glob[found.end() :])


def pattern(glob: str) -> str:
    r"""Return the regular expression of a glob without braces, for `fullmatch` with `re.DOTALL`.

    `**/` is any number of directories, `*` and `?` stay within one. The time is linear in the
    path: all but the last stretch after a wildcard are taken at their first occurrence, for good.
    """
    *folders, name = glob.split("/")
    if "**" in name or any("**" in folder and folder != "**" for folder in folders):
        raise ValueError(f"glob {glob!r}: ** is a whole component, and not the last")
    first, *others = glob.split("**/")
    if not others:
        return _stretch(first)
    *middle, last = others
    skipped = "".join(rf"(?>(?:.*?/)??{_stretch(part)})" for part in middle)
    return rf"{_stretch(first)}{skipped}(?:.*/)?{_stretch(last)}"


def _stretch(text: str) -> str:
    return "/".join(_segment(segment) for segment in text.split("/"))


def _segment(text: str) -> str:
    first, *others = text.split("*")
    if not others:
        return _literal(first)
    *middle, last = others
    skipped = "".join(rf"(?>[^/]*?{_literal(part)})" for part in middle)
    return rf"{_literal(first)}{skipped}[^/]*{_literal(last)}"


def _literal(text: str) -> str:
    return "[^/]".join(re.escape(part) for part in text.split("?"))
