"""The whole object store, listed: what no ref reaches is there as well."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from scanner.git import door
from scanner.git.door import View

# Not --unordered: git would follow the reverse index of a pack, and a forged one hides objects.
_ALL = ("cat-file", "--batch-all-objects", "--buffer")


@dataclass(frozen=True, slots=True, repr=False)
class Stored:
    """Ids of all objects of a store, its alternates' among them."""

    by_type: dict[bytes, list[bytes]]
    """The type is `missing` if even that cannot be read."""
    complete: bool = True
    """False if git stopped, or was stopped, before the end."""

    def ids(self, kind: str, known: AbstractSet[bytes] = frozenset()) -> tuple[str, ...]:
        """Return, sorted, the ids of all objects of a type but the `known` ones."""
        ids = self.by_type.get(kind.encode("ascii"), ())
        return tuple(sorted(one.decode("ascii") for one in ids if one not in known))


def stored(view: View) -> Stored:
    """List all objects, opening no more of each than its head."""
    process = door.start(view, *_ALL, "--batch-check=%(objectname) %(objecttype)")
    listing = process.stdout.read()
    status, _ = process.finish()
    by_type: dict[bytes, list[bytes]] = {}
    for line in listing[: listing.rfind(b"\n") + 1].split(b"\n")[:-1]:
        identity, _, kind = line.partition(b" ")
        by_type.setdefault(kind, []).append(identity)
    return Stored(by_type, complete=not status)
