"""The only way to run git: never inside the audited repository, never with its configuration.

An audited repository is hostile: its `.git/config` can name programs to run, `.gitattributes`,
replace refs and grafts can hide content, a promisor remote can reach the network, and git
refuses repositories that somebody else owns. So git runs in a *view*: an empty bare
repository of our own that borrows the audited object store and refs and nothing else.
No configuration, hook, attribute or remote of the audited repository is ever read by git.
"""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from scanner.errors import GitUnavailableError
from scanner.git import layout as layouts
from scanner.git.layout import Layout

_STDERR_LIMIT = 64 * 1024
_UNBORN = "ref: refs/heads/unborn"

_NEUTRAL = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_ASKPASS": "true",
    "GIT_SSH_COMMAND": "false",
}
# A commit-graph file repeats parents and trees outside the objects, so a forged one hides commits.
_SETTINGS = ("core.commitGraph=false", "core.multiPackIndex=false", "gc.auto=0")


@dataclass(frozen=True, slots=True)
class View:
    """A bare repository of our own over the objects and refs of an audited one."""

    directory: Path
    objects: Path


@dataclass(slots=True)
class Process:
    """A running git with its pipes; `finish` it or `kill` it."""

    popen: "subprocess.Popen[bytes]"
    stdin: IO[bytes]
    stdout: IO[bytes]
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
        return status, b"".join(self._said).decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """Stop git at once: its output is of no more use."""
        self.popen.kill()
        self.finish()


@contextmanager
def view(layout: Layout) -> Iterator[View]:
    """Lend a view of the repository; it is gone when the block ends.

    Raises:
        OSError: the temporary directory could not be written.

    """
    with tempfile.TemporaryDirectory(prefix="mcp-exposure-") as name:
        directory = Path(name)
        (directory / "objects").mkdir()
        (directory / "HEAD").write_text((layouts.head(layout) or _UNBORN) + "\n")
        _borrow(layout.common_dir / "refs", directory / "refs")
        _borrow(layout.common_dir / "packed-refs", directory / "packed-refs")
        (directory / "refs").mkdir(exist_ok=True)
        graft(directory, layouts.shallow_commits(layout))
        lent = View(directory, layout.objects)
        configure(directory, next(iter(setting(lent, layout, r"^extensions\.objectformat$")), ""))
        yield lent


def graft(directory: Path, commits: tuple[str, ...]) -> None:
    """Let history end at `commits` in the view at `directory`: their parents are not asked for."""
    if commits:
        with (directory / "shallow").open("a", encoding="ascii") as file:
            file.writelines(f"{commit}\n" for commit in commits)


def start(view: View, *arguments: str) -> Process:
    """Start git on `view` with pipes for its input and output.

    Raises:
        GitUnavailableError: there is no git on this machine.

    """
    environment = {**_NEUTRAL, "GIT_OBJECT_DIRECTORY": str(view.objects)}
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    git_dir = f"--git-dir={view.directory}"
    return _launch([*settings, git_dir, *arguments], view.directory, environment)


def output(process: Process) -> tuple[bytes, int, str]:
    """Read `process` to its end; return its output, its exit status and what it said."""
    content = process.stdout.read()
    return content, *process.finish()


def setting(view: View, layout: Layout, pattern: str) -> tuple[str, ...]:
    """Return the values of the settings that match `pattern` in the audited configuration.

    The file is read as data, without its includes; it configures nothing.
    """
    if not layout.config.is_file():
        return ()
    arguments = ["config", "--no-includes", "--file", str(layout.config), "-z", "--get-regexp"]
    content, _, _ = output(start(view, *arguments, pattern))
    pairs = content.decode("utf-8", "replace").split("\0")
    return tuple(pair.partition("\n")[2] for pair in pairs if pair)


def _launch(arguments: list[str], directory: Path, environment: dict[str, str]) -> Process:
    try:
        from git.cmd import Git  # noqa: PLC0415 - importing GitPython takes 0.1 s
        from git.exc import GitCommandNotFound  # noqa: PLC0415
    except ImportError as error:
        raise GitUnavailableError("git could not be started") from error
    try:
        handle = Git(directory).execute(
            [*_without_inherited(), Git.GIT_PYTHON_GIT_EXECUTABLE, *arguments],
            istream=subprocess.PIPE,
            as_process=True,
            env=environment,
        )
    except GitCommandNotFound as error:
        raise GitUnavailableError("git could not be started") from error
    popen = handle.proc
    if popen is not None and popen.stdout is not None:
        _widen(popen.stdout)
    if popen is None or popen.stdin is None or popen.stdout is None or popen.stderr is None:
        raise GitUnavailableError("git was started without pipes")
    said: list[bytes] = []
    listener = Thread(target=_listen, args=(popen.stderr, said), daemon=True)
    listener.start()
    return Process(popen, popen.stdin, popen.stdout, said, listener, handle)


def _widen(pipe: IO[bytes]) -> None:
    """Let git write a mebibyte ahead of us instead of 64 KiB, where the system can."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _without_inherited() -> list[str]:
    """Return the command prefix that drops GIT_* variables a hook or a user may have set."""
    inherited = [name for name in os.environ if name.startswith("GIT_") and name not in _NEUTRAL]
    return ["env", *(word for name in sorted(inherited) for word in ("-u", name))] * bool(inherited)


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


def _borrow(source: Path, link: Path) -> None:
    # A named pipe would be waited for.
    if source.is_file() or source.is_dir():
        link.symlink_to(source.resolve())


def configure(directory: Path, object_format: str) -> None:
    """Make `directory` a bare repository whose objects have such ids; empty stands for SHA-1."""
    text = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    if object_format.lower() == "sha256":
        text = text.replace("= 0", "= 1") + "[extensions]\n\tobjectformat = sha256\n"
    (directory / "config").write_text(text)
