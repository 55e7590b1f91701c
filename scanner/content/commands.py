"""Command lines that hand servers to a client: `claude mcp add …` and its like."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import takewhile
from typing import Any

import tomli

from scanner.configs import Scalar, part
from scanner.servers.launchers import launch

_ANY = "*"
_NO_FLAGS = frozenset({"programs", "verbs", "under", "operands"})
_FARTHEST = 64
"""Words among which a program and its subcommand must be."""
_SUFFIX = re.compile(r"\.(?:exe|cmd|bat|ps1)\Z")
_VERSION = re.compile(r"(?<=[\w-])(?:@[\w.^~*-]++|==[\w.]++)\Z")
_VARIABLE = re.compile(
    r"\$\{?(?:env:)?(\w+?)(?:_?(?:BIN|CLI|CMD|PATH|EXE|COMMAND))?\}?", re.IGNORECASE
)
_FLAG = re.compile(r"--(?:[A-Za-z][\w-]*+(?:=.*)?)?|-[A-Za-z]", re.DOTALL)
_GLUED_LONG = re.compile(r"(--?[A-Za-z][\w-]*+)[=:](?!//)")
_GLUED_SHORT = re.compile(r"-[A-Za-z](?==?[\w\"'{$<])")


@dataclass(frozen=True, slots=True)
class Program:
    """How one command line of one program is read."""

    verbs: tuple[tuple[str, ...], ...]
    client: str
    under: tuple[str, ...]
    operands: tuple[str, ...]
    fields: Mapping[str, str]
    constants: Mapping[str, str]
    first: bool
    """True if only the first word of a line is this program."""
    whole: bool
    """True if everything behind the program of a server is its own."""
    options: Mapping[str, str]
    """What the value of each flag is."""
    keys: Mapping[str, str]

    def takes(self, flag: str) -> str:
        """Return what the value of `flag` is; empty if it takes none that is known."""
        return self.options.get(flag) or ("key" if flag in self.keys else "")


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A program that adds servers, in a command line."""

    program: Program
    near: Scalar
    """The word that is the program."""
    words: tuple[Scalar, ...]
    """Those behind the subcommand."""


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """A flag with its value."""

    flag: str
    kind: str
    values: tuple[Scalar, ...]
    after: int
    """Where the next word is."""


def find(words: Sequence[Scalar]) -> Iterator[Found]:
    """Yield what in `words` adds servers: at most one subcommand, or one program by its flags."""
    table = _table()
    near = words[:_FARTHEST]
    known = [(index, table.get(_name_of(word.text), ())) for index, word in enumerate(near)]
    # A program that nobody knows is one by its subcommand alone.
    known += [(at, table[_ANY]) for at, word in enumerate(near[1:]) if word.text.startswith("mcp")]
    for index, programs in known:
        for program in programs:
            if start := _start(program, words, index):
                yield Found(program, words[index], tuple(words[start:]))
                return


def _start(program: Program, words: Sequence[Scalar], index: int) -> int:
    """Return where the words of a `program` at `index` begin; 0 if it adds nothing there."""
    if program.first and index:
        return 0
    if program.verbs:
        return _behind(program.verbs, words, index + 1)
    if program.operands:
        return index + 1 if _is_launched(words, index) else 0
    told = any(_flag(word.text) in program.options for word in words[index + 1 :])
    return index + 1 if told else 0


def _is_launched(words: Sequence[Scalar], index: int) -> bool:
    if index == 0:
        return True
    target = launch([word.text for word in words[: index + 1]]).target
    return target == words[index].text and words[0].text != target


