"""Write the pages that are made from the program, or with `--check` see if they are fresh."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from detectors.docs import kinds_page
from reports.assessment.docs import checks_page, frameworks_page
from scanner.discovery.docs import clients_page

DOCS = Path(__file__).resolve().parent
_COMMANDS = (
    (),
    ("scan",),
    ("report",),
    ("diff",),
    ("verify",),
    ("fix",),
    ("explain",),
    ("inventory",),
    ("inventory", "init"),
    ("catalogue",),
    ("catalogue", "check"),
)


def cli_page() -> str:
    """Return the help of every command."""
    parts = ["# Command line\n", "Made from `--help`; do not edit.\n"]
    for command in _COMMANDS:
        name = " ".join(("mcp-exposure", *command))
        parts.append(f"## `{name}`\n\n```text\n{_help(command)}\n```\n")
    return "\n".join(parts)


def _help(command: tuple[str, ...]) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "scanner", *command, "--help"],
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TYPER_USE_RICH": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line.rstrip() for line in done.stdout.strip().splitlines())
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks_page,
    "cli.md": cli_page,
    "clients.md": clients_page,
    "frameworks.md": frameworks_page,
    "kinds.md": kinds_page,
}


def main() -> int:
    """Write every page; with `--check`, name the stale ones and return 1 if there are any."""
    stale = 0
    for name, page in PAGES.items():
        file = DOCS / name
        text = page()
        if "--check" not in sys.argv:
            file.write_text(text, "utf-8")
        elif not file.is_file() or file.read_text("utf-8") != text:
            sys.stderr.write(f"docs/{name} is stale: run `make docs-write`\n")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
