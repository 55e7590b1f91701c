"""The only way to run git: never inside the audited repository, never with its configuration.

An audited repository is hostile: its `.git/config` can name programs to run, `.gitattributes`,
replace refs and grafts can hide content, a promisor remote can reach the network, and git
refuses repositories that somebody else owns. So git runs in a *view*: an empty bare
repository of our own that borrows the audited object store and refs and nothing else.
No configuration, hook, attribute or remote of the audited repository is ever read by git.
"""

import fcntl
import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import IO, Any

from scanner import scratch
from scanner.budget import NO_LIMIT, Budget, unlimited
from scanner.errors import GitUnavailableError
from scanner.git import borrowing, running
from scanner.git import layout as layouts
from scanner.git.layout import Layout
from scanner.git.program import command
from scanner.model import Skipped

_UNTRIED = {"GIT_PYTHON_GIT_EXECUTABLE": os.devnull, "GIT_PYTHON_REFRESH": "quiet"}
_STDERR_LIMIT = 64 * 1024
_UNBORN = "ref: refs/heads/unborn"

# A commit-graph file repeats parents and trees outside the objects, so a forged one hides commits.
_SETTINGS = (
    "core.commitGraph=false", "core.multiPackIndex=false", "gc.auto=0",
    # A larger content passes through git in pieces instead of being held.
    "core.bigFileThreshold=16m",
)  # fmt: skip
_SHARE_OF_GIT = 4
"""This part of the memory is what each git may allocate; several run at a time."""
_CONFIG_LIMIT = 4 << 20


@dataclass(frozen=True, slots=True)
class View:
    """A bare repository of our own over the objects and refs of an audited one."""

    directory: Path
    budget: Budget = field(default_factory=unlimited)
    gaps: tuple[Skipped, ...] = ()
    """What of the repository cannot be lent to git."""
    outside: tuple[Path, ...] = ()
    """The audited directories, and the repository around us: git is not looked for there."""


