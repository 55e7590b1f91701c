"""Objects in the midst of other text: where the braces around a place begin and end."""

import re

_LONGEST = 1 << 18
"""Bytes of the longest object that is looked for in prose."""
_TOKEN = re.compile(
    # What is never closed ends where it must: another look at it would take quadratic time.
    rb'"(?:[^"\\\n]++|\\.)*+"?|(?<![:\w])//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|[{}\[\]]',
    re.DOTALL,
)
_BRACE = re.compile(rb"[{}]")
_INSIDE = re.compile(rb"""\{\s*+(?:["'}]|//|/\*|\.\.\.|&quot;|&\#34;|[A-Za-z_$][\w$-]*+\s*+:)""")


def closing(source: bytes, start: int, limit: int) -> int:
    """Return where what opens at or after `start` is closed again, at the latest `limit`."""
    limit = min(limit, start + _LONGEST)
    depth = 0
    for match in _TOKEN.finditer(source, start, limit):
        token = match[0]
        if token in b"{[":
            depth += 1
        elif token in b"}]":
            depth -= 1
            if depth <= 0:
                return match.end() if depth == 0 else match.start()
    return limit


def opening(source: bytes, at: int, limit: int) -> int:
    """Return where the outermost object around `at` begins, at the earliest `limit`; else `at`.

    A brace counts if what follows it reads like an object.
    """
    limit = max(limit, at - _LONGEST)
    found, depth = at, 0
    for match in reversed(list(_BRACE.finditer(source, limit, at))):
        if match[0] == b"}":
            depth += 1
        elif depth:
            depth -= 1
        elif _INSIDE.match(source, match.start()):
            found = match.start()
        else:
            break
    return found
