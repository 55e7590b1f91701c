"""Well-formed files as trees without places, read by parsers in C: a tenth of the time.

Nearly all structured files declare no server, which their outline tells.
"""

import json
import re
from collections.abc import Callable

import tomli

from scanner.configs import Mapping, Node, Scalar, Sequence
from scanner.syntax.grammar import Format

_NOWHERE = ((0, 0),)
_ODD = re.compile(rb"(?:0[xob]|inf|nan)")
"""Numbers of TOML whose spelling is not that of their value."""
_LARGEST = 1 << 20
"""Bytes; of larger ones more may be in the outline than is read of the file itself."""


class _UnclearError(ValueError):
    """What is read is not spelled as it stands in the source."""


def outline(source: bytes, format: Format) -> Node | None:  # noqa: A002 - the word of the field
    """Return what `parse` makes of `source`, UTF-8, without the places; None if that is unclear.

    It is unclear of what is damaged in any way, and of all YAML.
    """
    read = _READERS.get(format)
    if read is None or len(source) > _LARGEST:
        return None
    try:
        return read(source)
    except (ValueError, RecursionError):
        return None


def _json(source: bytes) -> Node:
    return _node(_DECODER.decode(source.decode()))


def _pairs(pairs: list[tuple[str, object]]) -> Mapping:
    return Mapping(tuple([(_text(key), _node(value)) for key, value in pairs]))


def _toml(source: bytes) -> Node:
    if _ODD.search(source):
        raise _UnclearError
    return _node(tomli.loads(source.decode(), parse_float=_bare))


def _text(text: str) -> Scalar:
    return Scalar(text, _NOWHERE)


def _bare(text: str) -> Scalar:
    return Scalar(text, _NOWHERE, quoted=False)


def _node(value: object) -> Node:
    """Return what a parser returned as a node, as deep as that parser goes."""
    match value:
        case str():
            return Scalar(value, _NOWHERE)
        case Mapping() | Scalar():
            return value
        case list():
            return Sequence(tuple([_node(item) for item in value]))
        case dict():
            return Mapping(tuple([(_text(str(key)), _node(held)) for key, held in value.items()]))
        case bool() | None:
            return _CONSTANTS[value]
        case int():
            return _bare(str(value))
        case _:
            raise _UnclearError


_CONSTANTS = {True: _bare("true"), False: _bare("false"), None: _bare("null")}
_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_bare, parse_int=_bare, parse_constant=_bare
)
_READERS: dict[Format, Callable[[bytes], Node]] = {Format.JSON: _json, Format.TOML: _toml}
