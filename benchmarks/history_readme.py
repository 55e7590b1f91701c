"""A history that is mostly one README: thousands of versions of a text with configurations."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.tokens import opaque

VERSIONS = 13_000
LINES = 760
"""Lines of the list that the README is; with its snippets some 100 KB."""
SNIPPETS = 8
SECRETS = 40
"""Versions in which somebody pastes a credential into a snippet, to take it out in the next."""


def generate(directory: Path, versions: int = VERSIONS) -> Path:
    """Make a bare repository in which each commit changes one line of the README."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(directory)], check=True)
    importing = ["git", "-C", str(directory), "fast-import", "--quiet"]
    with subprocess.Popen(importing, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise SystemExit("git fast-import takes no input")
        for chunk in _stream(versions):
            process.stdin.write(chunk)
    if process.returncode:
        raise SystemExit(f"git fast-import ended with {process.returncode}")
    return directory


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
        yield (
            "commit refs/heads/main\n"
            f"committer A Developer <developer@example.com> {1_600_000_000 + version * 600} +0000\n"
            "data 6\nchange\n"
        ).encode()
        content = _readme(entries, shown).encode()
        yield b"M 100644 inline README.md\ndata %d\n%b\n" % (len(content), content)


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
