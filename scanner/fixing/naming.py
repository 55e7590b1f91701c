"""Codex and its like: no reference in a value, but keys that name the variable which holds it.

The entry of the credential is taken out, and the server is given the key that names a variable.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scanner.configs import Mapping, Node, Scalar
from scanner.configs import Sequence as Items
from scanner.discovery.replacement import NamedBy, Replacement
from scanner.fixing.edits import Edit, ahead
from scanner.fixing.literals import Literal, Reading
from scanner.fixing.names import Names
from scanner.fixing.referring import Change, Changes
from scanner.syntax import offset

_BLANK_BEHIND = re.compile(rb"[ \t]*(?:\r?\n|\Z)")
_COMMENT_BEHIND = re.compile(rb"[ \t]*(?=#)")
_BETWEEN = re.compile(rb"\s*,\s*")
_COMMA_BEHIND = re.compile(rb"\s*,[ \t]*")
_WINDOW = 4_096
_QUOTES = (b'"', b"'")
_WHOLE = ", with all that stood around it"
_BEARER = "bearer "
_ODD = "its entry cannot be taken out safely; move it by hand to the keys that name variables"
Keys = dict[int, Scalar]
"""By the `id` of a node: its key."""
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


@dataclass(slots=True, repr=False)
class _Server:
    """What becomes of one server."""

    environment: list[str] = field(default_factory=list)
    bearer: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def name_them(
    reading: Reading, found: Sequence[Literal], names: Names, changes: Changes
) -> tuple[list[Edit], list[str]]:
    """Return what adds the keys for `found`, and the pointers of these keys."""
    replacement = reading.client.replace
    servers: dict[str, list[Literal]] = defaultdict(list)
    for literal in found:
        servers[literal.server.pointer if literal.server else ""].append(literal)
    keys = {id(node): key for key, node in _entries(reading.tree.root)}
    edits: list[Edit] = []
    pointers: list[str] = []
    for pointer, held in sorted(servers.items()):
        if replacement is None:
            continue
        done = _server(reading.source, keys, held, names, replacement)
        lines = _lines(done, replacement.named_by) if done else ()
        added = _added(reading, pointer, lines) if lines else None
        if done is None or added is None:
            for literal in held:
                changes.refuse(literal, _ODD, replacement.source)
            continue
        cuts = _cuts(reading.source, [one.edit for one in done.changes])
        changes.done += [replace(one, edit=cuts[one.edit]) for one in done.changes]
        edits += added
        pointers += [f"{pointer}/{key}" for key, _ in lines]
    return edits, pointers


def _server(
    source: bytes, keys: Keys, held: Sequence[Literal], names: Names, replacement: Replacement
) -> _Server | None:
    server = _Server()
    for literal in held:
        gone = _without(source, keys.get(id(literal.value.scalar)), literal.value.scalar)
        name, text = literal.value.name, literal.value.scalar.text
        whole = len(literal.text) == len(text)
        if gone is None:
            return None
        if literal.place == "env":
            variable = name
            server.environment.append(name)
        else:
            variable = names.of(literal)
            _header(server, literal, variable, replacement.named_by)
        told = f"{name} {variable}"
        if not _VARIABLE.fullmatch(variable) or names.clean(told) != told:
            return None
        kept = replacement.kept + ("" if whole or server.bearer == variable else _WHOLE)
        server.changes.append(Change(literal, gone, "", "", variable, kept))
    return server


def _header(server: _Server, literal: Literal, variable: str, named: NamedBy) -> None:
    text, verdict = literal.value.scalar.text, literal.verdict
    bearer = text.lower().startswith(_BEARER) and verdict.end == len(text)
    if named.bearer and bearer and literal.value.name.lower() == "authorization":
        server.bearer = variable
    else:
        server.headers[literal.value.name] = variable


def _lines(server: _Server, named: NamedBy) -> tuple[tuple[str, str], ...]:
    """Return the keys to add, and what is written for each."""
    lines = []
    if server.environment:
        variables = ", ".join(f'"{name}"' for name in dict.fromkeys(server.environment))
        lines.append((named.environment, f"[{variables}]"))
    if server.bearer:
        lines.append((named.bearer, f'"{server.bearer}"'))
    if server.headers:
        pairs = ", ".join(f'{json.dumps(key)} = "{name}"' for key, name in server.headers.items())
        lines.append((named.headers, f"{{ {pairs} }}"))
    return tuple(lines)


def _added(reading: Reading, pointer: str, lines: Sequence[tuple[str, str]]) -> list[Edit] | None:
    server = _mapping(reading.tree.root, pointer)
    if server is None:
        return None
    source = reading.source
    known = {key.text: node for key, node in server.entries}
    edits: list[Edit] = []
    new: list[str] = []
    for key, written in lines:
        node = known.get(key)
        if node is None:
            new.append(f"{key} = {written}")
        elif isinstance(node, Items) and node.items and isinstance(node.items[0], Scalar):
            at = offset(source, node.items[0], 0) - 1
            edits.append(Edit(at, at, f"{written[1:-1]}, ".encode()))
        else:
            return None
    first = next((key for key, node in server.entries if isinstance(node, Scalar | Items)), None)
    if new and first is None:
        return None
    if new and first is not None:
        at = offset(source, first, 0) - first.quoted
        edits.append(ahead(source, at, "\n".join(new), comma=False))
    return edits


def _mapping(root: Node, pointer: str) -> Mapping | None:
    node: Node | None = root
    for part in pointer.split("/")[1:]:
        entries = node.entries if isinstance(node, Mapping) else ()
        name = part.replace("~1", "/").replace("~0", "~")
        node = next((value for key, value in entries if key.text == name), None)
    return node if isinstance(node, Mapping) else None


def _without(source: bytes, key: Scalar | None, value: Scalar) -> Edit | None:
    """Return what takes out the entry of `value`: with its line, or with a comma."""
    first, end = offset(source, value, 0), offset(source, value, len(value.text))
    quote = source[first - 1 : first]
    if key is None or quote not in _QUOTES or source[end : end + 3] == quote * 3:
        return None
    start = offset(source, key, 0)
    start -= source[start - 1 : start] in _QUOTES
    # The key of a dotted one cannot go alone.
    return None if source[start - 1 : start] == b"." else Edit(start, end + 1, b"")


def _cuts(source: bytes, entries: Iterable[Edit]) -> dict[Edit, Edit]:
    """Return, for each entry to be taken out, what takes it out with all that follow it at once."""
    runs: list[list[Edit]] = []
    for entry in sorted(set(entries)):
        if runs and _BETWEEN.fullmatch(source, runs[-1][-1].end, entry.start):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return {entry: _cut(source, run[0].start, run[-1].end) for run in runs for entry in run}


def _cut(source: bytes, start: int, end: int) -> Edit:
    begin = source.rfind(b"\n", 0, start) + 1
    behind = _BLANK_BEHIND.match(source, end)
    if behind and not source[begin:start].strip():
        return Edit(begin, behind.end(), b"")
    if found := _COMMENT_BEHIND.match(source, end) or _COMMA_BEHIND.match(source, end):
        return Edit(start, found.end(), b"")
    lead = source[max(0, start - _WINDOW) : start]
    if lead.rstrip().endswith(b","):
        start -= len(lead) - len(lead.rstrip()) + 1
    return Edit(start, end, b"")


def _entries(root: Node) -> Iterator[tuple[Scalar, Node]]:
    waiting = [root]
    while waiting:
        match waiting.pop():
            case Mapping(entries):
                yield from entries
                waiting.extend(node for _, node in entries)
            case Items(items):
                waiting.extend(items)
            case Scalar():
                pass
