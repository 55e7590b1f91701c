"""The report as one page that loads nothing, says all without scripts, and prints well."""

from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.assessment.checks import CHECKS
from reports.assessment.severity import MODEL
from reports.charts import ages, matrix, sharing, timeline
from reports.forms import TOLD
from reports.grouping import OUTSIDE
from reports.headline import readiness
from reports.model import UNASSIGNED, CheckState, Report
from reports.statements import ASSURANCE, NEVER_SEEN
from reports.suppressing import NOT_IGNORED
from reports.texts import count, day, shorten, size
from reports.view import View, view
from reports.view_frameworks import supported
from reports.view_sections import by_environment, by_server, by_tenant, desks, tallies
from reports.view_since import since


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a long report a page holds; what it leaves out it counts."""

    detailed: int
    """So many exposures and credentials, the worst, with every check, reason and place."""
    unfolded: int
    """So many rows of a list before the fold."""
    listed: int
    """So many rows of a list at all."""
    scripted: bool
    """True if the page filters, sorts and copies where scripts run."""


SCREEN: Final = Extent(detailed=100, unfolded=200, listed=1_000_000, scripted=True)
PAPER: Final = Extent(detailed=12, unfolded=150, listed=150, scripted=False)
"""WeasyPrint lays out some hundred rows a second."""

_VERY_MANY: Final = 5_000
"""With more rows than that, fewer are told in full: a page stays below 5 MB."""
_FEWER: Final = 50


def render(report: Report) -> str:
    """Return `report` as one self-contained page, to be written as UTF-8."""
    return page(report, SCREEN)


def page(report: Report, extent: Extent) -> str:
    """Return `report` as a page that holds as much as `extent` says."""
    shown = view(report)
    if len(shown.exposures) > _VERY_MANY:
        extent = replace(extent, detailed=min(extent.detailed, _FEWER))
    found, rows = shown.report, shown.exposures
    environment = _environment()
    style = _unindented(environment.get_template("report.css").render())
    script = _unindented(environment.get_template("report.js").render())
    text = environment.get_template("report.html.j2").render(
        view=shown,
        report=found,
        extent=extent,
        style=style,
        script=script,
        policy=_policy(style, script if extent.scripted else ""),
        records={server.identity: server for server in found.servers},
        servers=by_server(found, rows),
        tenants=by_tenant(found, rows),
        environments=by_environment(found, rows),
        tallies=tallies(found.exposures),
        desks=desks(found, rows),
        since=since(shown),
        readiness=readiness(found),
        known={row.record.credential.fingerprint: row for row in shown.credentials},
        frameworks=supported(found.exposures),
        charts=_charts(shown),
    )
    return _unindented(text)


def _charts(shown: View) -> dict[str, str | None]:
    scan, credentials = shown.report.scan, shown.credentials
    return {
        "matrix": matrix.matrix_chart(shown.matrix),
        "sharing": sharing.sharing_chart(shown.shared),
        "timeline": timeline.timeline_chart(credentials, scan.finished_at),
        "ages": ages.ages_chart(credentials, scan.started_at),
    }


def _policy(style: str, script: str) -> str:
    """Return the content security policy: our own style and script by digest, nothing else."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {scripts}"
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode("ascii")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shorten=shorten)
    environment.globals.update(
        count=count,
        day=day,
        size=size,
        OUTSIDE=OUTSIDE,
        TOLD=TOLD,
        NOT_IGNORED=NOT_IGNORED,
        UNASSIGNED=UNASSIGNED,
        ASSURANCE=ASSURANCE,
        NEVER_SEEN=NEVER_SEEN,
        CHECKS=CHECKS,
        MODEL=MODEL,
        STATES=tuple(CheckState),
        MATRIX_COLUMNS=matrix.COLUMNS,
        MOST_DRAWN={"matrix": matrix.ROWS, "sharing": sharing.ROWS, "timeline": timeline.LANES},
    )
    return environment


def _unindented(text: str) -> str:
    """Return `text` without indentation and empty lines: a third of a page is that.

    No value spans lines (`reports.escaping.terminal_text` sees to it), so none is changed.
    """
    return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip()))
