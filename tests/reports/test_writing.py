import os
from pathlib import Path
from threading import Thread

import pytest

from reports.writing import write
from scanner.errors import OutputError


def test_a_file_is_replaced_whole_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")

    write(target, "new\n")

    assert target.read_text() == "new\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()

    with pytest.raises(OutputError, match="cannot write"):
        write(target, "new")

    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        write(tmp_path / "missing" / "r.json", "new")

    assert "no such file" in str(refused.value)
    assert "--report" in refused.value.hint


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()

    write(pipe, "report\n")

    reader.join(10)
    assert read == ["report\n"]
    assert pipe.is_fifo()


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"

    write(target, b"%PDF-\r\n\xff")

    assert target.read_bytes() == b"%PDF-\r\n\xff"
