"""What was gathered of one unit so far, and for whom."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from scanner.budget import Budget, unlimited
from scanner.git.door import View
from scanner.git.ledger import Ledger
from scanner.git.objects import Unreadable
from scanner.model import Coverage, Skipped
from scanner.records.memory import Memory
from scanner.settings import Settings

_NOT_SCANNED = "its content was not scanned"
_ONLY_ITS = "what only it holds was not scanned"
_SPENT = "there was nothing left to read it with"
_MANY = 20


Places = dict[str, Collection[str]]
"""By id of a content: where it stands or stood."""


class Reader(Protocol):
    """Who tells what is worth gathering, and takes it."""

    def selects(self, path: str) -> bool:
        """Return whether what stands at `path` may matter."""

    def claims(self, paths: Iterable[str]) -> bool:
        """Return whether what stands at one of `paths` matters, whatever it holds."""

    def tells(self, content: bytes) -> bool:
        """Return whether a content, or a part of one that is too large, matters by itself."""

    def leaf(self, note: Callable[[], str], parts: Iterator[bytes]) -> bool:
        """Leaf through a content that is too large to be held; return whether it is a gap.

        `note`, to be called behind the last part, sees to it that its places are known, and
        returns its id.
        """

    def take(self, blob: str, paths: Collection[str], content: bytes) -> bool:
        """Read a content at all its paths; return whether the tips that hold it are of interest.

        Called once for every distinct content, and again for those at paths that it follows to.
        """

    def recall(self, blob: str, paths: Collection[str]) -> bool | None:
        """Do as `take` without the content, from what is remembered; None if it has to be read."""

    def forgotten(self) -> dict[str, str]:
        """Return, by id, contents to be read again, each with the path to read it as."""

    def remind(self, blob: str, path: str, content: bytes) -> None:
        """Read a forgotten content again."""

    def follow(self, known: Container[str]) -> set[str]:
        """Return those of the `known` paths that what was taken leads to."""


class Others(Protocol):
    """Other processes that read with this one."""

    def prepare(self, view: View, contents: int, gathering: "Gathering") -> None:
        """Get ready to read so many contents."""

    def read(self, view: View, places: Places, gathering: "Gathering") -> None:
        """Read the blobs of `places`, together with this process."""


@dataclass(slots=True, repr=False)
class Gathering:
    """What was gathered of one unit so far."""

    reader: Reader
    settings: Settings
    budget: Budget = field(default_factory=unlimited)
    ledger: Ledger = field(default_factory=Ledger)
    coverage: Coverage = field(default_factory=Coverage)
    skipped: list[Skipped] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    """By id: files and messages that were read already, until all their places are known."""
    others: Others | None = None
    """Other processes that read blobs of this repository; None if there are none."""
    leafed: set[str] = field(default_factory=set)
    """Ids of files that were too large to be held, and hold what is looked for."""
    memory: Memory | None = None
    """What earlier scans know, and what is learnt; None if nothing is to be remembered."""
    suppressing: set[str] = field(default_factory=set)
    """Paths of checked-out files that tell scanners what to ignore."""
    modes: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """By path of a checked-out file that may matter: its permission bits, and whether all users may
    write to its directory."""
    ignoring: dict[str, bytes] = field(default_factory=dict)
    """By path: the checked-out files that tell git what to ignore."""
    mattering: set[str] = field(default_factory=set)
    """Paths at which some content matters."""
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    """By name: objects in scope that could not be read."""

    def count(self, **more: int | tuple[str, ...]) -> None:
        """Add to the coverage."""
        sums = {name: getattr(self.coverage, name) + value for name, value in more.items()}
        self.coverage = replace(self.coverage, **sums)

    def skip(self, subject: str, reason: str, effect: str = _NOT_SCANNED) -> None:
        """Name something in scope that was not examined."""
        self.skipped.append(Skipped(subject, reason, effect))

    def unread(self, number: int, what: str) -> None:
        """Say how many were left when the budget was spent."""
        if number:
            self.forbid_recording()
            self.skip(f"{number:,} {what}", self.budget.over or _SPENT)

    def forbid_recording(self) -> None:
        """See to it that the next scan reads all again: this one could not, for a while."""
        if self.memory:
            self.memory.sound = False

    def miss(self, unreadable: Iterable[Unreadable]) -> None:
        """Note objects that could not be read."""
        self.unreadable |= {found.name.partition("^")[0]: found for found in unreadable}

    def name_unreadable(self) -> None:
        """Name the objects that could not be read, each once; beyond twenty only their number."""
        self.count(missing_objects=len(self.unreadable))
        for name, found in sorted(self.unreadable.items())[:_MANY]:
            self.skip(f"object {name[:12]}", found.reason, _ONLY_ITS)
        if (more := len(self.unreadable) - _MANY) > 0:
            self.skip(f"{more:,} more objects", "not readable", _ONLY_ITS)
