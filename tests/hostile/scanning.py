"""Scans of hostile repositories in this process, which must end by themselves."""

from collections.abc import Sequence
from pathlib import Path

from detectors.secret import FingerprintKey
from scanner.engine import nothing_of
from scanner.model import Skipped, State, UnitResult
from scanner.settings import Settings
from scanner.sources.local import units
from scanner.worker import scan
from tests.repositories import GitRepo, mcp_json
from tests.tokens import opaque

_KEY = FingerprintKey(b"k" * 32, ephemeral=False)
_AMPLE = 60.0
"""Seconds, of which a scan that waits for something would use up all and say so."""


def scanned(path: Path, **settings: float) -> UnitResult:
    """Return what a scan of the one target tells; several units are put together."""
    wanted = Settings(_KEY, **{"max_time": _AMPLE, **settings})  # type: ignore[arg-type]
    results = [
        nothing_of(unit) if isinstance(unit, Skipped) else scan(unit, wanted)
        for unit in units([str(path)])
    ]
    first, *more = results
    return UnitResult(
        first.repository,
        first.coverage,
        credentials=tuple(one for result in results for one in result.credentials),
        occurrences=tuple(one for result in results for one in result.occurrences),
        declarations=tuple(one for result in results for one in result.declarations),
        skipped=tuple(one for result in (first, *more) for one in result.skipped),
    )


def reasons(result: UnitResult) -> str:
    """Return what was not scanned and why, a line each."""
    return "\n".join(f"{one.subject}: {one.reason}" for one in result.skipped)


def states(result: UnitResult) -> Sequence[State]:
    """Return where each occurrence is now, the most visible first."""
    order = list(State)
    return sorted((one.lifetime.state for one in result.occurrences), key=order.index)


def two_credentials(repo: GitRepo) -> None:
    """Commit a credential, then another in its place."""
    repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(1)), "other": "1\n"})
    repo.commit({".mcp.json": mcp_json(API_TOKEN=opaque(2))})
