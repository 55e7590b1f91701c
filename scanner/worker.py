"""Scanning one unit, from its commits to a result without plaintext; runs anywhere."""

from threading import Thread

from detectors.secret import FingerprintKey
from scanner.candidates import Candidates
from scanner.examiner import Examiner
from scanner.gathering.gather import gathered
from scanner.gathering.state import Gathering
from scanner.model import UnitResult
from scanner.outcome import Outcome
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.signatures import signed
from scanner.sources.local import Unit


def scan(unit: Unit, settings: Settings) -> UnitResult:
    """Return all that `unit` tells.

    Raises:
        AuditError: nothing of the unit could be scanned.
        OSError: the temporary directory could not be written.

    """
    # It takes as long as git needs for a short history, so it starts before that does.
    # No daemon: a thread inside a native library when the interpreter ends takes the process down.
    Thread(target=_warm_up, args=(settings.key,)).start()
    redactor = Redactor()
    examiner = Examiner(
        unit.name, settings.key, redactor, settings.explain_safe, settings.catalogue
    )
    candidates = Candidates(examiner, settings.by_content)
    gathering = Gathering(candidates, settings)
    with gathered(unit, gathering) as view:
        result = Outcome(unit.name, candidates, gathering).result()
        return signed(result, view, settings, redactor) if view else result


def _warm_up(key: FingerprintKey) -> None:
    from scanner.examine import warm_up  # noqa: PLC0415 - the same

    warm_up(key)
