"""Listings with numbered lines, as tools print files: the numbers are no part of the text."""

import re

from scanner.configs import Scalar
from scanner.content.rewriting import replaced

_NUMBER = r"[ \t]*+([0-9]{1,6})(?:→|\t|[ \t]?[|│])"
_FIRST = re.compile(rf"^{_NUMBER}[^\n]*+\n{_NUMBER}", re.MULTILINE)
_NEAR = 1_000
"""Characters within which a listing shows its numbers: its first line may be cut off."""
_EACH = re.compile(rf"^{_NUMBER}", re.MULTILINE)


def without_gutter(text: Scalar) -> Scalar:
    """Return `text` without the numbers before its lines, if the first two count up by one."""
    found = _FIRST.search(text.text, 0, _NEAR)
    if found is None or int(found[2]) != int(found[1]) + 1:
        return text
    return replaced(text, _EACH, lambda _: "")
