"""Who answers for the paths of a result: read as data at the tip of HEAD, or from plain files."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scanner import configs
from scanner.git.door import View
from scanner.git.objects import Found, read_within
from scanner.git.snapshot import Paths, snapshot
from scanner.model import PathOwner, UnitResult
from scanner.owners import LARGEST, MOST_COMPARISONS, PLACES, Line, lines, owners
from scanner.redaction import Redactor
from scanner.syntax import Format, SyntaxFailure, decode, parse

CATALOGUES = ("catalog-info.yaml", "catalog-info.yml")
"""Of Backstage: `spec.owner` of the nearest one in or above the directory of a path counts."""

_Held = dict[str, bytes | None]
"""By path: what a file holds; None if it is there but cannot be read."""


def owned(result: UnitResult, view: View, redactor: Redactor) -> UnitResult:
    """Return `result` with whom the tip of HEAD names for its paths."""
    paths = _paths(result)
    wanted = sorted({*PLACES, *(place for path in paths for place in _catalogues(path))})
    if not paths:
        return result
    standing = dict(snapshot(view, ["HEAD"], Paths(wanted)).files["HEAD"])
    blobs = [standing[place] for place in wanted if place in standing]
    answers = read_within(view, blobs, LARGEST, lambda _note, _parts: False)
    places = [place for place in wanted if place in standing]
    held: _Held = {
        place: answer.content if isinstance(answer, Found) else None
        for place, answer in zip(places, answers, strict=True)
    }
    return _with_owners(result, paths, held, redactor)


def owned_by_files(result: UnitResult, directory: Path, redactor: Redactor) -> UnitResult:
    """Return `result` with whom the files of a directory without git name for its paths."""
    paths = _paths(result)
    return _with_owners(result, paths, _on_disk(directory), redactor) if paths else result


def digest_of(directory: Path) -> str:
    """Return a digest of the files of a directory that name owners."""
    held = sorted(_on_disk(directory).items())
    return hashlib.sha256(repr(held).encode("utf-8", "surrogateescape")).hexdigest()


def _paths(result: UnitResult) -> list[str]:
    return sorted(
        {item.path for item in result.occurrences} | {item.path for item in result.declarations}
    )


def _catalogues(path: str) -> Iterator[str]:
    """Yield where a catalogue may stand that is about `path`, the nearest first."""
    directories = path.split("/")[:-1]
    for depth in range(len(directories), -1, -1):
        for name in CATALOGUES:
            yield "/".join((*directories[:depth], name))


def _on_disk(directory: Path) -> _Held:
    return {
        place: _file(directory / place)
        for place in (*PLACES, *CATALOGUES)
        if os.path.lexists(directory / place) and not _is_behind_link(directory, place)
    }


def _is_behind_link(directory: Path, place: str) -> bool:
    return any((directory / parent).is_symlink() for parent in Path(place).parents[:-1])


def _file(path: Path) -> bytes | None:
    """Return what a regular file holds, None if it is none, or cannot be read."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        with os.fdopen(os.open(path, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            small = stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST
            return stream.read(LARGEST) if small else None
    except OSError:
        return None


def _with_owners(
    result: UnitResult, paths: list[str], held: _Held, redactor: Redactor
) -> UnitResult:
    place = next((place for place in PLACES if place in held), "")
    content = held[place] if place else b""
    known = lines(_text(content), place) if content else ()
    unread = f"{place} cannot be read" if content is None else ""
    if len(known) * len(paths) > MOST_COMPARISONS:
        known, unread = (), f"{place} has too many lines for so many paths"
    catalogued = {
        name: _spec_owner(text) for name, text in held.items() if name.endswith(CATALOGUES)
    }
    told = (_owner(result.repository, path, place, known, unread, catalogued) for path in paths)
    return replace(
        result, owners=tuple(_cleaned(item, redactor) for item in told if item is not None)
    )


def _owner(  # noqa: PLR0913, PLR0917 - all that is known of one path
    repository: str,
    path: str,
    place: str,
    known: tuple[Line, ...],
    unread: str,
    catalogued: Mapping[str, str],
) -> PathOwner | None:
    if unread:
        return PathOwner(repository, path, "", place, unread)
    names, numbers = owners(known, path)
    basis = f"{place}:{','.join(map(str, numbers))}"
    if names:
        return PathOwner(repository, path, ", ".join(names), basis)
    for catalogue in _catalogues(path):
        if name := catalogued.get(catalogue, ""):
            return PathOwner(repository, path, name, catalogue)
    return PathOwner(repository, path, "", basis) if numbers else None


def _cleaned(item: PathOwner, redactor: Redactor) -> PathOwner:
    return PathOwner(
        item.repository,
        redactor.clean(item.path),
        redactor.clean(item.name),
        redactor.clean(item.basis),
        item.unread,
    )


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _spec_owner(content: bytes | None) -> str:
    """Return `spec.owner` of the first document of a catalogue that has one, else nothing."""
    if content is None:
        return ""
    try:
        root = parse(decode(content)[0], Format.YAML).root
    except SyntaxFailure:
        return ""
    roots = root.items if isinstance(root, configs.Sequence) else (root,)
    found = (_value(_value(item, "spec"), "owner") for item in roots)
    return next((one.text for one in found if isinstance(one, configs.Scalar) and one.text), "")


def _value(node: configs.Node | None, key: str) -> configs.Node | None:
    if not isinstance(node, configs.Mapping):
        return None
    return next((value for name, value in node.entries if name.text == key), None)
