"""Recording a scan while it runs: each unit as soon as it is done, in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.errors import UsageError

if TYPE_CHECKING:
    from reports.model import ScanInfo
    from scanner.model import UnitResult
    from scanner.remembering import Scanned

    Take = Callable[[Scanned], None]

_CUT_SHORT = "the scan was stopped before its end"
_NOT_IN_IT = "what it had not reached is not in this report"


@contextmanager
def recording(state: str, info: "ScanInfo", now: Callable[[], str]) -> "Iterator[Take]":
    """Lend a function that records each result, if there is a `state` to record it in.

    Raises:
        UsageError, StateBusyError: the state cannot be used.

    """
    if not state:
        yield lambda _scanned: None
        return
    if info.key_ephemeral:
        raise UsageError(
            "--state needs a key that lasts, or nothing recorded could be compared",
            "Make one with `openssl rand -hex 32` and give it with --key-file.",
        )
    import msgspec

    from scanner.store import records
    from scanner.store.database import opened

    with opened(state) as engine:
        run = records.begin(engine, info.started_at, msgspec.json.encode(info))

        def take(scanned: "Scanned") -> None:
            if not scanned.location:
                records.note(engine, run, scanned.result)
            elif scanned.record is None:
                records.keep(engine, run, scanned.location)
            else:
                records.save(engine, run, scanned.location, scanned.record, anew=scanned.anew)

        yield take
        records.finish(engine, run, now())


def last(state: str) -> "tuple[ScanInfo, list[UnitResult]]":
    """Return the last scan that was recorded; if it was killed, one of its results says so.

    Raises:
        UsageError: there is none.

    """
    import msgspec

    from reports.model import ScanInfo
    from scanner.engine import nothing_of
    from scanner.model import Skipped
    from scanner.store.database import existing
    from scanner.store.records import last_run
    from scanner.tracing.phase import joined

    with existing(state) as engine:
        run = last_run(engine)
    if run is None:
        raise UsageError("nothing is recorded in the state", "Scan with it first.")
    info = msgspec.json.decode(run.scan, type=ScanInfo)
    results = joined(run.results, run.others)
    if not run.finished_at:
        results.append(nothing_of(Skipped("the scan", _CUT_SHORT, _NOT_IN_IT)))
    return replace(info, finished_at=run.finished_at), results
