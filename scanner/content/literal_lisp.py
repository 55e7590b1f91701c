"""Lists of Lisp to keys and values: alists, plists, dotted pairs."""

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.content.literal_strings import reference
from scanner.content.literal_values import Operand, Word, as_node, merged
from scanner.content.rewriting import concatenated

_HEADS = frozenset({"list", "quote", "append", "backquote", "setq", "vector"})
_QUOTES = frozenset("'`,@#")


def elements(operands: list[Operand]) -> Node:
    """Return what stands between two parentheses.

    `(:key value …)` and `((key . value) …)` are mappings, `(key . value)` and `(key :key value …)`
    mappings of one entry; `list`, `cons` and quotes make no difference.
    """
    parts = [one for one in operands if not (isinstance(one, str) and one in _QUOTES)]
    head = parts[0].name if parts and isinstance(parts[0], Word) else ""
    if head in _HEADS:
        parts = parts[1:]
    elif head == "getenv" and len(parts) > 1 and isinstance(parts[1], Scalar):
        return reference(parts[1].text, parts[1].anchors[0][1])
    elif head == "concat":
        texts = [as_node(one) for one in parts[1:] if isinstance(one, Scalar | Word)]
        return concatenated(texts)
    elif head == "cons":
        parts = [*parts[1:2], ".", *parts[2:]]
    return _pair(parts) or _list(parts)


def _pair(parts: list[Operand]) -> Mapping | None:
    """Return a key and its value: dotted, a name before a list, or a text before keywords."""
    if len(parts) < 2 or not isinstance(parts[0], Word | Scalar):  # noqa: PLR2004
        return None
    first = parts[0]
    key = _key(first)
    if parts[1] == ".":
        return Mapping(((key, _list(parts[2:], alone=True)),))
    if isinstance(first, Scalar) and isinstance(parts[1], Word) and parts[1].name.startswith(":"):
        return Mapping(((key, _list(parts[1:])),))
    if isinstance(first, Word) and not first.name.startswith(":") and len(parts) == 2:  # noqa: PLR2004
        second = parts[1]
        return Mapping(((key, second),)) if isinstance(second, Mapping | Sequence) else None
    return None


def _key(operand: Word | Scalar) -> Scalar:
    if isinstance(operand, Scalar):
        return operand
    name = operand.name.lstrip(":")
    return Scalar(name, ((0, operand.start + len(operand.name) - len(name)),), quoted=False)


def _list(parts: list[Operand], *, alone: bool = False) -> Node:
    values = [one for one in parts if not isinstance(one, str)]
    if values and isinstance(values[0], Word) and values[0].name.startswith(":"):
        return _plist(values)
    nodes = [as_node(one) if isinstance(one, Word) else one for one in values]
    if alone and len(nodes) == 1:
        return nodes[0]
    if nodes and all(isinstance(node, Mapping) and len(node.entries) == 1 for node in nodes):
        return merged(nodes)
    return Sequence(tuple(nodes))


def _plist(values: list[Word | Node]) -> Mapping:
    entries: list[tuple[Scalar, Node]] = []
    key: Scalar | None = None
    for one in values:
        if isinstance(one, Word) and one.name.startswith(":"):
            key = _key(one)
        elif key is not None:
            entries.append((key, as_node(one) if isinstance(one, Word) else one))
            key = None
    return Mapping(tuple(entries))
