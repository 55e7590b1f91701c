"""Several processes that read one repository tell what one tells."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from detectors.secret import FingerprintKey
from scanner import lanes, worker
from scanner.records.memory import Memory
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

if TYPE_CHECKING:
    from scanner.model import UnitResult

_ALONE = Settings(FingerprintKey(b"k" * 32, ephemeral=False), explain_safe=True)
_TOGETHER = replace(_ALONE, lanes=3)


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_LEAST", 10)
    monkeypatch.setattr(lanes, "_STRETCH", 7)


@pytest.fixture
def unit(git_repo: GitRepo) -> Unit:
    """A repository with findings of all sorts in each part of its history."""
    for number in range(60):
        token = opaque(number % 7)
        git_repo.commit(
            {
                ".mcp.json": mcp_json(API_KEY=token, MODE=f"{number}"),
                f"{number}/{opaque(3)}/.cursor/mcp.json": mcp_json(f"x-{token}", KEY=opaque(5)),
                "README.md": f"# MCP\n\n`claude mcp add -e API_KEY={token} x -- npx x-{number}`\n",
                ".env": f"KEY={token}\nNUMBER={number}\n",
                ".vscode/mcp.json": '{"servers": {"a": {"command": "x", "envFile": ".env"}}}',
                "big.json": f'"{number}' + "x" * 3000 + '"',
            }
        )
    return _unit(git_repo.path)


def _unit(path: Path) -> Unit:
    (found,) = (one for one in units([str(path)]) if isinstance(one, Unit))
    return found


def test_they_tell_the_same(unit: Unit) -> None:
    alone = worker.scan(unit, _ALONE)

    assert len(alone.credentials) == 7
    assert worker.scan(unit, _TOGETHER) == alone


def test_what_is_too_large_or_damaged_is_named_as_often(git_repo: GitRepo, unit: Unit) -> None:
    git_repo.object_file("HEAD~30:.mcp.json").write_bytes(b"damaged")
    small = replace(_ALONE, max_bytes=2000)

    alone = worker.scan(unit, small)

    assert alone.skipped
    assert worker.scan(unit, replace(small, lanes=2)) == alone


def test_they_leave_the_same_to_the_next_scan(unit: Unit) -> None:
    _, alone = worker.scan_on(unit, _ALONE, Memory())
    _, together = worker.scan_on(unit, _TOGETHER, Memory())

    assert together.knowledge.contents == alone.knowledge.contents
    assert together.knowledge.examined == alone.knowledge.examined
    assert together.knowledge.messages == alone.knowledge.messages


@contextmanager
def _killer() -> Iterator[list[int]]:
    """Kill every process of ours as soon as it is there."""
    ended, killed = Event(), list[int]()

    def kill() -> None:
        while not ended.wait(0.001):
            for child in multiprocessing.active_children():
                if child.pid not in killed:
                    child.kill()
                    killed.append(child.pid or 0)

    thread = Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


def test_what_a_killed_process_should_have_read_is_read_by_another(unit: Unit) -> None:
    alone = worker.scan(unit, _ALONE)

    with _killer() as killed:
        together: UnitResult = worker.scan(unit, _TOGETHER)

    assert killed
    assert together == alone
