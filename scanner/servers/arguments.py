"""What the words of a command line are: flags with values, `-e K=V`, headers, positional texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.model import Slot
from scanner.configs import Scalar, Value, part

_ENVIRONMENT_FLAGS = frozenset({"-e", "--env", "--set-env", "--env-var"})
_HEADER_FLAGS = frozenset({"-h", "--header", "--headers", "--http-header"})
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_.]*)=(?P<value>.*)", re.DOTALL)
_HEADER = re.compile(r"(?P<name>[A-Za-z0-9-]+)(?:\s*:\s*|=)(?P<value>.*)", re.DOTALL)
_FLAG = re.compile(r"--[A-Za-z][\w.-]*|-[A-Za-z][\w.-]{0,18}")
_GIVEN = re.compile(r"(?P<flag>--?[A-Za-z][\w.-]*)=")
_GLUED = re.compile(r"-e(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_WORD = re.compile(r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"']\S*)")
_LONGEST = 65_536
_SHELLS = frozenset({"sh", "bash", "zsh", "dash"})


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """One word of a command line, and the pointer of the value that it stands in."""

    pointer: str
    scalar: Scalar


def split(pointer: str, line: Scalar) -> tuple[Word, ...]:
    """Return the words of a command line that is written as one text.

    Quotes group; nothing is expanded. A quote in the middle of a word stays in it. A text of more
    than 64 KiB is no command line, but one word.
    """
    if len(line.text) > _LONGEST:
        return (Word(pointer, line),)
    return tuple(
        Word(pointer, part(line, *found.span(found.lastgroup or 0)))
        for found in _WORD.finditer(line.text)
    )


def unfold(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return `words` with the script of `sh -c "…"` in the place of the shell."""
    texts = [word.scalar.text for word in words]
    if len(words) >= 3 and texts[0].rpartition("/")[2] in _SHELLS and "c" in texts[1]:  # noqa: PLR2004
        return (*split(words[2].pointer, words[2].scalar), *words[3:])
    return words


def values(words: Iterable[Word]) -> Iterator[Value]:
    """Yield the values among the arguments; flags without a value are none."""
    flag = ""
    for word in words:
        text = word.scalar.text
        glued = _GLUED.fullmatch(text)
        if glued:
            yield _named(word, glued, Slot.ENV)
        elif given := _GIVEN.match(text):
            flag = ""
            rest = Word(word.pointer, part(word.scalar, given.end(), len(text)))
            yield _valued(given["flag"], rest)
        elif _FLAG.fullmatch(text):
            flag = text
        elif flag:
            yield _valued(flag, word)
            flag = ""
        else:
            flag = ""
            yield _positional(word)


def _valued(flag: str, word: Word) -> Value:
    text = word.scalar.text
    if flag in _ENVIRONMENT_FLAGS and (found := _ASSIGNMENT.fullmatch(text)):
        return _named(word, found, Slot.ENV)
    if flag.lower() in _HEADER_FLAGS and (found := _HEADER.fullmatch(text)):
        return _named(word, found, Slot.HEADER)
    return Value(Slot.ARGUMENT, flag, word.pointer, word.scalar)


def _positional(word: Word) -> Value:
    if found := _ASSIGNMENT.fullmatch(word.scalar.text):
        return _named(word, found, Slot.ENV)
    return Value(Slot.ARGUMENT, "", word.pointer, word.scalar)


def _named(word: Word, found: re.Match[str], reads_as: Slot) -> Value:
    value = part(word.scalar, *found.span("value"))
    return Value(Slot.ARGUMENT, found["name"], word.pointer, value, reads_as)
