"""Which paths the rules of a repository ignore, as git reads them.

Not in the repository: the rules are copied into an empty directory of ours, and git is asked about
paths that do not exist there. Rules of the user (`core.excludesFile`) are not the repository's.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import IO

from scanner import scratch
from scanner.budget import BudgetSpentError
from scanner.git import door, places
from scanner.git import layout as layouts
from scanner.git.door import View
from scanner.git.layout import Layout

LARGEST = 1 << 18
"""Bytes of a file of rules that are read."""
_NAME = ".gitignore"
_ASK = ("check-ignore", "--no-index", "--stdin", "-z")
_NONE_IGNORED = 1
_FAILED = "git could not tell"


def is_file_of_ignored(path: str) -> bool:
    """Return whether git reads in the file at `path` what it is to ignore."""
    return path.endswith(_NAME) and path[: -len(_NAME)][-1:] in ("", "/")


def ignored(
    view: View, layout: Layout, rules: Mapping[str, bytes], paths: Sequence[str]
) -> frozenset[str] | str:
    """Return those of `paths` that the repository ignores, or why that cannot be told.

    `rules` are its files of rules by path.
    """
    asked = {places.without_link(path): path for path in paths}
    if not asked:
        return frozenset()
    with scratch.directory() as tree:
        try:
            _copy(rules, asked, tree)
            exclude = layouts.content(
                layout.common_dir, layout.common_dir / "info/exclude", LARGEST
            )
            (view.directory / "info").mkdir(exist_ok=True)
            (view.directory / "info/exclude").write_bytes(exclude or b"")
            told, status = _asked(view, tree, asked)
        except (OSError, BudgetSpentError):
            return _FAILED
    if status > _NONE_IGNORED:
        return _FAILED
    found = told.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(asked[path] for path in found if path in asked)


def _asked(view: View, tree: Path, paths: Mapping[str, str]) -> tuple[bytes, int]:
    words = ("-c", "core.bare=false", f"--work-tree={tree}", *_ASK)
    process = door.start(view, *words)
    names = b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
    Thread(target=_feed, args=(process.stdin, names), daemon=True).start()
    told, status, _ = door.output(process)
    return told, status


def _copy(rules: Mapping[str, bytes], paths: Mapping[str, str], tree: Path) -> None:
    """Write the rules that stand above one of `paths` to `tree`."""
    above = {str(parent / _NAME) for path in paths for parent in PurePosixPath(path).parents}
    for path in above & rules.keys():
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(rules[path])


def _feed(stream: IO[bytes], names: bytes) -> None:
    try:
        stream.write(names)
        stream.close()
    except (BrokenPipeError, ValueError):
        # git ended before it had heard all the names.
        return
