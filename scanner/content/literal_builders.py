"""Calls to values: what the arguments of a constructor, a builder or a wrapper mean."""

import re

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.content.literal_calls import constructor, listed, segments, vocabulary
from scanner.content.literal_strings import filled, reference
from scanner.content.literal_values import (
    Item,
    Word,
    as_node,
    as_pairs,
    in_turn,
    is_empty,
    is_reference,
    items_of,
    mapping,
    merged,
    start_of,
)

_LONGEST_NAME = 200
_LONGEST_CHAIN = 1_000
"""Parts that methods may add to a server: each call copies those before."""


def call(word: Word, items: list[Item]) -> Node:
    """Return what a call comes to: a server's parts, a reference, a mapping, or its arguments."""
    name = word.name
    positional = [node for path, node in items if not path]
    method = segments(name)[-1] if segments(name) else ""
    if method in vocabulary().methods and "." in name and (made := _method(method, word, items)):
        return made
    if known := constructor(name):
        return _constructed(known.parameters, items)
    words = vocabulary()
    if listed(name, words.references):
        return _default(word, positional)
    return _collected(word, items, positional)


def _collected(word: Word, items: list[Item], positional: list[Node]) -> Node:
    words = vocabulary()
    if listed(word.name, words.mappings):
        return _as_mapping(items, positional)
    if listed(word.name, words.pairs) or listed(word.name, words.lists):
        flat = [item for node in positional for item in _flat(node, many=len(positional) > 1)]
        return Sequence(tuple(flat)) if flat or not items else mapping(items)
    if listed(word.name, words.formats) and positional and isinstance(positional[0], Scalar):
        return filled(positional[0], len(positional) - 1)
    return _unknown(word, items, positional)


def _flat(node: Node, *, many: bool) -> tuple[Node, ...]:
    return (node,) if many or not isinstance(node, Sequence) else node.items


def _unknown(word: Word, items: list[Item], positional: list[Node]) -> Node:
    if not items:
        return as_node(word)
    if len(items) == len(positional):
        if _is_pair(positional):
            return in_turn(positional) or positional[1]
        full = [node for node in positional if not (is_reference(node) or is_empty(node))]
        if full and all(isinstance(node, Mapping) for node in full):
            return merged(full)
        return positional[0] if len(positional) == 1 else Sequence(tuple(positional))
    return mapping(items)


def _is_pair(values: list[Node]) -> bool:
    """Return whether two arguments are the name of a container and its servers."""
    return (
        len(values) == 2  # noqa: PLR2004
        and isinstance(values[0], Scalar)
        and values[0].text in vocabulary().containers
    )


def _as_mapping(items: list[Item], positional: list[Node]) -> Node:
    if not positional:
        return mapping(items)
    if len(positional) == 1:
        return as_pairs(positional[0]) or positional[0]
    return as_pairs(Sequence(tuple(positional))) or in_turn(positional) or mapping(items)


def _default(word: Word, positional: list[Node]) -> Node:
    """Return the default of a call that reads a variable, or a reference to the variable."""
    literal = [node for node in positional[1:] if not is_reference(node) and not is_empty(node)]
    if literal:
        return literal[0]
    if positional and isinstance(positional[0], Scalar):
        return reference(positional[0].text.strip("${}")[:_LONGEST_NAME], word.start)
    return positional[0] if positional else as_node(word)


def _constructed(parameters: tuple[str, ...], items: list[Item]) -> Mapping:
    """Return the arguments of a constructor by what they mean."""
    entries: list[Item] = []
    rest: list[Node] = []
    index = 0
    for path, node in items:
        meaning = parameters[min(index, len(parameters) - 1)] if parameters else ""
        if path:
            entries.append((path, node))
        elif meaning.endswith("..."):
            rest.extend(items_of(node))
        else:
            entries.extend(_meant(meaning if index < len(parameters) else "", node))
        index += not path
    if rest:
        entries.extend(_meant(parameters[-1].removesuffix("..."), Sequence(tuple(rest))))
    return mapping(entries)


