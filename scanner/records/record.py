"""What is known of a repository from earlier scans.

All of it depends on nothing but contents that their ids name: what a commit changed, whether a
content tells of MCP, what was found in it. So it holds as long as those objects are there,
whatever became of the refs.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.findings import Examined, Key
from scanner.model import UnitResult


class Seen(NamedTuple):
    """What is known of a content besides what was found in it."""

    size: int
    """Bytes."""
    telling: bool
    """Whether it may be about MCP."""
    pointer: bool = False
    """True if it stands for a content that Git LFS keeps."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What some scans learnt of one repository."""

    rows: tuple[bytes, ...] = ()
    """What commits changed, as git tells it, packed by `scanner.records.rows`."""
    messages: AbstractSet[str] = frozenset()
    """Commits among these whose messages tell of MCP."""
    contents: Mapping[str, Seen] = field(default_factory=dict)
    """By id: the contents that were read."""
    examined: Mapping[Key, Examined] = field(default_factory=dict)
    """What was found in each, for each way of reading it."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the last scan of a repository left."""

    scope: str
    """Digest of all that decides what is read, and how."""
    kinds: str
    """Digest of all that decides what is a credential."""
    signature: str
    """Digest of all that was there to be scanned; empty if it changed meanwhile."""
    result: UnitResult
    knowledge: Knowledge = Knowledge()
    """Of a record that is loaded: nothing until it is asked for."""


def together(parts: Iterable[Knowledge]) -> Knowledge:
    """Return what all `parts` know; later ones win."""
    rows: list[bytes] = []
    messages: set[str] = set()
    contents: dict[str, Seen] = {}
    examined: dict[Key, Examined] = {}
    for part in parts:
        rows += part.rows
        messages |= part.messages
        contents.update(part.contents)
        examined.update(part.examined)
    return Knowledge(tuple(rows), messages, contents, examined)
