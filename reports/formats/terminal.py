"""The short summary for whoever started the scan: verdict, worst first, what was not seen."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple

from rich.console import Console
from rich.text import Text

from reports.delta import Delta
from reports.escaping import terminal_text
from reports.forms import TOLD
from reports.headline import Headline, readiness
from reports.headline import headline as verdict_in_words
from reports.model import Overall, Report, Severity
from reports.summary import most_urgent
from reports.suppressing import NOT_IGNORED
from reports.telling import called, headline, notes
from reports.telling import shown as changes
from reports.texts import count, day, shorten
from reports.view import CredentialRow, View
from scanner.model import Stamp, State, UnitResult

_MOST = 15
_PLACES = 3
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
    console = Console(
        width=width, force_terminal=color, no_color=not color, highlight=False, markup=False,
        color_system="standard" if color else None, legacy_windows=False,
    )  # fmt: skip
    with console.capture() as captured:
        console.print(_summary(report), soft_wrap=True)
    return captured.get()


def safe_values(results: Iterable[UnitResult]) -> Iterator[str]:
    """Yield a line for each value that was judged to be no credential: place, slot, name, why."""
    found = sorted((safe for result in results for safe in result.safe), key=astuple)
    for safe in found:
        where = terminal_text(f"{safe.repository}: {safe.path}:{safe.line}:{safe.column}")
        yield f"{where}  {safe.slot} {terminal_text(safe.name)}  {safe.outcome}: {safe.reason}"


def _summary(report: Report) -> Text:
    shown = most_urgent(report, _MOST)
    parts = [_verdict(report.verdict, verdict_in_words(report))]
    if shown.report.baseline:
        parts.append(_since(shown.report.baseline))
    alone = shown.report.coverage.repositories <= 1
    parts += [_credential(row, alone=alone) for row in shown.credentials]
    if (hidden := len(report.credentials) - _MOST) > 0:
        parts.append(Text(f"… and {count(hidden, 'more credential')}: see the report"))
    parts += [Text(f"\n{told}")] if (told := readiness(report)) else []
    parts.append(_coverage(shown))
    return Text("\n").join(parts)


def _verdict(verdict: Overall, told: Headline) -> Text:
    text = Text(verdict.upper(), style=_VERDICTS[verdict])
    text.append(f"  {told.sentence}", style="default")
    if told.caveat:
        text.append(f"\n{told.caveat}", style="default")
    return text.append("\n")


def _since(delta: Delta) -> Text:
    """Say what changed; the credentials themselves follow."""
    text = Text(f"{headline(delta)}.", style="bold")
    rows = [item for item in changes(delta) if item.is_new or item.overdue or item.why]
    for item in rows[:_MOST]:
        told = "; ".join(notes(item, str))
        text.append(f"\n{item.change:11}{called(item, str)}", style="default")
        text.append(f"  {told}", style="dim")
    if (more := len(rows) - _MOST) > 0:
        text.append(f"\n… and {count(more, 'more change')}", style="dim")
    for told in delta.differences:
        text.append(f"\n{'':11}{told}", style="dim")
    return text.append("\n")


def _credential(row: CredentialRow, *, alone: bool) -> Text:
    record = row.record
    preview = f" {record.credential.preview}" if record.credential.preview else ""
    text = Text(f"{record.severity:9}", style=_STYLES[record.severity])
    text.append(f"{record.credential.kind_name}{preview}", style="bold not dim")
    text.append(f"  {_state(row)}", style="default")
    if told := _life(row):
        text.append(f"\n{'':9}{told}", style="default")
    for place in row.places[:_PLACES]:
        one = place.occurrence
        server = f"  {one.server_name} = {shorten(one.server, 70)}" if one.server else ""
        path = one.path if alone else f"{one.repository}: {one.path}"
        called = shorten(one.name, 40) or TOLD[one.form]
        where = f"{shorten(path, 90)}:{one.line}:{one.column}  {called}"
        text.append(f"\n{'':9}{where}{server}", style="default")
        if one.lifetime.moved_from:
            earlier = ", ".join(shorten(path, 60) for path in one.lifetime.moved_from[-_PLACES:])
            text.append(f"\n{'':9}  moved from {earlier}", style="dim")
        if one.suppressed:
            text.append(f"\n{'':9}  {NOT_IGNORED.format(one.suppressed)}", style="yellow")
    if (more := len(row.places) - _PLACES) > 0:
        text.append(f"\n{'':9}… and {count(more, 'more place')}", style="dim")
    return text


def _state(row: CredentialRow) -> str:
    since = _day(row.record.first_seen) if row.record.first_seen else ""
    if row.record.state is State.LIVE:
        refs = {ref for placed in row.places for ref in placed.occurrence.lifetime.refs}
        where = f"live in {count(len(refs), 'ref')}" if refs else "live in the work tree"
        return f"{where}, since {since}" if since else where
    until = f" to {_day(row.removed)}" if row.removed else ""
    when = f", {since}{until}" if since else ""
    if row.record.state is State.HISTORY:
        return f"only in history{when}"
    return f"only in objects that no ref reaches{when}; still stored: removal is not revocation"


def _day(stamp: Stamp) -> str:
    return f"{day(stamp.at)}{' (as stated: another commit contradicts it)' * stamp.doubtful}"


def _life(row: CredentialRow) -> str:
    """Say who wrote it, for how long it was exposed, and whether it came back or was replaced."""
    first, *others = row.authors or ("",)
    more = f" and {count(len(others), 'other')}" if others else ""
    parts = [f"introduced by {shorten(first, 40)}{more}"] if first else []
    if row.removed and row.removed.author:
        parts.append(f"removed by {shorten(row.removed.author, 40)}")
    if row.exposed:
        parts.append(row.exposed)
    if row.returns:
        parts.append(f"brought back {count(row.returns, 'time')}")
    if row.rotations:
        parts.append(f"{count(row.rotations, 'rotation')} of its slots")
    return "; ".join(parts)


def _coverage(shown: View) -> Text:
    seen = shown.report.coverage
    places = [
        count(seen.repositories, "repository", "repositories"),
        count(seen.refs, "ref"),
        count(seen.commits, "commit"),
        count(seen.recognised, "configuration"),
    ]
    if lost := seen.unreachable_commits + seen.unreachable_blobs:
        places.append(f"{count(lost, 'object')} that no ref reaches")
    if seen.without_history:
        places.append(f"{count(seen.without_history, 'directory', 'directories')} without history")
    text = Text(f"\nScanned {', '.join(places)}.", style="dim")
    if files := len(seen.suppression_files):
        told = f"{count(files, 'file')} may tell scanners what to ignore; not obeyed."
        text.append(f"\n{told}", style="dim")
    if seen.traced:
        text.append(f"\nLooked for each value in {count(seen.traced, 'content')}.", style="dim")
    for untraced in seen.untraced[:_MOST]:
        text.append(f"\nnot traced: {untraced}", style="dim")
    for skipped in shown.report.skipped[:_MOST]:
        text.append(f"\nnot scanned: {skipped.subject}: {skipped.reason}", style="yellow")
    if len(shown.report.skipped) > _MOST:
        text.append(f"\n… and {len(shown.report.skipped) - _MOST:,} more", style="yellow")
    return text
