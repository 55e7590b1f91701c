"""Every format that a report can be written in: one line each."""

from dataclasses import dataclass
from importlib import import_module

from reports.model import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a report, and what the file is called if nobody says."""

    module: str
    """Has a function `render(report)`, to text or bytes; imported when a report is written."""
    file: str

    def render(self, report: Report) -> str | bytes:
        """Return `report` in this format."""
        content: str | bytes = import_module(self.module).render(report)
        return content


FORMATS: dict[str, Format] = {
    "html": Format("reports.formats.html", "exposure-report.html"),
    "json": Format("reports.formats.json", "exposure-report.json"),
    "pdf": Format("reports.formats.pdf", "exposure-report.pdf"),
}
