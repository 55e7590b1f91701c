"""The values of flags: variables, headers, arguments, settings, one or several to a word."""

import re
from collections.abc import Iterator
from itertools import islice

from scanner import configs
from scanner.configs import Node, Scalar, part
from scanner.content.rewriting import parts
from scanner.content.shell_servers import relocated
from scanner.servers.arguments import split
from scanner.syntax import Format, SyntaxFailure, parse

_LONGEST = 1 << 16
"""Characters of the longest structure inside a word that is taken apart here."""
_HEADER = re.compile(r"\s*+([A-Za-z0-9][\w.-]*+)\s*+[:=]\s*+", re.DOTALL)
_NEXT_ENTRY = re.compile(r",\s*+(?=[A-Za-z_][\w-]*+[=:])")
_ARGUMENT = re.compile(r"[^,\s]++")
_DEEPEST = 12
"""Steps of the longest path of a setting."""
_SETTING = re.compile(
    r"\s*+[\"']?[\w-]++[\"']?(?:\s*+\.\s*+(?:\"[^\"\n]*+\"|'[^'\n]*+'|[\w-]++))++\s*+=\s*+"
)
_SETTING_STEP = re.compile(r"\"([^\"\n]*+)\"|'([^'\n]*+)'|([\w-]++)")
_ASSIGNMENT = re.compile(r"\s*+([A-Za-z_][\w.-]*+)\s*+=", re.DOTALL)
_STRUCTURE = re.compile(r"\s*+[\[{]")


def assignments(word: Scalar, *, listed: bool) -> Iterator[tuple[Scalar, Scalar]]:
    """Yield the variables that `word` sets; one without a value is handed through."""
    if structure := _structure(word):
        yield from structure
        return
    for entry in _entries(word) if listed else (word,):
        if found := _ASSIGNMENT.match(entry.text):
            yield part(entry, *found.span(1)), part(entry, found.end(), len(entry.text))


def headers(word: Scalar, *, listed: bool) -> Iterator[tuple[Scalar, Scalar]]:
    """Yield the headers that `word` gives, with a colon or an equals sign."""
    if structure := _structure(word):
        yield from structure
        return
    for entry in _entries(word) if listed else (word,):
        if found := _HEADER.match(entry.text):
            yield part(entry, *found.span(1)), part(entry, found.end(), len(entry.text))


def _entries(word: Scalar) -> Iterator[Scalar]:
    borders = [0, *(at for m in _NEXT_ENTRY.finditer(word.text) for at in m.span()), len(word.text)]
    return parts(word, zip(borders[::2], borders[1::2], strict=True))


def arguments(word: Scalar) -> Iterator[Scalar]:
    """Yield the arguments in `word`: one, a list, or several with commas between them."""
    if (tree := _parsed(word)) and isinstance(tree, configs.Sequence):
        yield from (item for item in tree.items if isinstance(item, Scalar))
    elif "," in word.text and "://" not in word.text and "{" not in word.text:
        yield from parts(word, (found.span() for found in _ARGUMENT.finditer(word.text)))
    elif " " in word.text and "=" not in word.text.partition(" ")[0]:
        yield from (found.scalar for found in split("", word))
    else:
        yield word


def _structure(word: Scalar) -> tuple[tuple[Scalar, Scalar], ...]:
    """Return the entries of `word`, if it is an object."""
    tree = _parsed(word)
    if not isinstance(tree, configs.Mapping):
        return ()
    return tuple((name, value) for name, value in tree.entries if isinstance(value, Scalar))


def _parsed(word: Scalar, format: Format = Format.JSON) -> Node | None:  # noqa: A002
    if len(word.text) > _LONGEST or (format is Format.JSON and not _STRUCTURE.match(word.text)):
        return None
    try:
        tree = parse(word.text.encode("utf-8", "surrogatepass"), format)
    except SyntaxFailure:
        return None
    return relocated(tree.root, word)


def setting(word: Scalar) -> configs.Mapping | None:
    """Return what a setting `path=value` says; a value that is no TOML is a text."""
    if (found := _SETTING.match(word.text)) is None:
        return None
    value = part(word, found.end(), len(word.text))
    node: Node = value
    if value.text[:1] in {'"', "'", "[", "{"}:
        tree = _parsed(word, Format.TOML)
        if isinstance(tree, configs.Mapping) and tree.entries:
            return tree
    path = word.text[: found.end()].rstrip().removesuffix("=")
    steps = tuple(islice(_SETTING_STEP.finditer(path), _DEEPEST + 1))
    if len(steps) > _DEEPEST:
        return None
    for step in reversed(steps):
        name = part(word, *step.span(step.lastindex or 0))
        node = configs.Mapping(((name, node),))
    return node if isinstance(node, configs.Mapping) else None
