"""Whether a pack is what it was, whole, and at one with itself.

Nothing here trusts the pack: a manifest may name files outside of it, JSON may be deep or wrong, a
file may be a link. Whoever can write the pack can also write a manifest that fits: keep its digest
elsewhere, or sign the statement.
"""

import json
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from reports.agreement import disagreements
from reports.escaping import terminal_text
from reports.manifest import DIGEST, MANIFEST, REPORT, SCHEMA

MOST: Final = 20
"""So many problems of one sort are told."""

_HEX: Final = 64

_Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found; all is well if there are no problems."""

    files: int
    """How many files the manifest names."""
    digest: str
    """SHA-256 of the manifest; empty if there is none."""
    problems: tuple[str, ...]


def verify(directory: Path) -> Verified:
    """Hash every file of the pack in `directory` again, and compare what they say."""
    if not _is_file(directory / MANIFEST):
        return Verified(0, "", (f"{MANIFEST} is missing: this is no pack, or not a whole one",))
    digest = _sha256(directory / MANIFEST)
    problems = list(_digest_of_manifest(directory, digest))
    told = _read(directory / MANIFEST)
    listed = _listed(told)
    if listed is None:
        problems.append(f"{MANIFEST} is not the manifest of a pack of this version")
        return Verified(0, digest, tuple(problems))
    problems += _changes(directory, listed)
    if not problems:
        problems += _contents(directory, told)
    return Verified(len(listed), digest, tuple(terminal_text(one) for one in problems))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> Any:
    """Return the JSON in `path`, or None if it holds none."""
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _digest_of_manifest(directory: Path, digest: str) -> Iterator[str]:
    path = directory / DIGEST
    if not _is_file(path):
        yield f"{DIGEST} is missing"
    elif path.read_bytes()[: _HEX + 1].split(b" ")[0] != digest.encode():
        yield f"{MANIFEST} is changed: it does not have the digest in {DIGEST}"


def _listed(told: Any) -> Mapping[str, tuple[int, str]] | None:
    """Return size and digest of each file that the manifest names; None if it is no manifest."""
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        return None
    named: dict[str, tuple[int, str]] = {}
    entries = told.get("files")
    for entry in entries if isinstance(entries, list) else [None]:
        match entry:
            case {"path": str(path), "size": int(size), "sha256": str(digest)}:
                named[path] = (size, digest)
            case _:
                return None
    return named if all(map(_is_plain, named)) and REPORT in named else None


def _is_plain(name: str) -> bool:
    return bool(name) and "/" not in name and "\0" not in name and name not in {".", ".."}


def _changes(directory: Path, listed: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    for name, (size, digest) in sorted(listed.items()):
        path = directory / name
        if not path.is_symlink() and not path.exists():
            yield f"{name} is missing"
        elif not _is_file(path):
            yield f"{name} is no regular file"
        elif path.lstat().st_size != size or _sha256(path) != digest:
            yield f"{name} is changed"
    extra = sorted({one.name for one in directory.iterdir()} - {*listed, MANIFEST, DIGEST})
    for name in extra[:MOST]:
        yield f"{name} is not of this pack"
    if len(extra) > MOST:
        yield f"{len(extra) - MOST:,} more files are not of this pack"


def _contents(directory: Path, told: _Object) -> Iterator[str]:
    report = _read(directory / REPORT)
    wrong = list(invalid(report))
    yield from wrong[:MOST]
    if not wrong:
        yield from disagreements(directory, told, report)


def invalid(report: Any) -> Iterator[str]:
    """Yield where `report` is not what the shipped schema says, without what stands there."""
    schema = json.loads(files("reports").joinpath("report.schema.json").read_text("utf-8"))
    for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(report):
        where = "/".join(map(str, error.instance_path)) or "its top"
        yield f"{REPORT} is no valid report at {where}"
