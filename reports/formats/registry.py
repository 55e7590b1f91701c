"""Every format that a report can be written in: one line each."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.formats import html, json
from reports.model import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a report, and what the file is called if nobody says."""

    render: Callable[[Report], str]
    file: str


FORMATS: dict[str, Format] = {
    "html": Format(html.render, "exposure-report.html"),
    "json": Format(json.render, "exposure-report.json"),
}
