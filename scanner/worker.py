"""Scanning one unit, from its commits to a result without plaintext; runs anywhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from detectors.secret import FingerprintKey
from scanner.authors import signed
from scanner.candidates import Candidates
from scanner.examiner import Examiner
from scanner.filing import Ignored
from scanner.gathering.files import gather_files
from scanner.gathering.gather import gathered
from scanner.gathering.state import Gathering
from scanner.git.door import View
from scanner.git.ignoring import ignored
from scanner.lanes import Lanes
from scanner.model import UnitResult
from scanner.outcome import Outcome
from scanner.ownership import owned, owned_by_files
from scanner.records.learning import Learnt, learnt
from scanner.records.memory import Memory
from scanner.redaction import Redactor
from scanner.settings import Settings
from scanner.sources.local import Unit


def scan(unit: Unit, settings: Settings) -> UnitResult:
    """Return all that `unit` tells.

    Raises:
        AuditError: nothing of the unit could be scanned.
        OSError: the temporary directory could not be written.

    """
    return _scanned(unit, settings, None)[0]


def scan_on(unit: Unit, settings: Settings, memory: Memory) -> tuple[UnitResult, Learnt]:
    """Return what `scan` returns, reading only what `memory` does not know; and what is new.

    Raises:
        ForgottenError: what is remembered is not what is there.
        AuditError, OSError: as `scan`.

    """
    result, candidates = _scanned(unit, settings, memory)
    return result, learnt(candidates.examined, memory, candidates.examiner.redactor.clean)


def files_of(unit: Unit, settings: Settings, id_length: int) -> str:
    """Return a digest of the checked-out files of `unit` that matter."""
    memory = Memory()
    _, gathering = _gathering(unit, settings, memory)
    gathering.ledger.id_length = id_length
    gather_files(unit.path, frozenset(unit.leaves_out), gathering)
    return memory.files


def _scanned(
    unit: Unit, settings: Settings, memory: Memory | None
) -> tuple[UnitResult, Candidates]:
    # It takes as long as git needs for a short history, so it starts before that does.
    # No daemon: a thread inside a native library when the interpreter ends takes the process down.
    Thread(target=_warm_up, args=(settings.key,)).start()
    candidates, gathering = _gathering(unit, settings, memory)
    redactor = candidates.examiner.redactor
    with (
        _others(unit, candidates, gathering, settings.lanes - 1),
        gathered(unit, gathering) as view,
    ):
        result = Outcome(unit.name, candidates, gathering, _ignored(unit, view, gathering)).result()
        if not view:
            return owned_by_files(result, unit.path, redactor), candidates
        return owned(signed(result, view, settings, redactor), view, redactor), candidates


def _ignored(unit: Unit, view: View | None, gathering: Gathering) -> Ignored:
    """Return how to tell which paths the rules of the repository ignore."""

    def told(paths: Sequence[str]) -> frozenset[str] | str:
        if not view or not unit.layout:
            return "there is no git" if not unit.bundle else "a bundle has no work tree"
        if not unit.layout.worktree:
            return "there is no work tree"
        return ignored(view, unit.layout, gathering.ignoring, paths)

    return told


@contextmanager
def _others(
    unit: Unit, candidates: Candidates, gathering: Gathering, number: int
) -> Iterator[None]:
    """Let other processes read with this one while the block runs."""
    if not number:
        yield
        return
    lanes = Lanes(unit.name, candidates, number)
    gathering.others = lanes
    try:
        yield
    finally:
        lanes.close()


def _gathering(
    unit: Unit, settings: Settings, memory: Memory | None
) -> tuple[Candidates, Gathering]:
    redactor = Redactor()
    key = replace(settings.key, witness=redactor.witness)
    examiner = Examiner(unit.name, key, redactor, settings.explain_safe, settings.catalogue)
    candidates = Candidates(examiner, settings.by_content, memory)
    return candidates, Gathering(candidates, settings, memory=memory)


def _warm_up(key: FingerprintKey) -> None:
    from scanner.examine import warm_up  # noqa: PLC0415 - the same

    warm_up(key)
