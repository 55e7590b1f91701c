"""Running both phases of a scan, as the command does."""

from pathlib import Path

from detectors.secret import FingerprintKey
from scanner.executors import executor
from scanner.model import Form, Occurrence, State, UnitResult
from scanner.settings import Settings
from scanner.sources.local import Unit, units
from scanner.tracing.phase import joined, traces
from scanner.worker import scan

KEY = FingerprintKey(b"k" * 32, ephemeral=False)
SETTINGS = Settings(KEY, trace=True)


def results(*targets: Path, settings: Settings = SETTINGS) -> list[UnitResult]:
    """Return what a scan with a trace tells of `targets`."""
    found = [unit for unit in units(list(map(str, targets))) if isinstance(unit, Unit)]
    first = [scan(unit, settings) for unit in found]
    with executor(1) as pool:
        return joined(first, list(traces(found, first, settings, pool)))


def traced(*targets: Path, settings: Settings = SETTINGS) -> list[Occurrence]:
    """Return the places that only the trace found."""
    found = results(*targets, settings=settings)
    return [item for result in found for item in result.occurrences if item.form]


def told(*targets: Path, settings: Settings = SETTINGS) -> list[tuple[str, Form, State]]:
    """Return path, form and state of the places that only the trace found."""
    found = traced(*targets, settings=settings)
    return [(item.path, item.form, item.lifetime.state) for item in found]
