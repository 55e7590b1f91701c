"""Scanning a unit with what earlier scans know of it, so that only what is new is read."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

from scanner import __version__, rules
from scanner.git import layout, signature
from scanner.model import UnitResult
from scanner.records.memory import ForgottenError, Memory
from scanner.records.record import Knowledge, Record
from scanner.settings import Settings
from scanner.sources.local import Unit

_RESULTS = 3
"""One more whenever results tell more than before: what is recorded is then read anew."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The result of one unit, and what is to be recorded of it."""

    result: UnitResult
    location: str = ""
    """What the store knows the unit by; empty if nothing of it is to be recorded."""
    record: Record | None = None
    """What came to the last record; None if that still holds."""
    anew: bool = False
    """True if the record takes the place of the last one."""


def scan(unit: Unit, settings: Settings) -> Scanned:
    """Return all that `unit` tells, which is what `worker.scan` returns, whatever is known.

    Raises:
        AuditError: nothing of the unit could be scanned.
        OSError: the temporary directory could not be written.

    """
    # Loading it takes longer than telling that nothing has changed.
    if not settings.state:
        from scanner import worker  # noqa: PLC0415

        return Scanned(worker.scan(unit, settings))
    location = _location(unit)
    record = _load(settings.state, location)
    scope, kinds, before = _scope(unit, settings), rules.kinds(), _signature(unit)
    if (
        record
        and (record.scope, record.kinds) == (scope, kinds)
        and _is_as_it_was(unit, settings, record, before)
    ):
        return Scanned(record.result, location)
    from scanner import worker  # noqa: PLC0415

    memory = _memory(record, scope, kinds, partial(_known, settings.state, location))
    try:
        result, learnt = worker.scan_on(unit, settings, memory)
    except ForgottenError:
        memory = Memory(outdated=True)
        result, learnt = worker.scan_on(unit, settings, memory)
    certain = memory.sound and before == _signature(unit)
    now = f"{before} {memory.files}" if certain else ""
    return Scanned(
        result, location, Record(scope, kinds, now, result, learnt.knowledge), anew=learnt.anew
    )


def _load(state: str, location: str) -> Record | None:
    from scanner.store.database import existing  # noqa: PLC0415 - only a scan with a state needs it
    from scanner.store.records import load  # noqa: PLC0415

    with existing(state) as engine:
        return load(engine, location)


def _known(state: str, location: str) -> Knowledge | None:
    from scanner.store.database import existing  # noqa: PLC0415 - the same
    from scanner.store.records import knowledge  # noqa: PLC0415

    with existing(state) as engine:
        return knowledge(engine, location)


def _memory(
    record: Record | None, scope: str, kinds: str, known: Callable[[], Knowledge | None]
) -> Memory:
    """Return what of the record still holds.

    With other kinds of credentials, what is known to be about MCP is judged again; with anything
    else changed, all is read again.
    """
    if record is None:
        return Memory()
    held = known() if record.scope == scope else None
    if held is None:
        return Memory(outdated=True)
    if record.kinds != kinds:
        return Memory(Knowledge(held.rows, held.messages, held.contents), outdated=True)
    return Memory(held)


def _location(unit: Unit) -> str:
    place = unit.layout.git_dir if unit.layout else unit.path
    return place.resolve().as_posix().encode("utf-8", "backslashreplace").decode()


def _scope(unit: Unit, settings: Settings) -> str:
    """Return a digest of all that decides what is read of a content, and how."""
    told = {field.name: getattr(settings, field.name) for field in fields(settings)}
    told |= {"key": settings.key.id, "catalogue": settings.catalogue and settings.catalogue.text}
    for name in ("state", "lanes", "max_time", "max_memory"):
        # With these, a scan may come to its end or not, but never to another.
        del told[name]
    shallow = layout.shallow_commits(unit.layout) if unit.layout else ()
    own = f"{__version__} {_RESULTS} {rules.reading()}"
    text = f"{own} {unit.name} {shallow} {sorted(told.items())}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _signature(unit: Unit) -> str:
    if unit.bundle:
        return signature.of_file(unit.path)
    return signature.of_repository(unit.layout) if unit.layout else "files"


def _is_as_it_was(unit: Unit, settings: Settings, record: Record, before: str) -> bool:
    """Return whether nothing has changed since the record was made; files are read for that."""
    then, _, files = record.signature.partition(" ")
    if then != before:
        return False
    if not files:
        return True
    from scanner import worker  # noqa: PLC0415

    length, _, _ = files.partition("-")
    return files == worker.files_of(unit, settings, int(length))
