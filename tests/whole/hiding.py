"""Where a secret is put so that a scan has to look for it, and where it should say that it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanner.model import State
from tests.repositories import GitRepo, mcp_json

CONFIG = ".mcp.json"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What to scan, and every place of the secret with its state."""

    target: Path
    places: frozenset[tuple[str, State]]


Hide = Callable[[GitRepo, str], Hidden]
"""Hides a secret in a repository that has one commit without it."""


def config(secret: str) -> str:
    """Return a configuration with `secret`."""
    return mcp_json(API_TOKEN=secret)


def at(repo: GitRepo, path: str, state: State) -> Hidden:
    """Return that the secret is at one place of `repo`."""
    return Hidden(repo.path, frozenset({(path, state)}))


def blob(repo: GitRepo, secret: str) -> str:
    """Store a configuration with `secret` as a loose object; return its id."""
    return repo.git("hash-object", "-w", "--stdin", stdin=config(secret).encode())


def branch(repo: GitRepo, name: str, secret: str, path: str = CONFIG) -> str:
    """Commit the secret on a new branch, return to main; return the commit."""
    repo.git("checkout", "--quiet", "-b", name)
    commit = repo.commit({path: config(secret)})
    repo.git("checkout", "--quiet", "main")
    return commit


def said(secret: str) -> tuple[str, ...]:
    """Return options for a message that a configuration was pasted into."""
    return ("--message", "Set up the server", "--message", config(secret))
