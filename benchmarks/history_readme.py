"""A history that is mostly one README: thousands of versions of a text with configurations."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.history_import import commit, file, imported
from tests.tokens import opaque

LINES = 760
"""Lines of the list that the README is; with its snippets some 100 KB."""
SNIPPETS = 8
SECRETS = 40
"""Versions in which somebody pastes a credential into a snippet, to take it out in the next."""


def readme(directory: Path, versions: int) -> Path:
    """Make a bare repository in which each commit changes one line of the README."""
    return imported(directory, _stream(versions))


def _stream(versions: int) -> Iterator[bytes]:
    chance = random.Random(20)  # noqa: S311 - the same repository every time
    entries = [_entry(number, chance) for number in range(LINES)]
    snippets = [_snippet(number, "") for number in range(SNIPPETS)]
    for version in range(versions):
        entries[chance.randrange(LINES)] = _entry(version, chance)
        shown = list(snippets)
        if version % (versions // SECRETS or 1) == 1:
            number = version % SNIPPETS
            shown[number] = _snippet(number, opaque(version))
        yield commit("main", version)
        yield file("README.md", _readme(entries, shown).encode())


def _entry(number: int, chance: random.Random) -> str:
    words = (chance.choice(("search", "tickets", "notes", "maps", "billing")) for _ in range(3))
    name = f"acme/{'-'.join(words)}-mcp-{number}"
    return f"- [{name}](https://git.example.com/{name}) - a server for tools, number {number}\n"


def _snippet(number: int, secret: str) -> str:
    value = secret or "<YOUR_API_KEY>"
    server = {"command": "npx", "args": ["-y", f"@acme/mcp-{number}"], "env": {"API_KEY": value}}
    text = json.dumps({"mcpServers": {f"server-{number}": server}}, indent=2)
    command = f"claude mcp add server-{number} -e API_KEY=$API_KEY -- npx -y @acme/mcp-{number}"
    return f"\n```json\n{text}\n```\n\n```bash\n{command}\n```\n\n"


def _readme(entries: list[str], snippets: list[str]) -> str:
    step = len(entries) // len(snippets)
    parts = ["# Servers\n\n"]
    for number, snippet in enumerate(snippets):
        parts += entries[number * step : (number + 1) * step]
        parts.append(snippet)
    return "".join(parts)
