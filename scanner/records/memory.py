"""What is known of a repository while it is scanned: from earlier scans, and what comes to it."""

from dataclasses import dataclass, field

from scanner.git.history import Walk
from scanner.records.record import Knowledge, Seen
from scanner.records.rows import Packer


class ForgottenError(Exception):
    """What was recorded is not what is found now; the repository is to be scanned as if new."""


@dataclass(slots=True)
class Memory:
    """Filled while a repository is scanned for a store."""

    known: Knowledge = field(default_factory=Knowledge)
    contents: dict[str, Seen] = field(default_factory=dict)
    """By id: those that were read now."""
    rows: Packer = field(default_factory=Packer)
    """What the commits that were not known changed."""
    messages: set[str] = field(default_factory=set)
    """Commits among those whose messages tell of MCP."""
    paths: set[bytes] = field(default_factory=set)
    """All paths in the rows, the known ones among them."""
    uncertain: set[bytes] = field(default_factory=set)
    """Commits among them of which not all could be told."""
    files: str = ""
    """Digest of the checked-out files that matter."""
    outdated: bool = False
    """True if the store knows more than is known here, which no longer holds."""
    sound: bool = True
    """False if objects could not be read: then nothing is recorded, since they may come back."""

    def take(self, walk: Walk) -> None:
        """Take in what was learnt by walking the history."""
        known = self.known.messages
        self.messages |= {message.commit for message in walk.messages} - known
        self.paths |= walk.paths
        self.uncertain |= walk.uncertain

    def seen(self, name: str) -> Seen | None:
        """Return what is known of a content."""
        return self.contents.get(name) or self.known.contents.get(name)
