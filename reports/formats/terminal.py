"""The short summary for whoever started the scan: verdict, worst first, what was not seen."""

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from reports.model import Report, Severity
from reports.view import CredentialRow, View, count, day, shorten, view
from scanner.model import State

_MOST = 15
_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_VERDICTS = {"exposed": "bold red", "incomplete": "bold yellow", "clean": "bold green"}


def render(report: Report, width: int = 100, *, color: bool = False) -> str:
    """Return the summary as text for a terminal that is `width` characters wide."""
    shown = view(report)
    console = Console(
        width=width, force_terminal=color, no_color=not color, highlight=False, markup=False,
        color_system="standard" if color else None, legacy_windows=False,
    )  # fmt: skip
    with console.capture() as captured:
        console.print(_summary(shown))
    return captured.get()


def _summary(shown: View) -> Group:
    parts: list[Text | Table] = [_verdict(shown)]
    if shown.credentials:
        parts.append(_credentials(shown.credentials[:_MOST]))
        if hidden := len(shown.credentials) - _MOST:
            parts.append(Text(f"… and {hidden:,} more in the report") if hidden > 0 else Text(""))
    parts.append(_coverage(shown))
    return Group(*parts)


def _verdict(shown: View) -> Text:
    verdict = shown.report.verdict
    text = Text(verdict.upper(), style=_VERDICTS[verdict])
    text.append(f"  {shown.headline.sentence}", style="default")
    if shown.headline.caveat:
        text.append(f"\n{shown.headline.caveat}", style="default")
    return text


def _credentials(rows: tuple[CredentialRow, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("severity", "credential", "where", "since", "state"):
        table.add_column(name, overflow="fold")
    for row in rows:
        record = row.record
        since = day(record.first_seen.at) if record.first_seen else ""
        preview = f" {record.credential.preview}" if record.credential.preview else ""
        table.add_row(
            Text(record.severity, style=_STYLES[record.severity]),
            f"{record.credential.kind_name}{preview}",
            _where(row),
            since,
            _state(row),
        )
    return table


def _where(row: CredentialRow) -> str:
    first = row.places[0].occurrence
    server = f"\n{first.server_name}: {shorten(row.servers[0], 60)}" if row.servers else ""
    more = f"\nand {count(len(row.places) - 1, 'more place')}" if len(row.places) > 1 else ""
    return f"{first.path}:{first.line}:{first.column} {first.name}{server}{more}"


def _state(row: CredentialRow) -> str:
    if row.record.state is State.LIVE:
        refs = {ref for placed in row.places for ref in placed.occurrence.lifetime.refs}
        return f"live ({count(len(refs), 'ref')})" if refs else "live (work tree)"
    when = f"\nremoved {day(row.removed.at)}" if row.removed else ""
    return f"{row.record.state}{when}"


def _coverage(shown: View) -> Text:
    seen = shown.report.coverage
    places = [
        count(seen.repositories, "repository", "repositories"),
        count(seen.refs, "ref"),
        count(seen.commits, "commit"),
        count(seen.recognised, "configuration"),
    ]
    if seen.without_history:
        places.append(f"{count(seen.without_history, 'directory', 'directories')} without history")
    text = Text(f"Scanned {', '.join(places)}.", style="dim")
    for skipped in shown.report.skipped[:_MOST]:
        text.append(f"\nnot scanned: {skipped.subject}: {skipped.reason}", style="yellow")
    if len(shown.report.skipped) > _MOST:
        text.append(f"\n… and {len(shown.report.skipped) - _MOST:,} more", style="yellow")
    return text
