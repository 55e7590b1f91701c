"""Does a text look as if a machine had drawn it? Counts only, no dictionaries."""

import math
import re
from collections import Counter
from itertools import pairwise

_TOKEN = re.compile(r"[A-Za-z0-9_+/=.~:|!@#$^*-]+")
_SEGMENT = re.compile(r"[A-Za-z0-9]+")
_HEX = re.compile(r"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

_SHORTEST = 16
_SHORTEST_SEGMENT = 10
_BITS = 2.9
_DIGITS = 2
_HEX_LENGTH = 20
_SWITCHES_PER_CHARACTER = 0.12
_VOWELS_OF_WORDS = 0.3
_SCATTERED_LENGTH = 20
# Drawn base64url text switches class at six of ten places, names of products at three at most.
_SCATTERED_SWITCHES = 0.4


def entropy(text: str) -> float:
    """Return the Shannon entropy of `text` in bits a character (0.0 for an empty one)."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values())


def looks_random(text: str) -> bool:
    """Tell whether the characters of `text` switch class as often as in drawn tokens."""
    if UUID.fullmatch(text):
        return len(set(text)) > _DIGITS * 3
    if len(text) < _SHORTEST or not _TOKEN.fullmatch(text) or entropy(text) < _BITS:
        return False
    if len(text) >= _HEX_LENGTH and _HEX.fullmatch(text):
        return any(c.isalpha() for c in text) and any(c.isdigit() for c in text)
    segments = _SEGMENT.findall(text)
    longest = max(segments, key=len, default="")
    if len(longest) >= _SHORTEST_SEGMENT and _mixed(longest):
        return _switches(longest) / len(longest) >= _SWITCHES_PER_CHARACTER
    return _scattered(segments)


def _scattered(segments: list[str]) -> bool:
    """Tell whether separators only fell into one drawn text, as they do in base64url."""
    total = sum(map(len, segments))
    if total < _SCATTERED_LENGTH or sum(c.isdigit() for s in segments for c in s) < _DIGITS:
        return False
    return sum(map(_switches, segments)) / total >= _SCATTERED_SWITCHES


def _switches(text: str) -> int:
    """Count the places where lower case, upper case and digits change into each other.

    One capital before lower-case letters is how words are written and counts once.
    """
    classes = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in text]
    return sum(a != b for a, b in pairwise(classes))


def _mixed(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    upper = sum(c.isupper() for c in text)
    lower = len(text) - digits - upper
    return (digits >= _DIGITS and upper + lower > 0) or (
        upper >= _DIGITS and lower >= _DIGITS and _vowels(text) < _VOWELS_OF_WORDS
    )


def _vowels(text: str) -> float:
    return sum(c in "aeiouAEIOU" for c in text) / len(text)
