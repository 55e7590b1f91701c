"""Which values can stand anywhere by chance, so that finding one tells nothing."""

import re

from detectors.randomness import looks_random

_SHORTEST = 8
_SHORTEST_MIXED = 16
"""Of fewer characters, those that a word or a number is made of can stand anywhere."""
_WORDS = re.compile(r"(?:[a-z]{2,}|[A-Z]{2,}|[A-Z][a-z]{2,})(?:[A-Z][a-z]{2,})*")
"""One word or several, as in `mcpServers`."""
_DIGITS = 4
"""A number as names have them, such as a year, has at most so many."""
_RUN = re.compile(r"[^\W\d_]+|\d+")


def guessable(text: str) -> str:
    """Say why a value can stand anywhere by chance; empty if it cannot."""
    if len(text) < _SHORTEST:
        return f"it has fewer than {_SHORTEST} characters"
    plain = len(text) < _SHORTEST_MIXED and (_is_word(text) or text.isdigit())
    return "it is a word or a number" if plain else ""


def nameable(text: str) -> str:
    """Say why somebody may give a value as a name to something else; empty if nobody would.

    `winter2024` and `orders-db-primary` are names: a report may hold them without telling anything.
    """
    if why := guessable(text):
        return why
    named = not looks_random(text) and all(map(_is_of_a_name, _RUN.findall(text)))
    return "it is made of words and short numbers" if named else ""


def _is_of_a_name(run: str) -> bool:
    if run.isdigit():
        return len(run) <= _DIGITS
    return len(run) < _SHORTEST_MIXED and bool(_WORDS.fullmatch(run))


def _is_word(text: str) -> bool:
    return text.isalpha() and (text.islower() or text.isupper() or text.istitle())