def option(program: Program, words: Sequence[Scalar], at: int) -> Option | None:
    """Return the option at `words[at]`; None if the word is no flag.

    A flag that nobody knows is one without a value, unless that is in the same word.
    """
    text = words[at].text
    if not text.startswith("-") or len(text) == 1:
        return None
    flag, value = text, None
    if (glued := _GLUED_SHORT.match(text)) and program.takes(glued[0]):
        flag, value = glued[0], _from(words[at], glued.end() + (text[2] == "="))
    elif glued := _GLUED_LONG.match(text):
        flag, value = glued[1], _from(words[at], glued.end())
    kind = program.takes(flag)
    if value is not None:
        return Option(flag, kind or "key", (value,), at + 1)
    wanted = 2 if kind.endswith("-pair") else 1 if kind else 0
    if kind.endswith("-pair") and at + 1 < len(words) and "=" in words[at + 1].text:
        wanted, kind = 1, kind.removesuffix("-pair")
    values = tuple(takewhile(partial(_is_value, kind), words[at + 1 : at + 1 + wanted]))
    return Option(flag, kind, values, at + 1 + len(values))


def _is_value(kind: str, word: Scalar) -> bool:
    """Return whether `word` can be a value: a flag can be one only of what is handed on."""
    if kind in {"args", "line", "payload"}:
        return word.text != "--"
    return _FLAG.fullmatch(word.text) is None


def _from(word: Scalar, start: int) -> Scalar:
    return part(word, start, len(word.text))


def _flag(text: str) -> str:
    return text.partition("=")[0]


def _name_of(text: str) -> str:
    """Return what the program `text` is called: no folder, suffix, version."""
    if (variable := _VARIABLE.fullmatch(text)) is not None:
        return variable[1].lower().replace("_", "-")
    name = _VERSION.sub("", text.replace("\\", "/").lower())
    if not name.startswith("@"):
        name = name.rpartition("/")[2]
    return _SUFFIX.sub("", name)


def _behind(verbs: tuple[tuple[str, ...], ...], words: Sequence[Scalar], start: int) -> int:
    """Return where the words behind one of `verbs` begin; 0 if none is there."""
    for verb in verbs:
        at, flagged = start, False
        wanted = iter(verb)
        sought = next(wanted, None)
        while sought is not None and at < min(len(words), start + _FARTHEST):
            text = words[at].text
            if text.lower() == sought:
                sought, flagged = next(wanted, None), False
            elif text.startswith("-"):
                flagged = "=" not in text
            elif flagged:
                flagged = False
            else:
                break
            at += 1
        if sought is None:
            return at
    return 0


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Return the words of shells and programs that `commands.toml` keeps under `name`."""
    return frozenset(_texts(_content()["words"], name))


@cache
def _content() -> dict[str, Any]:
    return tomli.loads((files("scanner.content") / "commands.toml").read_text("utf-8"))


@cache
def _table() -> Mapping[str, tuple[Program, ...]]:
    """Return what `commands.toml` says, by program."""
    content = _content()
    common = content["options"]
    found: dict[str, tuple[Program, ...]] = {}
    for entry in content["command"]:
        program = _program(entry, common)
        for name in entry["programs"]:
            found[name] = (*found.get(name, ()), program)
    return found


def _program(entry: dict[str, object], common: dict[str, object]) -> Program:
    verbs = tuple(tuple(verb.split(" ")) for verb in _texts(entry, "verbs"))
    # A program that is told by its flags alone has no others.
    shared = common if verbs or "operands" in entry else {}
    return Program(
        verbs=verbs,
        client=str(entry["client"]),
        under=_texts(entry, "under"),
        operands=_texts(entry, "operands"),
        fields=_pairs(entry, "fields"),
        constants=_pairs(entry, "constants"),
        first=entry.get("first") is True,
        whole=entry.get("whole") is True,
        options=_options(shared) | _options(entry),
        keys=_pairs(shared, "keys") | _pairs(entry, "keys"),
    )


def _options(table: dict[str, object]) -> dict[str, str]:
    kinds = table.keys() - _NO_FLAGS
    return {flag: kind for kind in sorted(kinds) for flag in _texts(table, kind)}


def _texts(table: dict[str, object], name: str) -> tuple[str, ...]:
    found = table.get(name, [])
    return tuple(str(text) for text in found) if isinstance(found, list) else ()


def _pairs(table: dict[str, object], name: str) -> dict[str, str]:
    found = table.get(name, {})
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
