"""The door of the room: bytes to a located tree, whatever their state."""

from contextlib import suppress

from scanner.configs import Tree
from scanner.syntax import json_reader, toml_reader, yaml_reader
from scanner.syntax.drafts import Limits, Reading
from scanner.syntax.grammar import Format

_READERS = {
    Format.JSON: json_reader.read,
    Format.TOML: toml_reader.read,
    Format.YAML: yaml_reader.read,
}
_DEFAULT = Limits()


class SyntaxFailure(ValueError):  # noqa: N818 - the room's word for it
    """A file could not be read at all; says where, and holds no text of it."""


def parse(source: bytes, format: Format, limits: Limits = _DEFAULT) -> Tree:  # noqa: A002
    """Return the tree of `source`, UTF-8 as `decode` returns it; damage becomes faults.

    Raise `SyntaxFailure` only for what no input should cause.
    """
    reading = Reading(limits)
    # Not `raise … from None` in a handler: the parser's own exception, whose frames hold the
    # source, would stay reachable as the context of ours.
    with suppress(Exception):
        return reading.tree(_READERS[format](source, reading))
    msg = f"the {format} reader stopped after byte {reading.offset} of {len(source)}"
    raise SyntaxFailure(msg)
