"""Who starts a server: package runners, container engines, interpreters, and wrappers of these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType

import tomli


@dataclass(frozen=True, slots=True, repr=False)
class Launch:
    """What a command line runs in the end."""

    kind: str
    """npm, pypi, nuget, image, module, container or program."""
    target: str
    """The package, image, module or script as written, version and all."""
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Launcher:
    """A program that runs another thing, and how its own command line is read."""

    programs: frozenset[str]
    kind: str
    verbs: tuple[str, ...] = ()
    """Subcommands of which one must come before the target."""
    valued: frozenset[str] = frozenset()
    """Flags that take the next word."""
    naming: frozenset[str] = frozenset()
    """Flags whose value is the target."""


_SUFFIXES = (".exe", ".cmd", ".bat", ".ps1")


@dataclass(frozen=True, slots=True)
class _Table:
    launchers: tuple[_Launcher, ...]
    wrappers: frozenset[str]
    resolves: Mapping[str, tuple[str, ...]]
    registries: Mapping[str, tuple[str, ...]]


@cache
def _table() -> _Table:
    """Return what `launchers.toml` says."""
    content = tomli.loads((files("scanner.servers") / "launchers.toml").read_text("utf-8"))
    return _Table(
        tuple(
            _Launcher(
                programs=frozenset(entry["programs"]),
                kind=entry["kind"],
                verbs=tuple(entry.get("verbs", ())),
                valued=frozenset(entry.get("valued", ())),
                naming=frozenset(entry.get("naming", ())),
            )
            for entry in content["launcher"]
        ),
        frozenset(content["wrappers"]),
        _lists(content["resolves"]),
        _lists(content["registries"]),
    )


def _lists(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(texts) for key, texts in table.items()})


def runner(registry: str) -> tuple[str, ...] | None:
    """Return what runs a package of `registry`, in any spelling; None if it is no registry."""
    return _table().registries.get(registry.strip().lower())


def launch(words: Sequence[str]) -> Launch:
    """Return what the command line `words` (not empty) runs in the end."""
    words = _unwrapped(list(words))
    program, rest = _basename(words[0]), words[1:]
    if program == "python" and "-m" in rest[:-1]:
        module = rest.index("-m") + 1
        return Launch("module", rest[module], tuple(rest[module + 1 :]))
    for launcher in _table().launchers:
        if program in launcher.programs and (found := _target(launcher, rest)):
            return found
    return Launch("program", words[0], tuple(rest))


def resolves(words: Sequence[str]) -> tuple[str, ...]:
    """Return the reference syntaxes that what `words` runs resolves in its own arguments."""
    if not words:
        return ()
    target = launch(words).target.rpartition("/")[2].partition("@")[0]
    programs = dict.fromkeys((_basename(words[0]), _basename(target)))
    return tuple(name for program in programs for name in _table().resolves.get(program, ()))


def _unwrapped(words: list[str]) -> list[str]:
    """Drop what only prepares the environment; at most a few layers are worn."""
    for _ in range(4):
        program = _basename(words[0])
        if program in ("cmd", "start") and len(words) > 1:
            rest = [word for word in words[1:] if word.lower() not in ("/c", "/k", "/b", "/wait")]
        elif program in ("env", "sudo", "nohup", "exec", "command"):
            rest = list(_without(lambda word: word.startswith("-") or "=" in word, words[1:]))
        elif program in _table().wrappers and "--" in words:
            rest = words[words.index("--") + 1 :]
        else:
            break
        words = rest or words[:1]
    return words


def _without(drops: Callable[[str], bool], words: Sequence[str]) -> Sequence[str]:
    return words[len(tuple(takewhile(drops, words))) :]


def _target(launcher: _Launcher, words: Sequence[str]) -> Launch | None:
    rest = _behind_verb(launcher, words)
    named = ""
    index = 0
    while rest is not None and index < len(rest):
        word = rest[index]
        flag, glued, value = word.partition("=")
        if not word.startswith("-"):
            return Launch(_kind(launcher, named or word), named or word, tuple(rest[index + 1 :]))
        if flag in launcher.naming:
            named = value if glued else "".join(rest[index + 1 : index + 2])
        index += 2 if flag in launcher.valued | launcher.naming and not glued else 1
    return Launch(_kind(launcher, named), named, ()) if named else None


def _behind_verb(launcher: _Launcher, words: Sequence[str]) -> Sequence[str] | None:
    """Return the words behind the subcommand; None if another subcommand is meant."""
    if not launcher.verbs:
        return words
    index = 0
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in launcher.valued else 1
    for verb in launcher.verbs:
        parts = verb.split(" ")
        if list(words[index : index + len(parts)]) == parts:
            return words[index + len(parts) :]
    return None


def _kind(launcher: _Launcher, target: str) -> str:
    # Deno runs packages and scripts alike.
    return "npm" if target.startswith("npm:") else launcher.kind


def _basename(program: str) -> str:
    name = program.replace("\\", "/").rpartition("/")[2].lower()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return "python" if name.rstrip("0123456789.") == "python" else name
