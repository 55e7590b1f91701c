"""Repositories made by `git fast-import`: the same ones every time."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.tokens import opaque

_START = 1_600_000_000
_INTERVAL = 600


def imported(directory: Path, stream: Iterable[bytes]) -> Path:
    """Make a bare repository of what `stream` tells `git fast-import`."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(directory)], check=True)
    importing = ["git", "-C", str(directory), "fast-import", "--quiet"]
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


def configuration(number: int) -> bytes:
    """Return a configuration with a credential of its own."""
    server = {"command": "npx", "args": ["-y", "@a/b"], "env": {"API_KEY": opaque(number)}}
    return json.dumps({"mcpServers": {"one": server}}).encode()