_ADDRESS = re.compile(r"(?i)(?:https?|wss?|sse)://")


def _meant(meaning: str, node: Node) -> list[Item]:
    if isinstance(node, Mapping) and meaning not in {"env", "headers", "mcpServers"}:
        return [((), node)]
    at = start_of(node)
    if meaning in {"*", "command", "url"} and isinstance(node, Scalar):
        if is_reference(node) and meaning == "*":
            return []
        meaning = _line_or_address(meaning, node)
    if meaning == "*":
        meaning = "mcpServers" if isinstance(node, Sequence) else ""
    key = Scalar(meaning, ((0, at),), quoted=False)
    return [((key,), node)]


def _line_or_address(meaning: str, node: Scalar) -> str:
    if _ADDRESS.match(node.text):
        return "url"
    is_line = (node.quoted and meaning != "url") or _SCRIPT.search(node.text)
    return "command" if is_line else meaning


_SCRIPT = re.compile(r"\.(?:py|js|ts|mjs)$")


def _method(method: str, word: Word, items: list[Item]) -> Mapping | None:
    """Return what a method of a builder adds; None if it may be something else."""
    at = word.start + _size(word.name) - _size(method)
    known = vocabulary().methods[method]
    values = [node for path, node in items if not path]
    if not values:
        return mapping(items) if items else None
    made: Node | None = values[0] if len(values) == 1 else None
    if known in {"env", "headers"}:
        made = as_pairs(values[0]) or made if len(values) == 1 else in_turn(values)
        if isinstance(made, Scalar) and "=" not in made.text and ":" not in made.text:
            return None
    made = made or Sequence(tuple(values))
    if known == "args" and isinstance(made, Scalar):
        made = Sequence((made,))
    return Mapping(((Scalar(known, ((0, at),), quoted=False), made),))


def chained(receiver: Node, word: Word, items: list[Item]) -> Node:
    """Return `receiver` with what a method that is called on it adds."""
    method = segments(word.name)[-1] if segments(word.name) else ""
    if isinstance(receiver, Scalar):
        return _on_text(receiver, method, items)
    if isinstance(receiver, Sequence):
        return _on_list(receiver, method, items)
    if len(receiver.entries) > _LONGEST_CHAIN:
        return receiver
    if method in vocabulary().methods and (made := _method(method, word, items)):
        return merged((receiver, made))
    named = [(path, node) for path, node in items if path]
    values = [node for path, node in items if not path]
    inner = [item for node in values for item in items_of(node) if isinstance(item, Mapping)]
    rest = [node for node in values if isinstance(node, Scalar) and node.quoted]
    key = Scalar(method, ((0, word.start),), quoted=False)
    return merged((receiver, *inner, mapping(named), *(Mapping(((key, node),)) for node in rest)))


def _on_text(receiver: Scalar, method: str, items: list[Item]) -> Node:
    if method in {"format", "formatted"} and receiver.quoted:
        return filled(receiver, max(len(items), 1))
    default = _fallback(method, items) if is_reference(receiver) else None
    return receiver if default is None else default


def _on_list(receiver: Sequence, method: str, items: list[Item]) -> Sequence:
    if method not in _ADDING or len(receiver.items) > _LONGEST_CHAIN:
        return receiver
    more = [item for _, node in items for item in items_of(node) if not is_reference(item)]
    return Sequence((*receiver.items, *more))


_ADDING = frozenset({"concat", "push", "append", "extend", "plus", "chain", "add", "addAll"})
_FALLBACKS = frozenset({
    "unwrap_or", "unwrap_or_else", "unwrap_or_default", "orElse", "getOrElse", "or",
    "getOrDefault", "ifEmpty", "default", "fallback",
})  # fmt: skip


def _fallback(method: str, items: list[Item]) -> Node | None:
    values = [node for _, node in items if not is_reference(node) and not is_empty(node)]
    return values[-1] if method in _FALLBACKS and values else None


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
