"""A format that leaks, in a process of its own: it is refused, and nothing is written."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import KEY, Ran, Run
from tests.repositories import GitRepo, mcp_json, new_repository
from tests.tokens import github, opaque

_LEAKING = """
import os, sys, types
from reports.formats.registry import FORMATS, Format
module = types.ModuleType("leaking")
module.render = lambda report: "first line\\n" + os.environ["LEAKED"] + "\\n"
sys.modules["leaking"] = module
FORMATS["leaking"] = Format("leaking", "leaking.txt", "leaking.txt")
from scanner.cli import main
if __name__ == "__main__":
    main()
"""


def _scan(directory: Path, leaked: str, *arguments: object, key: str = KEY) -> Ran:
    program = directory / "leaking_program.py"
    program.write_text(_LEAKING, "utf-8")
    done = subprocess.run(
        [sys.executable, str(program), *map(str, arguments)],
        cwd=directory,
        env={
            **os.environ, "LEAKED": leaked, "MCP_EXPOSURE_KEY": key, "NO_COLOR": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    directory = tmp_path / "out"
    directory.mkdir()
    return directory


def _encoded(secret: str) -> str:
    return base64.b64encode(f"user:{secret}".encode()).decode()


@pytest.mark.parametrize("form", [str, _encoded], ids=["raw", "base64"])
@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_format_that_leaks_is_refused_and_nothing_at_all_is_written(
    tmp_path: Path, out: Path, form: type[str], options: tuple[str, ...]
) -> None:
    secret = opaque(3)
    paths = []
    for name, held in (("one", secret), ("two", github(4))):
        repo = new_repository(tmp_path / "repositories" / name)
        repo.commit({".mcp.json": mcp_json(API_KEY=held)})
        paths.append(repo.path)
    reports = (f"--report=json={out / 'r.json'}", f"--report=leaking={out / 'r.txt'}")

    ran = _scan(tmp_path, form(secret), "scan", *paths, *reports, *options)

    assert ran.code == 4
    assert "leaking report (" in ran.err
    assert " at line 2 (byte 11" in ran.err
    assert " of one at" in ran.err
    assert not ran.out
    assert secret not in ran.err
    assert not list(out.iterdir())


def test_a_report_from_the_state_is_searched_as_well_which_takes_the_key(
    tmp_path: Path, out: Path, git_repo: GitRepo, run_cli: Run
) -> None:
    secret = opaque(3)
    git_repo.commit({".mcp.json": mcp_json(API_KEY=secret)})
    state = f"--state=sqlite:///{tmp_path / 'state.db'}"
    for _ in range(2):
        assert run_cli("scan", git_repo.path, state).code == 1

    wanted = "report", state, f"--report=leaking={out / 'r.txt'}"
    leaking = _scan(tmp_path, secret, *wanted)
    sound = _scan(tmp_path, opaque(99), *wanted)
    keyless = _scan(tmp_path, opaque(99), *wanted, key="")
    wrong = _scan(tmp_path, opaque(99), *wanted, key="o" * 40)

    assert (leaking.code, sound.code, keyless.code, wrong.code) == (4, 1, 2, 2)
    assert "takes the key. Give the key of that scan" in keyless.err
    assert " as when it was scanned" in wrong.err
    assert secret.encode() not in (tmp_path / "state.db").read_bytes()


def test_a_secret_in_a_name_of_another_repository_is_refused_and_traced_it_is_taken_out(
    tmp_path: Path, out: Path, run_cli: Run
) -> None:
    secret = opaque(3)
    one = new_repository(tmp_path / "r" / "one")
    one.commit({".mcp.json": mcp_json(API_KEY=secret)})
    two = new_repository(tmp_path / "r" / "two")
    two.commit({f"{secret}/.mcp.json": mcp_json(API_KEY=github(1))})

    ran = run_cli("scan", one.path, two.path, f"--report=json={out / 'r.json'}")

    assert ran.code == 4
    assert " of one at line" in ran.err
    assert secret not in ran.out + ran.err
    assert not list(out.iterdir())


def test_common_words_as_passwords_block_no_report(git_repo: GitRepo, run_cli: Run) -> None:
    words = ("production", "winter2024", "orders-db", "admin123", "changeit")
    dsn = {f"URL_{word[:3]}": f"postgres://app:{word}@db.example/x" for word in words}
    git_repo.commit({".mcp.json": mcp_json(**dsn), "production/winter2024/.mcp.json": mcp_json()})

    ran = run_cli("scan", git_repo.path, "--report=json=-")

    assert ran.code in {0, 1}
    assert "Traceback" not in ran.err
