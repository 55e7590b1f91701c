"""Which program is git, and what it is told of the world around it.

Directories on the PATH that are relative, or that lie in the audited repository, are left out: a
program called `git` there is not ours. The environment is made anew, so that no variable of a hook
or of a user redirects git, and none of our own reaches it.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from scanner.errors import GitUnavailableError

_KEPT = ("LD_LIBRARY_PATH", "DEVELOPER_DIR", "TMPDIR")
"""What git may need to be started at all."""
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


def command(directory: Path, outside: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the words that start git in `directory`, to be followed by its arguments.

    Raises:
        GitUnavailableError: there is no git outside of all the directories `outside`.

    """
    trusted = tuple(_trusted(outside))
    environment = {
        "PATH": os.pathsep.join(trusted),
        "HOME": str(directory),
        "LANGUAGE": "C",
        "LC_ALL": "C",
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        **_NEUTRAL,
    }
    variables = (f"{name}={value}" for name, value in environment.items())
    return _found("env", trusted), "-i", *variables, _found("git", trusted)


def _trusted(outside: Sequence[Path]) -> Iterator[str]:
    inside = [path.resolve() for path in outside]
    for directory in os.environ.get("PATH", os.defpath).split(os.pathsep):
        resolved = Path(directory).resolve()
        if Path(directory).is_absolute() and not any(map(resolved.is_relative_to, inside)):
            yield directory


def _found(name: str, directories: Sequence[str]) -> str:
    for directory in directories:
        program = Path(directory, name)
        if os.access(program, os.X_OK) and program.is_file():
            return str(program)
    raise GitUnavailableError(f"{name} is not on the PATH")