@dataclass(slots=True)
class Process:
    """A running git with its pipes; `finish` it or `kill` it."""

    popen: "subprocess.Popen[bytes]"
    stdin: IO[bytes]
    stdout: IO[bytes]
    budget: Budget
    _said: list[bytes]
    _listener: Thread
    _handle: object
    """GitPython's: it ends git when nobody holds it any more."""
    _feeder: Thread | None = None

    def feed(self, names: Sequence[str]) -> None:
        """Write `names` to git, a line each, while its answers are read."""
        self._feeder = Thread(target=_feed, args=(self.stdin, names), daemon=True)
        self._feeder.start()

    def finish(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and what git said, at most 64 KiB."""
        if self._feeder:
            self._feeder.join()
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.stdout.close()
        status = self.popen.wait()
        self._listener.join()
        if self.popen.stderr:
            self.popen.stderr.close()
        return status, b"".join(self._said).decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """Stop git at once: its output is of no more use."""
        self.popen.kill()
        self.finish()


@contextmanager
def view(layout: Layout, budget: Budget | None = None) -> Iterator[View]:
    """Lend a view of the repository; it is gone when the block ends.

    Raises:
        OSError: the temporary directory could not be written.

    """
    with scratch.directory() as directory:
        gaps = (*borrowing.objects(layout, directory), *borrowing.refs(layout, directory))
        (directory / "HEAD").write_text((layouts.head(layout) or _UNBORN) + "\n")
        graft(directory, layouts.shallow_commits(layout))
        outside = kept_out(layout.worktree, layout.git_dir, layout.common_dir)
        if os.path.lexists(layout.config) and _config(layout) is None:
            reason = "it is no regular file of at most 4 MiB"
            gaps += (Skipped("config", reason, "what it says of the objects is not known"),)
        lent = View(directory, budget or unlimited(), gaps, outside)
        configure(directory, "")
        configure(directory, next(iter(setting(lent, layout, r"^extensions\.objectformat$")), ""))
        yield lent


def kept_out(*audited: Path | None) -> tuple[Path, ...]:
    """Return where git is not looked for: at what is audited, and in the repository around us."""
    here = layouts.surrounding(Path.cwd() / "here")
    return tuple(filter(None, (*audited, here)))


def graft(directory: Path, commits: tuple[str, ...]) -> None:
    """Let history end at `commits` in the view at `directory`: their parents are not asked for."""
    if commits:
        with (directory / "shallow").open("a", encoding="ascii") as file:
            file.writelines(f"{commit}\n" for commit in commits)


def start(view: View, *arguments: str) -> Process:
    """Start git on `view` with pipes for its input and output.

    Raises:
        GitUnavailableError: there is no git on this machine.
        BudgetSpentError: nothing is left to run it with.

    """
    view.budget.check()
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    program = command(view.directory, view.outside)
    words = [*program, *settings, f"--git-dir={view.directory}", *arguments]
    return running.noted(lambda: _launch(words, view))


def output(process: Process) -> tuple[bytes, int, str]:
    """Read `process` to its end; return its output, its exit status and what it said.

    Raises:
        BudgetSpentError: git was stopped before.

    """
    content = process.stdout.read()
    status, said = process.finish()
    process.budget.check()
    return content, status, said


def setting(view: View, layout: Layout, pattern: str) -> tuple[str, ...]:
    """Return the values of the settings that match `pattern` in the audited configuration.

    The file is read as data, without its includes; it configures nothing.
    """
    content = _config(layout)
    if content is None:
        return ()
    copy = view.directory / "audited-config"
    copy.write_bytes(content)
    arguments = ["config", "--no-includes", "--file", str(copy), "-z", "--get-regexp"]
    values, _, _ = output(start(view, *arguments, pattern))
    pairs = values.decode("utf-8", "replace").split("\0")
    return tuple(pair.partition("\n")[2] for pair in pairs if pair)


def _config(layout: Layout) -> bytes | None:
    return layouts.regular(layout.config, _CONFIG_LIMIT)


def _launch(words: Sequence[str], view: View) -> Process:
    git, not_found = _gitpython()
    try:
        handle = git(view.directory).execute(words, istream=subprocess.PIPE, as_process=True)
    except not_found as error:
        raise GitUnavailableError("git could not be started") from error
    popen = handle.proc
    if popen is not None and popen.stdout is not None:
        _widen(popen.stdout)
    if popen is None or popen.stdin is None or popen.stdout is None or popen.stderr is None:
        raise GitUnavailableError("git was started without pipes")
    _limit(popen.pid, view.budget.memory // _SHARE_OF_GIT)
    said: list[bytes] = []
    listener = Thread(target=_listen, args=(popen.stderr, said), daemon=True)
    listener.start()
    return Process(popen, popen.stdin, popen.stdout, view.budget, said, listener, handle)


@cache
def _gitpython() -> tuple[Any, type[Exception]]:
    """Return GitPython, loaded without the look for git that it takes when it is imported.

    It would run whatever is called `git` on the PATH, where the scan was started.
    """
    before = {name: os.environ.get(name) for name in _UNTRIED}
    os.environ.update(_UNTRIED)
    try:
        from git.cmd import Git  # noqa: PLC0415 - importing GitPython takes 0.1 s
        from git.exc import GitCommandNotFound  # noqa: PLC0415 - the same
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})
    return Git, GitCommandNotFound


def _limit(process: int, memory: int) -> None:
    """Let git allocate no more than `memory` bytes, where the system can; packs do not count."""
    if hasattr(resource, "prlimit") and memory < NO_LIMIT:
        # It may have ended already.
        with suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_DATA, (memory, memory))


def _widen(pipe: IO[bytes]) -> None:
    """Let git write a mebibyte ahead of us instead of 64 KiB, where the system can."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _feed(stdin: IO[bytes], names: Sequence[str]) -> None:
    # git may die, or be stopped, before it has heard all the names.
    with suppress(BrokenPipeError):
        stdin.write("".join(f"{name}\n" for name in names).encode("ascii"))
        stdin.close()


def _listen(stream: IO[bytes], said: list[bytes]) -> None:
    room = _STDERR_LIMIT
    while chunk := stream.read(4096):
        if room > 0:
            said.append(chunk[:room])
            room -= len(chunk)


def configure(directory: Path, object_format: str) -> None:
    """Make `directory` a bare repository whose objects have such ids; empty stands for SHA-1."""
    text = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    if object_format.lower() == "sha256":
        text = text.replace("= 0", "= 1") + "[extensions]\n\tobjectformat = sha256\n"
    (directory / "config").write_text(text)
