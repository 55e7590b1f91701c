"""Variables that a script sets, for whichever server it starts."""

import re
from collections.abc import Iterator, Sequence

from detectors.model import Slot
from scanner.configs import Scalar, Value, part
from scanner.content.commands import vocabulary
from scanner.content.rewriting import parts
from scanner.content.shell_servers import Pair
from scanner.discovery.selectors import below
from scanner.syntax.scalars import verbatim

_ASSIGNMENT = re.compile(r"(?:\$env:|\$Env:|\$ENV:|\$\{env:)?([A-Za-z_]\w*+)\}?\+?=", re.DOTALL)
_INSIDE = re.compile(r"--?[A-Za-z][\w-]*+=([A-Za-z_]\w*+)=|-[eD]([A-Za-z_]\w*+)=")
_NAME = re.compile(r"(?:\$env:)?([A-Za-z_]\w*+)", re.IGNORECASE)
_SIGNS = frozenset({"=", ":=", "?=", "::=", "+=", "!="})
_NEXT = re.compile(r",(?=[A-Za-z_]\w*+=)")
_LISTS = re.compile(
    r"--(?:set|update|add)?-?env(?:ironment)?(?:-vars?|-variables)?\Z|--set\Z|--variables\Z"
)
_METHOD = re.compile(
    rb"SetEnvironmentVariable\(\s*+(?:\"(?P<name>[^\"\n]++)\"|'(?P<named>[^'\n]++)')\s*+,"
    rb"\s*+(?:\"(?P<double>[^\"\n]*+)\"|'(?P<single>[^'\n]*+)')",
    re.IGNORECASE,
)


def leading(words: Sequence[Scalar]) -> tuple[tuple[Pair, ...], Sequence[Scalar]]:
    """Return the variables that are set for a command line alone, and the rest of it."""
    pairs: list[Pair] = []
    for index, word in enumerate(words):
        if (pair := _assigned(word)) is None:
            return tuple(pairs), words[index:]
        pairs.append(pair)
    return tuple(pairs), ()


def values(words: Sequence[Scalar]) -> Iterator[Value]:
    """Yield the variables that `words` set, however the shell or program spells it."""
    separate = _separate(words)
    if separate:
        yield _value(separate)
    previous = ""
    for word in words:
        found = _ASSIGNMENT.match(word.text) or _INSIDE.match(word.text)
        if found and _LISTS.match(previous) and "," in word.text:
            borders = [0, *(at for m in _NEXT.finditer(word.text) for at in m.span())]
            spans = zip(borders[::2], [*borders[1::2], len(word.text)], strict=True)
            yield from (_value(pair) for one in parts(word, spans) if (pair := _assigned(one)))
        elif found and found.end() < len(word.text):
            name = part(word, *found.span(found.lastindex or 0))
            yield _value((name, part(word, found.end(), len(word.text))))
        previous = word.text


def methods(source: bytes) -> Iterator[Value]:
    """Yield what PowerShell sets with a call of .NET."""
    for match in _METHOD.finditer(source):
        name = verbatim(source, *match.span("name" if match["name"] else "named"), quoted=True)
        given = "double" if match["double"] is not None else "single"
        yield _value((name, verbatim(source, *match.span(given), quoted=True)))


def _separate(words: Sequence[Scalar]) -> Pair | None:
    """Return a variable whose name and value are words of their own."""
    texts = [word.text for word in words[:5]]
    rest = [index for index, text in enumerate(texts) if not text.startswith(("-", "/"))]
    verbs = [index for index in rest if texts[index].lower() in vocabulary("exports")]
    at = [index for index in rest if index not in verbs]
    if len(at) < 2 or not (name := _NAME.fullmatch(texts[at[0]])):  # noqa: PLR2004
        return _argument(words)
    pair = part(words[at[0]], *name.span(1))
    if texts[at[1]] in _SIGNS:
        return (pair, words[at[1] + 1]) if at[1] + 1 < len(words) else None
    if verbs and verbs[0] == 0 and "=" not in texts[at[0]]:
        return pair, words[at[1]]
    return _argument(words)


def _argument(words: Sequence[Scalar]) -> Pair | None:
    """Return what `jq --arg NAME VALUE` and `gh secret set NAME --body VALUE` name."""
    texts = [word.text for word in words]
    if texts[:1] == ["jq"] and "--arg" in texts[:-2]:
        at = texts.index("--arg")
        return words[at + 1], words[at + 2]
    if texts[:3] in (["gh", "secret", "set"], ["gh", "variable", "set"]):
        for index, text in enumerate(texts[3:-1], 3):
            if text in {"-b", "--body"}:
                return words[3], words[index + 1]
    return None


def _assigned(word: Scalar) -> Pair | None:
    if found := _ASSIGNMENT.match(word.text):
        return part(word, *found.span(1)), part(word, found.end(), len(word.text))
    return None


def _value(pair: Pair) -> Value:
    name, scalar = pair
    return Value(Slot.ENV, name.text, below("", name.text), scalar)
