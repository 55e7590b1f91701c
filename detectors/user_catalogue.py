"""The auditor's own kinds of credentials, beside those of `kinds/*.toml`."""

import random
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import tomli

from detectors import catalogue, names, shapes
from detectors.catalogue import Format
from detectors.matching import of_value, within
from detectors.model import Life, Subject

KEYS = catalogue.KIND_KEYS
_FLAGS = frozenset({"privileged", "publishable"})
_LISTS = frozenset({"keywords", "rules", "examples", "negative_examples"})
_WORDS = (("life", "unknown", Life), ("subject", "", Subject))
_NO_SHAPE = re.compile(r"\{(?:env:)?[A-Z_]+\}")
_ALLOWED = 0.3
"""Seconds for one hostile text of 64 KiB; what is linear takes some milliseconds."""
_SIZES = (*range(8, 40, 4), *(2**power for power in range(6, 17)))
"""Growing: what is exponential is given up at the first steps, before it never ends."""


@dataclass(frozen=True, slots=True)
class UserCatalogue:
    """An auditor's file of `[[client]]` and `[[kind]]`: a value, so that every worker gets it."""

    file: str
    """What messages call it."""
    text: str
    """The TOML."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one entry, and what to do."""

    entry: str
    """Such as `kind acme-key`; empty if it is the file as a whole."""
    key: str
    message: str

    def __str__(self) -> str:
        """Return one line, without the name of the file."""
        place = ", ".join(part for part in (self.entry, self.key) if part)
        return f"{place}: {self.message}" if place else self.message


@cache
def own_formats(user: UserCatalogue | None) -> tuple[Format, ...]:
    """Return the kinds of a file in which `problems` finds nothing, those bound to a name first."""
    if user is None:
        return ()
    entries = tomli.loads(user.text).get("kind", [])
    found = catalogue.entries(user.file, {"kind": entries})
    return tuple(sorted(found, key=lambda entry: entry.names is None))


def problems(entries: Iterable[dict[str, Any]]) -> Iterator[Problem]:
    """Yield all that is wrong with `[[kind]]` tables, each by itself and beside ours."""
    taken = set(catalogue.kinds())
    for number, entry in enumerate(entries, 1):
        label = f"kind {entry.get('id') or number}"
        found = tuple(_shape(label, entry))
        yield from found
        if not found:
            yield from _behaviour(label, entry)
        if entry.get("id") in taken:
            yield Problem(label, "id", "is taken by another kind; choose an id of your own")
        taken.add(str(entry.get("id")))


def nearest(key: str, known: Iterable[str]) -> str:
    """Return what to do about an unknown key: the known one that is meant, or all of them."""
    ordered = sorted(known)
    near = get_close_matches(key, ordered, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(ordered)}"


def _shape(label: str, entry: dict[str, Any]) -> Iterator[Problem]:
    """Yield wrong and missing keys, and values of the wrong type."""
    for key, value in entry.items():
        if key not in KEYS:
            yield Problem(label, key, f"is no key of a kind; {nearest(key, KEYS)}")
        elif key in _FLAGS and not isinstance(value, bool):
            yield Problem(label, key, "must be true or false")
        elif key in _LISTS and not _is_texts(value):
            yield Problem(label, key, 'must be a list of texts, such as ["acme_"]')
        elif key == "payload" and not _is_patterns(value):
            yield Problem(label, key, "must be a table of regular expressions, by claim")
        elif key not in _FLAGS | _LISTS | {"payload"} and not isinstance(value, str):
            yield Problem(label, key, "must be a text")
    for key in ("id", "name", "source", "pattern", "examples", "negative_examples"):
        if not entry.get(key):
            yield Problem(label, key, "is missing; every kind needs one")
    yield from _words(label, entry)


