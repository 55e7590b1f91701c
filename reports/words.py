"""The words that name environments, and how a text is cut into words."""

import re
from functools import lru_cache
from itertools import pairwise

_ENVIRONMENTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("prod", frozenset({"prod", "production", "prd", "live"})),
    ("staging", frozenset({"stg", "stage", "staging", "preprod", "uat"})),
    ("test", frozenset({"test", "qa", "sit", "ci", "sandbox"})),
    ("dev", frozenset({"dev", "develop", "development", "local", "localhost"})),
    ("dr", frozenset({"dr"})),
)
# Two words that together are a product or a technique and say nothing of an environment.
_COMPOUNDS = frozenset(
    {"devcontainer", "devtools", "livereload", "livestream", "stagemanager", "testlibrary"}
)
_SEPARATORS = re.compile(r"[-_./:@\s]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the lower-case words of `text`, cut at separators and at camelCase humps."""
    parts = (part for piece in _SEPARATORS.split(text) for part in _HUMPS.split(piece) if part)
    found = [part.casefold() for part in parts]
    compound = {
        position + offset
        for position, (left, right) in enumerate(pairwise(found))
        if left + right in _COMPOUNDS
        for offset in (0, 1)
    }
    return tuple(word for position, word in enumerate(found) if position not in compound)


def canonical(word: str) -> str:
    """Return the environment that `word` names as a whole word, or an empty string."""
    folded = word.casefold()
    return next((name for name, meanings in _ENVIRONMENTS if folded in meanings), "")


def environment_names(vocabulary: tuple[str, ...]) -> dict[str, str]:
    """Return which environment each word names; the reviewer's `vocabulary` has its own names.

    With `("production", "perf")` the words prod, prd and live name `production`, and perf itself.
    """
    names = {word: name for name, meanings in _ENVIRONMENTS for word in meanings}
    for own in reversed(vocabulary):
        meant = canonical(own)
        names.update({word: own for word in names if meant and canonical(word) == meant})
    return names | {own.casefold(): own for own in vocabulary}
