"""Opening a store: who may read it, which tables it has, who else is using it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError

from scanner.errors import StateBusyError, UsageError

REVISION = "0001"
"""The newest of the migrations."""
_OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PATIENCE = 60
"""Seconds to wait for another connection of the same scan."""


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Lend the store at `url` for one scan, made and migrated where needed.

    Raises:
        UsageError: it is none, or others may read it, or a newer version has written it.
        StateBusyError: another scan is using it.

    """
    file = _file(url)
    lock = FileLock(f"{file}.lock", mode=_OWNER_ONLY)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StateBusyError(
            f"another scan is using {file}", "Wait until it has ended, or name another --state."
        ) from None
    except OSError as error:
        raise _unusable(file, error) from None
    with lock, existing(url, make=True) as engine:
        yield engine


@contextmanager
def existing(url: str, *, make: bool = False) -> Iterator[Engine]:
    """Lend the store at `url`, to be read beside a scan that may be writing it.

    Raises:
        UsageError: as `opened`; also if there is none and it is not to be made.

    """
    file = _file(url)
    _keep_to_owner(file, make=make)
    engine = create_engine(make_url(url), connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _strict)
    try:
        _migrate(engine, file, make=make)
        yield engine
    finally:
        engine.dispose()


def _file(url: str) -> Path:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    file = parsed.database if parsed and parsed.drivername == "sqlite" else None
    if not file or file == ":memory:":
        # Not the URL itself: it may hold a password.
        raise UsageError("--state names no file", "Write it as sqlite:///PATH.")
    if not Path(file).parent.is_dir():
        raise UsageError(f"the directory of the state {file} does not exist")
    return Path(file)


def _keep_to_owner(file: Path, *, make: bool) -> None:
    """Make the file if it is wanted, readable by its owner only; refuse one that others can read.

    SQLite gives the files beside it the same mode.
    """
    flags = os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if make else 0)
    try:
        descriptor = os.open(file, flags, _OWNER_ONLY)
        mode = os.fstat(descriptor).st_mode
        os.close(descriptor)
    except OSError as error:
        raise _unusable(file, error) from None
    if mode & _OTHERS:
        raise UsageError(f"others can read {file}", f"Run `chmod 600 {file}`.")


def _unusable(file: Path, error: OSError) -> UsageError:
    reason = (error.strerror or type(error).__name__).lower()
    return UsageError(f"the state {file} cannot be used: {reason}")


def _strict(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined] # DB-API, untyped in SQLAlchemy
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _migrate(engine: Engine, file: Path, *, make: bool) -> None:
    try:
        with engine.begin() as connection:
            found = _revision(connection)
            if found != REVISION:
                if not make:
                    raise UsageError(f"{file} was written by another version", "Scan with it once.")
                _upgrade(connection, file)
    except DatabaseError:
        raise UsageError(f"{file} is no state of ours", "Name a new file.") from None


def _revision(connection: Connection) -> str | None:
    # Alembic takes as long to import as a repository without news takes to scan.
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, file: Path) -> None:
    from alembic import command  # noqa: PLC0415 - only a store that is new or old needs it
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    with as_file(files("scanner.store") / "migrations") as directory:
        config = Config()
        config.set_main_option("script_location", str(directory).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            hint = "Use that, or name a new file."
            raise UsageError(f"{file} was written by a newer version", hint) from None
