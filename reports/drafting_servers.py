"""The proposed list of approved servers, in the words that the inventory is read in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import unquote

from packageurl import PackageURL

from reports.inventory_file import target
from reports.model import UNASSIGNED, Exposure, Report, ServerRecord
from reports.toml_text import comment, exactly, quoted, writable
from scanner.model import State

_NO_WORD: Final = re.compile(r"[^A-Za-z0-9._-]+")
_PACKAGES: Final = ("npm", "pypi")


def servers(report: Report) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each server that was seen: what it is, then an entry to uncomment."""
    rows: dict[str, list[Exposure]] = defaultdict(list)
    for item in report.exposures:
        rows[item.server].append(item)
    ids: Counter[str] = Counter()
    for record in report.servers:
        yield tuple(_lines(record, rows[record.identity], _id(record, ids)))


def form_of(identity: str) -> str:
    """Return the `target` that stands for this identity; empty if none can be written.

    A program in a repository is named by its identity: `path:` would approve it in all of them.
    """
    for form in _forms(identity):
        if writable(form) and fnmatchcase(identity, target(form)):
            return form
    return ""


def _forms(identity: str) -> Iterator[str]:
    for kind in _PACKAGES:
        if identity.startswith(f"pkg:{kind}/"):
            yield f"{kind}:{unquote(identity.removeprefix(f'pkg:{kind}/'))}"
    if identity.startswith("pkg:docker/"):
        yield _image(identity)
    if identity.startswith("local:"):
        yield f"path:{exactly(identity.removeprefix('local:'))}"
    yield exactly(identity)


def _image(identity: str) -> str:
    try:
        found = PackageURL.from_string(identity)
    except ValueError:
        return ""
    parts = (found.qualifiers.get("repository_url"), found.namespace, found.name)
    return f"oci:{'/'.join(part for part in parts if part)}"


def _id(record: ServerRecord, ids: Counter[str]) -> str:
    """Return an id after the name that the server goes by, which no other has."""
    named = next((name for name in record.names if name.strip()), "")
    plain = _NO_WORD.sub("-", named).strip("-") or "server"
    while True:
        ids[plain] += 1
        if ids[plain] == 1:
            return plain
        plain = f"{plain}-{ids[plain]}"


def _lines(record: ServerRecord, rows: list[Exposure], name: str) -> Iterator[str]:
    yield comment(f"{record.identity} as {', '.join(record.names)} for {', '.join(record.clients)}")
    yield comment(f"identity: {record.identity_model} ({record.identity_reason})")
    versions = sorted(
        {
            item.launch.version
            for item in record.declarations
            if item.launch and item.launch.version and item.lifetime.state is State.LIVE
        }
    )
    if versions:
        yield comment(f"versions: {', '.join(versions)}")
    form = form_of(record.identity)
    if not form:
        yield comment("No entry can name it: its identity is no text.")
        return
    yield "#[[servers]]"
    yield f"#id = {quoted(name)}"
    yield f"#target = {quoted(form)}"
    places = (
        ("environments", {item.environment.value for item in rows}),
        ("tenants", {item.tenant.value for item in rows}),
    )
    for noun, values in places:
        if values and UNASSIGNED not in values:
            yield f"#allowed_{noun} = [{', '.join(map(quoted, sorted(values)))}]"
