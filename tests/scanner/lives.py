"""What a scan tells of the lives in real repositories, in the words of the tests."""

import json
from dataclasses import dataclass

from detectors.secret import FingerprintKey
from scanner.model import Occurrence, SlotLife, Stamp, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.worker import scan
from tests.conftest import KEY
from tests.repositories import GitRepo, mcp_json
from tests.tokens import github

SECRET, OTHER, THIRD = github(1), github(2), github(3)
FILE, MOVED = ".mcp.json", ".cursor/mcp.json"
_KEY = FingerprintKey(KEY.encode(), ephemeral=False)


def config(token: str, name: str = "github") -> str:
    """Return the configuration of one server with a token."""
    return mcp_json(name, GITHUB_TOKEN=token)


def vscode(token: str, name: str = "github") -> str:
    """Return the same server as another client has it, at another pointer."""
    servers = json.loads(config(token, name))["mcpServers"]
    return json.dumps({"servers": servers}, indent=2) + "\n"


def both(**tokens: str) -> str:
    """Return a configuration of one server under several names, each with a token."""
    servers = {
        name: {"command": "npx", "args": ["@acme/gh"], "env": {"TOKEN": token}}
        for name, token in tokens.items()
    }
    return json.dumps({"mcpServers": servers}, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Life:
    """One occurrence, with commits alone."""

    path: str
    state: str
    present: tuple[tuple[str, str], ...]
    """Of each span the commits that began and ended it; empty if there is none."""
    moved_from: tuple[str, ...] = ()


def told(repo: GitRepo, *, authors_shown: bool = False) -> UnitResult:
    """Scan a repository."""
    (unit,) = units([str(repo.path)])
    assert isinstance(unit, Unit)
    return scan(unit, Settings(_KEY, authors_shown=authors_shown))


def occurrences(repo: GitRepo, secret: str = SECRET) -> list[Occurrence]:
    """Return the occurrences of one secret."""
    fingerprint = _KEY.fingerprint(secret)
    return [one for one in told(repo).occurrences if one.fingerprint == fingerprint]


def lives(repo: GitRepo, secret: str = SECRET) -> list[Life]:
    """Return the lives of one secret."""
    return [_life(one) for one in occurrences(repo, secret)]


def history(slot: SlotLife) -> list[tuple[str, str, str]]:
    """Return what a slot held: the secret, and the commits that began and ended it."""
    names = {_KEY.fingerprint(one): one for one in (SECRET, OTHER, THIRD)}
    return [
        (names[one.fingerprint], _commit(one.first), _commit(one.removed)) for one in slot.values
    ]


def _life(one: Occurrence) -> Life:
    life = one.lifetime
    spans = tuple((_commit(span.first), _commit(span.removed)) for span in life.present)
    assert (life.first, life.removed) == (life.present[0].first, life.present[-1].removed)
    return Life(one.path, life.state, spans, life.moved_from)


def _commit(stamp: Stamp | None) -> str:
    return stamp.commit if stamp else ""
