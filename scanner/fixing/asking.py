"""`inputs`: what VS Code and its like ask for once, and keep in the store of the system."""

import json
from collections.abc import Sequence

from scanner.configs import Mapping, Node, Scalar
from scanner.configs import Sequence as Items
from scanner.fixing.edits import Edit, ahead
from scanner.fixing.literals import Reading
from scanner.syntax import offset

_KEY = "inputs"
_DOTTED = "mcp.servers"


def inputs(reading: Reading, ids: Sequence[str], pointer: str) -> tuple[Edit, str] | None:
    """Return what adds questions for `ids`, and the pointer of the list that they are added to.

    `pointer` is that of a server; the list stands beside the map of servers. None if there is no
    such place.
    """
    parts = pointer.split("/")[1:-2]
    servers = pointer.split("/")[-2]
    beside = _at(reading.tree.root, parts)
    if beside is None or not beside.entries or servers == _DOTTED:
        return None
    where = "".join(f"/{part}" for part in (*parts, _KEY))
    for key, node in beside.entries:
        if key.text == _KEY:
            edit = _into(reading.source, key, node, ids)
            return (edit, where) if edit else None
    first = beside.entries[0][0]
    begin = offset(reading.source, first, 0) - first.quoted
    items = ",\n".join(f"  {_question(identity)}" for identity in ids)
    return ahead(reading.source, begin, f'"{_KEY}": [\n{items}\n]', comma=True), where


def _into(source: bytes, key: Scalar, node: Node, ids: Sequence[str]) -> Edit | None:
    """Return what adds questions before those of the list `node`."""
    if not isinstance(node, Items):
        return None
    questions = ", ".join(_question(identity) for identity in ids)
    if not node.items:
        bracket = source.find(b"[", offset(source, key, len(key.text)))
        return Edit(bracket + 1, bracket + 1, questions.encode()) if bracket >= 0 else None
    first = node.items[0]
    if not isinstance(first, Mapping) or not first.entries:
        return None
    brace = source.rfind(b"{", 0, offset(source, first.entries[0][0], 0))
    return ahead(source, brace, questions, comma=True) if brace >= 0 else None


def _question(identity: str) -> str:
    return json.dumps(
        {"type": "promptString", "id": identity, "description": identity, "password": True}
    )


def _at(root: Node, parts: Sequence[str]) -> Mapping | None:
    node: Node | None = root
    for part in parts:
        entries = node.entries if isinstance(node, Mapping) else ()
        name = part.replace("~1", "/").replace("~0", "~")
        node = next((value for key, value in entries if key.text == name), None)
    return node if isinstance(node, Mapping) else None
