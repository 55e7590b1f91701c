"""Reading and writing the store: a repository in one transaction, so that none is half written."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, delete, insert, select, update

from scanner.model import UnitResult
from scanner.records.packing import (
    UnreadableRecordError,
    pack,
    pack_result,
    unpack,
    unpack_result,
)
from scanner.records.record import Knowledge, Record, together
from scanner.store.schema import outcomes, repositories, runs, segments

_MOST_SEGMENTS = 24
"""Beyond these, what is known of a repository is written anew in one."""


@dataclass(frozen=True, slots=True)
class Run:
    """The last scan that was recorded."""

    scan: bytes
    """What was asked for."""
    finished_at: str
    """Empty if it was killed."""
    results: tuple[UnitResult, ...]
    """Of what is recorded by itself."""
    others: tuple[UnitResult, ...]
    """Of what could not be scanned at all, and of traces."""


def load(engine: Engine, location: str) -> Record | None:
    """Return what the last scan left of the repository at `location`; None if nothing readable.

    Without its knowledge, which takes longer to load: most repositories have not changed.
    """
    with engine.connect() as connection:
        row = connection.execute(
            select(repositories).where(repositories.c.location == location)
        ).one_or_none()
    if row is None:
        return None
    try:
        return Record(row.scope, row.kinds, row.signature, unpack_result(row.result))
    except UnreadableRecordError:
        return None


def knowledge(engine: Engine, location: str) -> Knowledge | None:
    """Return what is known of the repository at `location`; None if that cannot be read."""
    with engine.connect() as connection:
        place = select(repositories.c.id).where(repositories.c.location == location)
        packed = _segments(connection, connection.execute(place).scalar_one())
    try:
        return together(map(unpack, packed))
    except UnreadableRecordError:
        return None


def begin(engine: Engine, started_at: str, scan: bytes) -> int:
    """Note that a scan has begun; return the number of the run."""
    with engine.begin() as connection:
        done = connection.execute(insert(runs).values(started_at=started_at, scan=scan))
        return _number(done)


def finish(engine: Engine, run: int, finished_at: str) -> None:
    """Note that a run has ended by itself."""
    with engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run).values(finished_at=finished_at))


def note(engine: Engine, run: int, result: UnitResult) -> None:
    """Note a result of this run alone: a failure, by which no record is lost, or a trace."""
    with engine.begin() as connection:
        connection.execute(insert(outcomes).values(run_id=run, result=pack_result(result)))


def save(engine: Engine, run: int, location: str, record: Record, *, anew: bool) -> None:
    """Write `record`, whose knowledge is what came to that of earlier scans, or all if `anew`."""
    values = {
        "location": location,
        "scope": record.scope,
        "kinds": record.kinds,
        "signature": record.signature,
        "result": pack_result(record.result),
    }
    with engine.begin() as connection:
        place = repositories.c.location == location
        number = connection.execute(select(repositories.c.id).where(place)).scalar()
        if number is None:
            done = connection.execute(insert(repositories).values(values))
            number = _number(done)
        else:
            connection.execute(update(repositories).where(place).values(values))
        _learn(connection, number, record.knowledge, anew=anew)
        connection.execute(insert(outcomes).values(run_id=run, repository_id=number))


def keep(engine: Engine, run: int, location: str) -> None:
    """Note that the last record of the repository at `location` still holds."""
    with engine.begin() as connection:
        number = select(repositories.c.id).where(repositories.c.location == location)
        values = {"run_id": run, "repository_id": number.scalar_subquery()}
        connection.execute(insert(outcomes).values(values))


def last_run(engine: Engine) -> Run | None:
    """Return the last run with the results of all that it got through; None if there is none."""
    with engine.connect() as connection:
        run = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(1)).one_or_none()
        if run is None:
            return None
        rows = connection.execute(
            select(repositories.c.result, outcomes.c.result.label("other"))
            .select_from(outcomes.outerjoin(repositories))
            .where(outcomes.c.run_id == run.id)
            .order_by(outcomes.c.id)
        ).all()
    return Run(
        run.scan,
        run.finished_at or "",
        tuple(unpack_result(row.result) for row in rows if row.result is not None),
        tuple(unpack_result(row.other) for row in rows if row.other is not None),
    )


def _number(done: CursorResult[Any]) -> int:
    """Return the key of the row that was inserted."""
    (number,) = done.inserted_primary_key or (0,)
    return int(number)


def _segments(connection: Connection, number: int) -> list[bytes]:
    wanted = select(segments.c.knowledge).where(segments.c.repository_id == number)
    return list(connection.execute(wanted.order_by(segments.c.id)).scalars())


def _learn(connection: Connection, number: int, more: Knowledge, *, anew: bool) -> None:
    known = [] if anew else _segments(connection, number)
    if anew or len(known) >= _MOST_SEGMENTS:
        more = together([*map(unpack, known), more])
        connection.execute(delete(segments).where(segments.c.repository_id == number))
    if more != Knowledge():
        values = {"repository_id": number, "knowledge": pack(more)}
        connection.execute(insert(segments).values(values))
