"""Scans of real repositories, as the golden cases of the assessment want them."""

import json
from dataclasses import replace

from detectors.secret import FingerprintKey
from reports.build import build
from reports.model import Report
from scanner.model import UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.conftest import KEY
from tests.reports.facts import SCAN
from tests.repositories import GitRepo

AT = "2023-12-01T00:00:00Z"
"""Some two weeks after the first commit of a repository that a test makes."""


def results(*repositories: GitRepo, key: str = KEY) -> list[UnitResult]:
    settings = Settings(FingerprintKey(key.encode(), ephemeral=False))
    paths = [str(repository.path) for repository in repositories]
    return [scan(item, settings) for item in units(paths) if isinstance(item, Unit)]


def report(*repositories: GitRepo, at: str = AT) -> Report:
    return build(results(*repositories), replace(SCAN, started_at=at))


def config(key: str = "mcpServers", /, **servers: str) -> str:
    """Return a configuration: each server is a package of its name and has a token."""
    return json.dumps(
        {
            key: {
                name: {"command": "npx", "args": [f"@acme/{name}@1.0.0"], "env": {"TOKEN": token}}
                for name, token in servers.items()
            }
        },
        indent=2,
    )


def remote(url: str, **more: object) -> str:
    """Return a configuration of one server that is called."""
    return json.dumps({"mcpServers": {"tickets": {"type": "http", "url": url, **more}}}, indent=2)
