"""What examining needs besides a content, and what it remembers of one unit."""

from dataclasses import dataclass, field
from typing import NoReturn, final

from detectors.model import Verdict
from detectors.secret import Field, FingerprintKey, refuse_to_pickle
from detectors.user_catalogue import UserCatalogue
from scanner.content.literal_versions import Programs
from scanner.content.shell_sections import Section
from scanner.findings import Judged
from scanner.redaction import Redactor

Asked = tuple[Field, frozenset[str]]
"""A text, and the names of the reference syntaxes that its client reads."""

PieceKey = tuple[str, str, str, str, bool, bytes]
"""What a piece is read as, for which client, by which name, in what standing, whether only for its
servers, and its digest."""

_MOST = 50_000
_MOST_LINES = 200_000
_LONGEST = 4_096


@final
@dataclass(frozen=True, slots=True, repr=False)
class Examiner:
    """Holds plaintext, as long as the worker of one unit lives."""

    repository: str
    key: FingerprintKey
    redactor: Redactor
    explain_safe: bool = False
    catalogue: UserCatalogue | None = None
    """The auditor's own clients and kinds."""
    programs: Programs = field(default_factory=Programs)
    sections: dict[tuple[object, ...], Section | None] = field(default_factory=dict)
    """Parts of scripts, by how they are read and their digest; None if one goes on behind."""
    _without: set[bytes] = field(default_factory=set)
    _plain: set[bytes] = field(default_factory=set)
    _pieces: dict[PieceKey, Judged] = field(default_factory=dict)
    _known: dict[Asked, tuple[Verdict, ...]] = field(default_factory=dict)

    def known(self, asked: Asked) -> tuple[Verdict, ...] | None:
        """Return the verdicts on what was judged before: versions of a file repeat most of it."""
        return self._known.get(asked)

    def remember(self, asked: Asked, verdicts: tuple[Verdict, ...]) -> None:
        """Keep the verdicts, within 50,000 texts of at most 4,096 characters."""
        if len(asked[0].text) <= _LONGEST and len(self._known) < _MOST:
            self._known[asked] = verdicts

    @property
    def without(self) -> set[bytes]:
        """Lines of prose that hold nothing."""
        return self._without

    def remember_without(self, lines: bytes) -> None:
        """Note that `lines` hold nothing, within 200,000 of at most 4,096 bytes."""
        if len(lines) <= _LONGEST and len(self._without) < _MOST_LINES:
            self._without.add(lines)

    @property
    def plain(self) -> set[bytes]:
        """Items of lists that hold nothing and begin no block."""
        return self._plain

    def remember_plain(self, item: bytes) -> None:
        """Note that `item` is plain, within 200,000 of at most 4,096 bytes."""
        if len(item) <= _LONGEST and len(self._plain) < _MOST_LINES:
            self._plain.add(item)

    def known_piece(self, key: PieceKey) -> Judged | None:
        """Return what was judged before in an equal piece of another text."""
        return self._pieces.get(key)

    def remember_piece(self, key: PieceKey, judged: Judged) -> None:
        """Keep what was judged in a piece, of at most 50,000 of them."""
        if len(self._pieces) < _MOST:
            self._pieces[key] = judged

    def __repr__(self) -> str:
        return "Examiner(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()
