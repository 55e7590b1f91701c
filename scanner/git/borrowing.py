"""Lending git the objects and refs of an audited repository, and nothing that it would wait for.

A directory is linked as a whole if it holds regular files only. A named pipe, a device or a loop of
directories in it would make git wait, or read, for ever; then what is regular is linked one by
one and the rest is named. What git itself would look for beside the objects, such as the file that
leads to other object stores, is not lent.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from scanner.git import layout as layouts
from scanner.git.layout import Layout
from scanner.model import Skipped

PARTS = ("pack", *(f"{number:02x}" for number in range(256)))
"""Directories of an object store."""
_LARGEST_REF = 4096
"""Bytes; the name of an object or of another ref is shorter."""
_LARGEST_LIST = 2 << 30
"""Bytes, of some twenty million refs."""
_DEEPEST_REF = 64
_SHOWN = 20
_NO_FILE = "it is no regular file that git could read"
_ODD_OBJECT = "an object that it may stand for was not scanned"
_ODD_REF = "what only it reaches is told as if no ref reached it"


def objects(layout: Layout, view: Path) -> Iterator[Skipped]:
    """Lend the object store and those that it borrows from; yield what cannot be lent."""
    yield from _named(_store(layout.objects, view / "objects"), layout.objects, _ODD_OBJECT)
    lenders, gaps = layouts.lenders(layout.objects)
    yield from gaps
    for number, store in enumerate(lenders):
        lent = view / f"lent-{number}"
        yield from _named(_store(store, lent), store, _ODD_OBJECT)
        with _alternates(view).open("a") as file:
            file.write(f"{lent}\n")


def refs(layout: Layout, view: Path) -> Iterator[Skipped]:
    """Lend loose and packed refs; yield what cannot be lent."""
    source, link = layout.common_dir / "refs", view / "refs"
    odd = tuple(_odd_refs(source, 0))
    if not odd and source.is_dir():
        link.symlink_to(source.resolve())
    else:
        link.mkdir()
        _copy(source, link, frozenset(odd))
    yield from _named((str(path) for path in odd), layout.common_dir, _ODD_REF)
    packed = layout.common_dir / "packed-refs"
    if packed.is_file() and packed.stat().st_size <= _LARGEST_LIST:
        (view / "packed-refs").symlink_to(packed.resolve())
    elif os.path.lexists(packed):
        reason = "it is no regular file of at most 2 GiB"
        yield Skipped("packed-refs", reason, _ODD_REF)


def _alternates(view: Path) -> Path:
    info = view / "objects" / "info"
    info.mkdir(exist_ok=True)
    return info / "alternates"


def _store(store: Path, link: Path) -> Iterator[str]:
    """Link the packs and the loose objects of a store; yield what is no regular file."""
    link.mkdir()
    for name in PARTS:
        yield from _directory(store / name, link / name)


def _directory(source: Path, link: Path) -> Iterator[str]:
    try:
        with os.scandir(source) as entries:
            odd = {entry.name for entry in entries if not _regular(entry)}
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            yield str(source)
            return
        odd = set()
    if not odd:
        # Even if it is not there yet: git may put objects there meanwhile.
        link.symlink_to(source.absolute())
        return
    link.mkdir()
    for path in source.iterdir():
        if path.name not in odd:
            (link / path.name).symlink_to(path.absolute())
    yield from (str(source / name) for name in sorted(odd))


def _regular(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _odd_refs(directory: Path, depth: int) -> Iterator[Path]:
    """Yield what is neither a directory nor a small regular file."""
    try:
        with os.scandir(directory) as entries:
            found = list(entries)
    except OSError:
        # Before the first ref there may be none, and a file stands here if there are reftables.
        if os.path.lexists(directory) and not directory.is_file():
            yield directory
        return
    for entry in found:
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            if not _is_ref(entry):
                yield path
        elif depth < _DEEPEST_REF:
            yield from _odd_refs(path, depth + 1)
        else:
            yield path


def _is_ref(entry: "os.DirEntry[str]") -> bool:
    try:
        status = entry.stat()
    except OSError:
        # git calls a link that leads nowhere a broken ref by itself.
        return entry.is_symlink()
    return stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST_REF


def _copy(source: Path, link: Path, odd: frozenset[Path]) -> None:
    """Link the regular files below `source`, directory by directory."""
    if source in odd or not source.is_dir():
        return
    for path in source.iterdir():
        if path in odd:
            continue
        if path.is_dir() and not path.is_symlink():
            (link / path.name).mkdir()
            _copy(path, link / path.name, odd)
        else:
            (link / path.name).symlink_to(path.absolute())


def _named(paths: Iterator[str], above: Path, effect: str) -> Iterator[Skipped]:
    """Name twenty of `paths` and the number of the others."""
    found = sorted(paths)
    for path in found[:_SHOWN]:
        yield Skipped(os.path.relpath(path, above), _NO_FILE, effect)
    if (more := len(found) - _SHOWN) > 0:
        yield Skipped(f"{more:,} more files", _NO_FILE, effect)
