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
    runner: str = "program"
    """The program that runs it, with its subcommand; `program` if nothing known does."""
    installs: bool = False
    """True if a flag has it installed without asking."""


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
    installs: frozenset[str] = frozenset()
    """Flags that have the target installed, or fetched again, without asking."""


_SUFFIXES = (".exe", ".cmd", ".bat", ".ps1")


@dataclass(frozen=True, slots=True)
class _Table:
    launchers: tuple[_Launcher, ...]
    wrappers: frozenset[str]
    resolves: Mapping[str, tuple[str, ...]]
    registries: Mapping[str, tuple[str, ...]]
    keeps: frozenset[str]


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
                installs=frozenset(entry.get("installs", ())),
            )
            for entry in content["launcher"]
        ),
        frozenset(content["wrappers"]),
        _lists(content["resolves"]),
        _lists(content["registries"]),
        frozenset(content["keeps"]),
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
        return Launch("module", rest[module], tuple(rest[module + 1 :]), "python -m")
    for launcher in _table().launchers:
        if program in launcher.programs and (found := _target(launcher, program, rest)):
            return found
    return Launch("program", words[0], tuple(rest))


def resolves(words: Sequence[str]) -> tuple[str, ...]:
    """Return the reference syntaxes that what `words` runs resolves in its own arguments."""
    return tuple(n for program in _programs(words) for n in _table().resolves.get(program, ()))


def keeps(words: Sequence[str]) -> bool:
    """Return whether what `words` runs resolves references so that no command line shows them."""
    return not _table().keeps.isdisjoint(_programs(words))


def _programs(words: Sequence[str]) -> tuple[str, ...]:
    if not words:
        return ()
    target = launch(words).target.rpartition("/")[2].partition("@")[0]
    return tuple(dict.fromkeys((_basename(words[0]), _basename(target))))


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


def _target(launcher: _Launcher, program: str, words: Sequence[str]) -> Launch | None:
    verb, rest = _behind_verb(launcher, words)
    runner = f"{program} {verb}" if verb else program
    named, installs = "", any(word in launcher.installs for word in words[: len(words) - len(rest)])
    index = 0
    while index < len(rest):
        word = rest[index]
        flag, glued, value = word.partition("=")
        if not word.startswith("-"):
            target = named or word
            return Launch(
                _kind(launcher, target), target, tuple(rest[index + 1 :]), runner, installs
            )
        installs = installs or word in launcher.installs
        if flag in launcher.naming:
            named = value if glued else "".join(rest[index + 1 : index + 2])
        index += 2 if flag in launcher.valued | launcher.naming and not glued else 1
    return Launch(_kind(launcher, named), named, (), runner, installs) if named else None


def _behind_verb(launcher: _Launcher, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the subcommand and the words behind it; no words if another subcommand is meant."""
    if not launcher.verbs:
        return "", words
    index = 0
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in launcher.valued else 1
    for verb in launcher.verbs:
        parts = verb.split(" ")
        if list(words[index : index + len(parts)]) == parts:
            return verb, words[index + len(parts) :]
    return "", ()


def _kind(launcher: _Launcher, target: str) -> str:
    # Deno runs packages and scripts alike.
    return "npm" if target.startswith("npm:") else launcher.kind


def _basename(program: str) -> str:
    name = program.replace("\\", "/").rpartition("/")[2].lower()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return "python" if name.rstrip("0123456789.") == "python" else name
