"""Runs the command under strace and tells what it started, reached and wrote."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import KEY

_CALLS = (
    "execve", "execveat", "socket", "socketpair", "connect", "bind", "listen", "accept4", "sendto",
    "sendmsg", "openat", "mkdir", "unlink", "unlinkat", "rename", "renameat2", "symlink", "link",
)  # fmt: skip
_RUN = re.compile(r'^\d+ +execve\("((?:[^"\\]|\\.)*)", \[(.*?)\]')
_UNFINISHED = "<unfinished ...>"
_RESUMED = re.compile(r"^\d+ +<\.\.\. \w+ resumed>(.*)")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NETWORK = re.compile(r"^\d+ +(?:socket|socketpair|connect|bind|listen|accept4|send\w+)\(")
_WRITING = re.compile(
    r'^\d+ +(?:openat\([^"]*"([^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT|TRUNC)'
    r'|(?:mkdir|unlink|unlinkat|rename|renameat2)\([^"]*"([^"]*)"'
    r'|(?:symlink|link)\("[^"]*", "([^"]*)")'
)
_OPENED = re.compile(r'^\d+ +openat\([^"]*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Traced:
    """What a run of the command did, as the kernel saw it."""

    code: int
    out: str
    err: str
    runs: tuple[tuple[str, ...], ...]
    """Each program that was started: its path, then its arguments."""
    tried: frozenset[str]
    """Programs that were looked for, also in vain."""
    network: tuple[str, ...]
    """Calls that a socket takes."""
    written: frozenset[str]
    """Files that were opened to be written, made, renamed or removed."""
    opened: frozenset[str]

    @property
    def programs(self) -> frozenset[str]:
        """Return the names of the programs that were started, `git log` for git's own."""
        return frozenset(map(_called, self.runs))


def traced(directory: Path, *arguments: object, **environment: str) -> Traced:
    """Run `mcp-exposure` in `directory` under strace."""
    log = directory.parent / "trace.txt"
    done = subprocess.run(
        [
            "strace", "-f", "-qq", "--seccomp-bpf", "-s", "4096", "-e", f"trace={','.join(_CALLS)}",
            "-e", "signal=none", "-o", str(log),
            sys.executable, "-P", "-m", "scanner", *map(str, arguments),
        ],
        cwd=directory,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "MCP_EXPOSURE_KEY": KEY,
            "NO_COLOR": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    lines = _whole(log.read_text("utf-8", "replace").splitlines())
    started = [
        (found[1], *_WORD.findall(found[2])[1:])
        for line in lines
        if (found := _RUN.match(line)) and line.endswith("= 0")
    ]
    return Traced(
        done.returncode,
        done.stdout,
        done.stderr,
        tuple(started),
        frozenset(found[1] for line in lines if (found := _RUN.match(line))),
        tuple(line for line in lines if _NETWORK.match(line)),
        frozenset(found[found.lastindex or 1] for line in lines if (found := _WRITING.match(line))),
        frozenset(found[1] for line in lines if (found := _OPENED.match(line))),
    )


def _whole(lines: list[str]) -> list[str]:
    """Return the calls, those put together that others came between."""
    begun: dict[str, str] = {}
    whole = []
    for line in lines:
        process = line.partition(" ")[0]
        if line.endswith(_UNFINISHED):
            begun[process] = line.removesuffix(_UNFINISHED)
        elif found := _RESUMED.match(line):
            whole.append(begun.pop(process) + found[1])
        else:
            whole.append(line)
    return [*whole, *begun.values()]


def _called(run: tuple[str, ...]) -> str:
    program, *words = run
    name = Path(program).name
    if name != "git":
        return "python" if name.startswith("python") else name
    at = next(at for at, word in enumerate(words) if word.startswith("--git-dir="))
    options = iter(words[at + 1 :])
    while (word := next(options)).startswith("-"):
        if word == "-c":
            next(options)
    return f"git {word}"
