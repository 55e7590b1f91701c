"""The repositories that are measured when no clone is named, each in several sizes."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.history_import import commit, configuration, directory_of, file, imported
from benchmarks.history_readme import readme

_EVERY = 200
_ASIDE = 5
"""Of ten commits, the one on a branch beside the main one."""
_CHANGES = 4
_TREE_COMMITS = 20
_FILES_AT_BRANCHES = 200
_VERSIONS_OF_SMALL = 5
_MEGABYTE = 1_000_000
_PICTURE = 20 * _MEGABYTE
_LOG = 5 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Shape:
    """A way for a repository to be large."""

    name: str
    unit: str
    """What a size counts."""
    sizes: tuple[int, ...]
    """From small to large, so that the cost can be set against the size."""
    quick: tuple[int, ...]
    about: str
    make: Callable[[Path, int], Path]


def history(directory: Path, commits: int) -> Path:
    """Make many commits, half as many source files, a configuration changed now and then."""
    return imported(directory, _history(commits))


def _history(commits: int) -> Iterator[bytes]:
    chance = random.Random(20)  # noqa: S311 - the same repository every time
    begun = {"main"}
    for number in range(commits):
        branch = f"side/{number % 7}" if number % 10 == _ASIDE else "main"
        yield commit(branch, number, parent="" if branch in begun else "main")
        begun.add(branch)
        if number % _EVERY == 0:
            yield file("services/one/.mcp.json", configuration(number))
        # One file twice in a commit would leave a content that no commit has.
        for which in chance.sample(range(max(commits // 2, _CHANGES)), _CHANGES):
            lines = (f"value_{chance.randrange(10**9)} = {number}\n" for _ in range(20))
            path = f"src/area{which % 12}/part{which % 90}/module{which}.py"
            yield file(path, "".join(lines).encode())


def flat(directory: Path, files: int) -> Path:
    """Make all files in one directory, and a few commits that each change one."""
    contents = {f"{number:07}.py": b"value = %d\n" % number for number in range(files)}
    imported(directory, (b"blob\ndata %d\n%b\n" % (len(one), one) for one in contents.values()))
    root = directory_of(directory, contents)
    first = commit("main", 0) + b'M 040000 %b ""\n' % root.encode()
    return imported(directory, (first, *_changes(list(contents))))


def nested(directory: Path, files: int) -> Path:
    """Make the same files in ten thousand directories."""
    paths = [f"{number % 100}/{number // 100 % 100}/{number}.py" for number in range(files)]
    contents = (b"value = %d\n" % number for number in range(files))
    first = (commit("main", 0), *map(file, paths, contents))
    return imported(directory, (*first, *_changes(paths)))


def _changes(paths: Sequence[str]) -> Iterator[bytes]:
    for number in range(1, _TREE_COMMITS + 1):
        yield commit("main", number)
        yield file(paths[number * len(paths) // (_TREE_COMMITS + 1)], b"changed = %d\n" % number)
        if number % 5 == 0:
            yield file(".mcp.json", configuration(number))


def refs(directory: Path, branches: int) -> Path:
    """Make branches with a commit of their own each; one in twenty changes the configuration."""
    return imported(directory, _refs(branches))


def _refs(branches: int) -> Iterator[bytes]:
    yield commit("main", 0)
    yield file(".mcp.json", configuration(0))
    for number in range(_FILES_AT_BRANCHES):
        yield file(f"src/area{number % 9}/module{number}.py", b"value = %d\n" % number)
    for number in range(1, branches):
        yield commit(f"work/{number}", number, parent="main")
        yield file(f"src/area{number % 9}/new.py", b"value = %d\n" % number)
        if number % 20 == 0:
            yield file(".mcp.json", configuration(number))


def blobs(directory: Path, megabytes: int) -> Path:
    """Make half of the megabytes of pictures, too large to be read, and half of logs."""
    return imported(directory, _blobs(megabytes))


def _blobs(megabytes: int) -> Iterator[bytes]:
    chance = random.Random(20)  # noqa: S311 - the same repository every time
    yield commit("main", 0)
    yield file(".mcp.json", configuration(0))
    half = megabytes * _MEGABYTE // 2
    for number, size in enumerate(_portions(half, _PICTURE)):
        yield commit("main", number)
        yield file(f"media/picture{number}.bin", chance.randbytes(size))
    for number, size in enumerate(_portions(half, _LOG)):
        yield commit("main", number)
        yield file(f"logs/{number}.log", _log(size, chance))


def _portions(total: int, most: int) -> Iterator[int]:
    for start in range(0, total, most):
        yield min(most, total - start)


def _log(size: int, chance: random.Random) -> bytes:
    line = "2024-05-06T07:08:09Z INFO  request {} answered in {} ms by worker-{}\n"
    lines = [
        line.format(chance.randrange(10**9), chance.randrange(900), n % 16) for n in range(999)
    ]
    text = "".join(lines).encode()
    return (text * (size // len(text) + 1))[:size]


def organisation(directory: Path, repositories: int) -> Path:
    """Make a directory of small repositories, each with a credential of its own."""
    directory.mkdir()
    for number in range(repositories):
        imported(directory / f"{number}.git", _small(number))
    return directory


def _small(number: int) -> Iterator[bytes]:
    for version in range(_VERSIONS_OF_SMALL):
        yield commit("main", version)
        yield file("src/main.py", b"value = %d\n" % version)
        yield file(".mcp.json", configuration(number * _VERSIONS_OF_SMALL + version))


SHAPES = (
    Shape(
        "history",
        "commits",
        (200, 2_000, 20_000, 30_000),
        (20, 200),
        "Four files changed in each commit, eight branches, a configuration with a new credential "
        "in every 200th commit; half as many files as commits.",
        history,
    ),
    Shape(
        "readme",
        "versions",
        (130, 1_300, 13_000),
        (50,),
        "One README of 100 KB with eight configurations in it; each commit changes a line, and in "
        "40 of them a credential stands in one of the configurations.",
        readme,
    ),
    Shape(
        "flat",
        "files",
        (2_000, 20_000, 200_000),
        (200,),
        "All files in one directory; 20 commits change one of them each, four a configuration too.",
        flat,
    ),
    Shape(
        "nested",
        "files",
        (2_000, 20_000, 200_000),
        (200,),
        "The same files in up to ten thousand directories.",
        nested,
    ),
    Shape(
        "refs",
        "refs",
        (20, 200, 2_000),
        (20,),
        "Branches from one commit with 200 files, each with a commit and a tree of its own; one in "
        "twenty has another credential.",
        refs,
    ),
    Shape(
        "blobs",
        "MB",
        (50, 500),
        (1,),
        "Half of the bytes are files of 20 MB that do not compress and that no scanner can make "
        "sense of, half are logs of 5 MB.",
        blobs,
    ),
    Shape(
        "organisation",
        "repositories",
        (2, 20, 200),
        (2,),
        "A directory of repositories with five commits each. The peers take one repository at a "
        "time and are left out.",
        organisation,
    ),
)

ONE_COMMIT = Shape(
    "start",
    "commit",
    (1,),
    (1,),
    "What a scan costs before there is work to do.",
    history,
)
