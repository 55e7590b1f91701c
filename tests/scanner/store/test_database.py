import os
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from scanner.errors import StateBusyError, UsageError
from scanner.store import database
from scanner.store.database import existing, opened
from scanner.store.schema import metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def test_the_migrations_make_the_tables_that_the_program_knows(file: Path) -> None:
    with opened(f"sqlite:///{file}") as engine, engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert {*metadata.tables, "alembic_version"} == set(inspect(engine).get_table_names())


def test_the_program_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == database.REVISION


def test_only_the_owner_can_read_the_store_and_what_is_beside_it(file: Path) -> None:
    before = os.umask(0)
    try:
        with opened(f"sqlite:///{file}"):
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    finally:
        os.umask(before)

    assert modes == {"state.db": 0o600, "state.db.lock": 0o600}


def test_a_store_that_others_can_read_is_refused(file: Path) -> None:
    file.touch(mode=0o640)
    file.chmod(0o640)

    with pytest.raises(UsageError, match="others can read") as raised, opened(f"sqlite:///{file}"):
        pass

    assert raised.value.hint == f"Run `chmod 600 {file}`."


@pytest.mark.parametrize(
    "url", ["state.db", "sqlite://", "sqlite:///:memory:", "postgresql://u:hidden@host/db", "a://["]
)
def test_a_url_that_is_no_file_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError, match="--state names no file") as raised, opened(url):
        pass

    assert "hidden" not in str(raised.value) + raised.value.hint


def test_a_second_scan_is_told_of_the_first(file: Path) -> None:
    with (
        opened(f"sqlite:///{file}"),
        pytest.raises(StateBusyError, match="another scan is using") as raised,
        opened(f"sqlite:///{file}"),
    ):
        pass

    assert raised.value.exit_code == 4
    with opened(f"sqlite:///{file}"), existing(f"sqlite:///{file}"):
        pass


def test_what_is_no_store_is_refused_and_left_as_it_is(file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text("my notes, which are no database at all " * 100)

    with pytest.raises(UsageError, match="is no state of ours"), opened(f"sqlite:///{file}"):
        pass

    assert file.read_text().startswith("my notes")


def test_a_store_of_a_newer_version_is_refused(file: Path) -> None:
    with opened(f"sqlite:///{file}"):
        pass
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(UsageError, match="newer version"), opened(f"sqlite:///{file}"):
        pass


def test_a_report_makes_no_store(file: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot be used: no such file"),
        existing(f"sqlite:///{file}"),
    ):
        pass

    assert not file.exists()


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r"missing/state\.db does not exist"),
        opened(f"sqlite:///{tmp_path}/missing/state.db"),
    ):
        pass
