"""Repositories made by `git fast-import`: the same ones every time."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.tokens import opaque

_START = 1_600_000_000
_INTERVAL = 600
_SETTINGS = ("-c", "fastimport.unpackLimit=0", "-c", "core.bigFileThreshold=1m")
"""A pack even of few objects, as in a clone; no search for what large files have in common."""


def imported(directory: Path, stream: Iterable[bytes]) -> Path:
    """Make a bare repository of what `stream` tells `git fast-import`."""
    making = ["git", "init", "--quiet", "--bare", "--initial-branch=main", "--object-format=sha1"]
    subprocess.run([*making, str(directory)], check=True)
    importing = ["git", "-C", str(directory), *_SETTINGS, "fast-import", "--quiet"]
    with subprocess.Popen(importing, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise SystemExit("git fast-import takes no input")
        for chunk in stream:
            process.stdin.write(chunk)
    if process.returncode:
        raise SystemExit(f"git fast-import ended with {process.returncode}")
    return directory


def commit(branch: str, number: int, parent: str = "") -> bytes:
    """Begin a commit, the `number`th in time; without `parent` it follows the branch's last."""
    return (
        f"commit refs/heads/{branch}\n"
        f"committer A Developer <developer@example.com> {_START + number * _INTERVAL} +0000\n"
        "data 6\nchange\n" + (f"from refs/heads/{parent}\n" if parent else "")
    ).encode()


def file(path: str, content: bytes) -> bytes:
    """Put a file into the commit that was begun."""
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)


def directory_of(bare: Path, files: Mapping[str, bytes]) -> str:
    """Make a directory of files that `bare` has already; return its id.

    `git fast-import` looks for a name among all others: for a large directory this is quicker.
    """
    entries = [
        b"100644 %b\0%b" % (name.encode(), _blob_id(content))
        for name, content in sorted(files.items())
    ]
    writing = ["git", "-C", str(bare), "hash-object", "-t", "tree", "-w", "--stdin"]
    done = subprocess.run(writing, input=b"".join(entries), capture_output=True, check=True)
    return done.stdout.decode("ascii").strip()


def _blob_id(content: bytes) -> bytes:
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).digest()


def configuration(number: int) -> bytes:
    """Return a configuration with a credential of its own."""
    server = {"command": "npx", "args": ["-y", "@a/b"], "env": {"API_KEY": opaque(number)}}
    return json.dumps({"mcpServers": {"one": server}}).encode()
