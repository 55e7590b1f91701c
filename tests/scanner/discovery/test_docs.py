import subprocess
import sys
from pathlib import Path

from scanner.discovery.catalogue import clients
from scanner.discovery.docs import clients_page

PAGE = Path(__file__).parents[3] / "docs" / "clients.md"


def test_the_page_of_clients_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == clients_page()


def test_every_client_has_its_row() -> None:
    rows = [line for line in clients_page().splitlines() if line.startswith("| **")]

    assert len(rows) == len(clients())
    assert all(any(f"`{client.id}`" in row for row in rows) for client in clients())


def test_every_row_has_all_columns() -> None:
    rows = [line for line in clients_page().splitlines() if line.startswith("| **")]

    assert {row.count(" | ") for row in rows} == {7}


def test_the_module_writes_the_page() -> None:
    command = [sys.executable, "-m", "scanner.discovery.docs"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PAGE.parents[1])

    assert ran.stdout == clients_page()