def _words(label: str, entry: dict[str, Any]) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", str(entry.get("id", "a"))):
        yield Problem(label, "id", "must be in lower case with hyphens, such as acme-api-key")
    for key, default, known in _WORDS:
        if str(entry.get(key, default)) not in list(known):
            yield Problem(label, key, f"must be one of {', '.join(filter(None, known))}")
    if not (entry.get("keywords") or entry.get("names")):
        yield Problem(label, "keywords", "is missing; give texts that every match holds, or names")
    for key in ("pattern", "names"):
        text = entry.get(key)
        if isinstance(text, str) and (wrong := _uncompiled(text)):
            yield Problem(label, key, f"is no regular expression: {wrong}")
    pattern = entry.get("pattern")
    if isinstance(pattern, str) and "(?P<secret>" not in pattern:
        yield Problem(label, "pattern", "names no group; write (?P<secret>…) around the credential")


def _behaviour(label: str, entry: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a kind that can be read: its examples, and its speed."""
    (form,) = catalogue.entries(label, {"kind": [entry]})
    texts = hostile(form)
    slow = [
        Problem(
            label, key, "takes too long on hostile text; bound its repetitions, such as {1,200}"
        )
        for key, pattern in (("pattern", form.pattern), ("names", form.names))
        if pattern is not None and not is_fast(pattern, texts)
    ]
    yield from slow
    for number, shape in enumerate(form.examples, 1) if not slow else ():
        if not _finds(form, shape):
            yield Problem(
                label, "examples", f"the pattern does not find number {number}{_how(form)}"
            )
    for number, shape in enumerate(form.negative_examples, 1) if not slow else ():
        if _finds(form, shape):
            yield Problem(
                label, "negative_examples", f"the pattern finds number {number}; narrow it"
            )


def is_fast(pattern: re.Pattern[str], texts: Iterable[tuple[str, str]]) -> bool:
    """Return whether `pattern` reads hostile texts in about linear time.

    `texts` are pairs of what such a text begins with and what it repeats.
    """
    return all(_reads(pattern, *text, size) for text in texts for size in _SIZES)


def _reads(pattern: re.Pattern[str], head: str, repeated: str, size: int) -> bool:
    text = head + (repeated * (size // len(repeated) + 1))[:size] + "\0"
    begun = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - begun < _ALLOWED


def hostile(form: Format) -> tuple[tuple[str, str], ...]:
    """Return texts made to fit `form` nearly: `is_fast` says how they are written."""
    texts = [_planted(form, shape)[1] for shape in form.examples]
    heads = ("", *form.keywords, *(text[:4] for text in texts))
    characters = sorted({*"aA0_- .", *"".join(texts)})[:40]
    repeated = (*texts, *form.keywords, *(text[: len(text) // 2] for text in texts), "a-", "a.")
    pairs = [("", text) for text in repeated if text]
    pairs += [(head, character) for head in heads for character in characters]
    return tuple(dict.fromkeys(pairs))


def _finds(form: Format, shape: str) -> bool:
    name, text = _planted(form, shape)
    if form.names is not None:
        return bool(of_value(form, names.canonical(name), text))
    return bool(within(form, text))


def _planted(form: Format, shape: str) -> tuple[str, str]:
    name, text = "", shape
    if form.names is not None:
        name, _, text = shape.partition("=")
    if not _NO_SHAPE.search(text):
        with suppress(KeyError):
            text = shapes.expand(text, random.Random(shape))  # noqa: S311 - an example
    return name, text


def _how(form: Format) -> str:
    bound = "; write NAME=shape with a name that `names` matches" if form.names else ""
    return f"; shapes are written like acme_{{alnum:32}}{bound}"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_patterns(value: object) -> bool:
    return isinstance(value, dict) and not any(
        not isinstance(text, str) or _uncompiled(text) for text in value.values()
    )


def _uncompiled(pattern: str) -> str:
    try:
        re.compile(f"(?:{pattern})")
    except re.error as error:
        return str(error)
    except (OverflowError, RecursionError):
        return "too large"
    return ""
