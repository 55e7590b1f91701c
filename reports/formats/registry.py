"""Every format that a report can be written in: one line each."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

from reports.model import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a report, and what the file is called."""

    module: str
    """Has a function `render(report) -> str`, or bytes; imported when a report is written."""
    file: str
    """If nobody says otherwise."""
    packed: str
    """In a pack, where names stay as they are; empty if no pack holds it."""

    def render(self, report: Report) -> str | bytes:
        """Return `report` in this format."""
        with _without_collection():
            made: str | bytes = import_module(self.module).render(report)
        return made


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no circles of objects meanwhile: a large report has millions, and makes none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _format(module: str, packed: str) -> Format:
    return Format(f"reports.formats.{module}", f"exposure-{packed}", packed)


FORMATS: dict[str, Format] = {
    "html": _format("html", "report.html"),
    "json": _format("json", "report.json"),
    "markdown": _format("markdown", "report.md"),
    "findings": _format("findings_csv", "findings.csv"),
    "occurrences": _format("occurrences_csv", "occurrences.csv"),
    "checks": _format("checks_csv", "checks.csv"),
    "requests": _format("requests_csv", "evidence-requests.csv"),
    "sarif": _format("sarif", "results.sarif"),
    "sarif-full": _format("sarif_full", "results-full.sarif"),
    "gitlab": _format("gitlab", "gl-secret-detection-report.json"),
    "dojo": _format("dojo", "dojo-generic.json"),
    "ocsf": _format("ocsf", "ocsf.jsonl"),
    # In no pack: it needs an extra, and others lay it out differently.
    "pdf": Format("reports.formats.pdf", "exposure-report.pdf", ""),
}
