"""What examining needs besides a content, and what it remembers of one unit."""

from dataclasses import dataclass, field
from typing import NoReturn, final

from detectors.model import Verdict
from detectors.secret import Field, FingerprintKey, refuse_to_pickle
from scanner.redaction import Redactor

Judged = tuple[Field, frozenset[str]]
"""A text, and the names of the reference syntaxes that its client reads."""

_MOST = 50_000
_LONGEST = 4_096


@final
@dataclass(frozen=True, slots=True, repr=False)
class Examiner:
    """Holds plaintext, as long as the worker of one unit lives."""

    repository: str
    key: FingerprintKey
    redactor: Redactor
    explain_safe: bool = False
    _known: dict[Judged, tuple[Verdict, ...]] = field(default_factory=dict)

    def known(self, judged: Judged) -> tuple[Verdict, ...] | None:
        """Return the verdicts on what was judged before: versions of a file repeat most of it."""
        return self._known.get(judged)

    def remember(self, judged: Judged, verdicts: tuple[Verdict, ...]) -> None:
        """Keep the verdicts, within 50,000 texts of at most 4,096 characters."""
        if len(judged[0].text) <= _LONGEST and len(self._known) < _MOST:
            self._known[judged] = verdicts

    def __repr__(self) -> str:
        return "Examiner(…)"

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle()
