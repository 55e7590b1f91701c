"""What is run on each repository: git alone, ours, and the peers that are installed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from benchmarks.detection_tools import PEERS, find, version_of

ROOT = Path(__file__).resolve().parent.parent
_OURS = (sys.executable, "-m", "scanner")


class Side(Enum):
    """Whose program it is."""

    GIT = "git"
    OURS = "ours"
    PEER = "peer"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, and how it is asked for the whole history of a bare repository."""

    name: str
    side: Side
    command: tuple[str, ...]
    """With `BARE` for the repository, `REPORT` for the file to write, `SCRATCH` for a directory
    that is kept within a round and empty at its beginning."""
    start: tuple[str, ...]
    """The command that only says its version."""
    codes: frozenset[int] = frozenset({0})
    """Exit codes of a run that came to its end."""
    count: Callable[[Any], str] | None = None
    """What its JSON report says was found."""
    complaint: str = "\0"
    """What its standard error says if it stopped early, whatever its exit code."""
    walks: bool = False
    """Whether it needs no contents but those of a few files, so that git's walk is its measure."""
    version: str = ""

    def words(self, **places: Path) -> tuple[str, ...]:
        """Return its command with the places filled in."""
        program, *rest = self.command
        return (program, *(_filled(word, places) for word in rest))


def _filled(word: str, places: dict[str, Path]) -> str:
    return re.sub("|".join(places), lambda found: str(places[found[0]]), word)


def tools(peers: str) -> tuple[Tool, ...]:
    """Return git, ours, and each peer that is in one of `peers` (as in PATH) or on PATH."""
    directories = os.pathsep.join((peers, os.environ.get("PATH", "")))
    return (*_GIT, *_ours(), *_peers(directories))


_GIT = tuple(
    Tool(" ".join(("git", *words)), Side.GIT, ("git", "-C", "BARE", *words), ("git", "--version"))
    for words in (
        # As we ask for it: looking for renames takes git ten times as long.
        ("log", "--all", "-c", "--raw", "-z", "--no-renames"),
        ("cat-file", "--batch-all-objects", "--unordered", "--batch"),
    )
)


def _ours() -> Iterator[Tool]:
    """Yield the ways of ours; those with a state only if this version has one."""
    scan = ("scan", "BARE", "--quiet", "--fail-on=none", "--report=json=REPORT")
    state = ("--state=sqlite:///SCRATCH/state.db", "--key-file=KEY")
    yield _our("mcp-exposure", scan)
    yield _our("mcp-exposure --discover paths", (*scan, "--discover=paths"), walks=True)
    if "--state" in _help():
        yield _our("mcp-exposure --state, first scan", (*scan, *state))
        yield _our("mcp-exposure --state, nothing new", (*scan, *state))


def _our(name: str, arguments: tuple[str, ...], *, walks: bool = False) -> Tool:
    return Tool(
        name,
        Side.OURS,
        (*_OURS, *arguments),
        (*_OURS, "--version"),
        codes=frozenset({0, 3}),
        count=_credentials,
        walks=walks,
    )


def _help() -> str:
    done = subprocess.run(
        [*_OURS, "scan", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def _credentials(report: Any) -> str:
    found = report["credentials"]
    return f"{len(found):,} in {sum(len(one['occurrences']) for one in found):,} places"


def _rows(report: Any) -> str:
    return f"{len(report):,}"


def _findings(report: Any) -> str:
    return f"{len(report['findings']):,}"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a peer reads a whole history: offline, redacted, an error told from a finding."""

    arguments: tuple[str, ...]
    count: Callable[[Any], str]
    codes: frozenset[int]
    complaint: str = "\0"
    mode: str = ""


_WAYS = {
    "gitleaks": _Way(
        (
            *("git", "BARE", "--no-banner", "--no-color", "--redact", "--exit-code=0"),
            *("--report-format=json", "--report-path=REPORT"),
        ),
        _rows,
        frozenset({0}),
        complaint=" ERR ",
    ),
    "kingfisher": _Way(
        (
            *("scan", "BARE", "--turbo", "--no-update-check", "--no-validate", "--redact"),
            *("--quiet", "--format=json", "--output=REPORT"),
        ),
        _findings,
        frozenset({0, 200}),
        mode=" --turbo",
    ),
    "betterleaks": _Way(
        (
            *("git", "BARE", "--silent", "--no-color", "--redact", "--exit-code=0"),
            "--output=REPORT",
        ),
        _findings,
        frozenset({0}),
        complaint=" ERR ",
    ),
}


def _peers(directories: str) -> Iterator[Tool]:
    for peer in PEERS:
        way = _WAYS.get(peer.name)
        if way is None:
            continue
        program = find(peer, directories)
        if program is None:
            print(f"{peer.name} is missing: install {peer.package}, name its directory by PEERS")
            continue
        yield Tool(
            peer.name + way.mode,
            Side.PEER,
            (program, *way.arguments),
            (program, *peer.version),
            way.codes,
            way.count,
            way.complaint,
            version=version_of(peer, program),
        )


def found(tool: Tool, report: Path) -> str:
    """Return what the report of `tool` counts, nothing where there is none to be read."""
    if tool.count is None:
        return ""
    try:
        return tool.count(json.loads(report.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError):
        return "?"
