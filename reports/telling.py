"""What changed since a baseline, as text, Markdown and JSON."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from reports.delta import Change, Changed, Delta
from reports.escaping import json_text, markdown_text, terminal_text
from reports.texts import count, day, shorten

SCHEMA: Final = "mcp-exposure/delta/1"
_DIGITS: Final = 12
_LONGEST: Final = 200

Clean = Callable[[str], str]


def text(delta: Delta) -> str:
    """Return the changes in plain lines, the new ones first; what did not change is counted."""
    lines = [headline(delta)]
    for item in shown(delta):
        lines.append(f"{item.change.upper():11} {item.severity:9} {called(item, terminal_text)}")
        lines += [f"{'':22}{part}" for part in notes(item, terminal_text)]
    if delta.differences:
        lines.append("What the scans did differently:")
        lines += [f"  {terminal_text(told)}" for told in delta.differences]
    return "\n".join(lines) + "\n"


def markdown(delta: Delta) -> str:
    """Return the same as Markdown."""
    lines = [f"**{markdown_text(headline(delta))}**", ""]
    for item in shown(delta):
        told = "; ".join(notes(item, markdown_text))
        name = called(item, markdown_text)
        lines.append(f"* **{item.change}**, {item.severity}: {name}{told and ' — '}{told}")
    if delta.differences:
        lines += ["", "What the scans did differently:", ""]
        lines += [f"* {markdown_text(told)}" for told in delta.differences]
    return "\n".join(lines) + "\n"


def rendered_json(delta: Delta) -> str:
    """Return the same as JSON, with all that did not change."""
    whole = {"schema": SCHEMA, **as_object(delta)}
    return json_text(json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def as_object(delta: Delta) -> dict[str, Any]:
    """Return the changes as the report in JSON has them."""
    return {
        "baseline_at": delta.baseline_at,
        "verdict_before": delta.verdict_before,
        "verdict": delta.verdict,
        "counts": {
            change.replace(" ", "_"): dict(
                zip(("credentials", "exposures"), delta.count(change), strict=True)
            )
            for change in Change
        },
        "overdue": len(delta.overdue),
        "differences": list(delta.differences),
        "credentials": [_changed(item) for item in delta.credentials],
        "exposures": [_changed(item) for item in delta.exposures],
    }


def headline(delta: Delta) -> str:
    """Say in one line how much changed."""
    parts = [
        f"{change}: {count(credentials, 'credential')}, {count(rows, 'exposure')}"
        for change in Change
        for credentials, rows in [delta.count(change)]
        if credentials or rows
    ]
    since = f"Since {day(delta.baseline_at)}"
    if delta.verdict is not delta.verdict_before:
        parts.append(f"verdict {delta.verdict_before} before, {delta.verdict} now")
    if delta.overdue:
        parts.append(f"{len(delta.overdue):,} open past the limit")
    return f"{since}: {'; '.join(parts) or 'nothing was found before, and nothing is now'}"


def shown(delta: Delta) -> Iterable[Changed]:
    """Return what people have to look at: all changes, and what is open for too long."""
    both = (*delta.credentials, *delta.exposures)
    return (item for item in both if item.change is not Change.UNCHANGED or item.overdue)


def called(item: Changed, clean: Clean) -> str:
    """Return what people call a credential or a row."""
    if item.fingerprint:
        return f"{clean(shorten(item.title, _LONGEST))} {item.fingerprint[:_DIGITS]}"
    place = (item.title or "outside any server", item.tenant, item.environment)
    return " / ".join(clean(shorten(name, _LONGEST)) for name in place)


def notes(item: Changed, clean: Clean) -> list[str]:
    """Return what is to be said of an item: why, since when, and how bad it was before."""
    told = [clean(shorten(item.why, _LONGEST))] if item.why else []
    if item.before and item.before is not item.severity:
        told.append(f"severity {item.before} before")
    if item.overdue:
        told.append(f"open for {count(item.days or 0, 'day')}, past the limit of {item.limit}")
    return told


def _changed(item: Changed) -> dict[str, Any]:
    who: dict[str, Any] = {
        "server": item.title,
        "tenant": item.tenant,
        "environment": item.environment,
        "credentials": list(item.credentials),
    }
    if item.fingerprint:
        who = {"fingerprint": item.fingerprint, "title": item.title}
    return {
        "change": item.change,
        "why": item.why,
        **who,
        "severity": item.severity,
        "severity_before": item.before,
        "open": item.open,
        "days": item.days,
        "limit_days": item.limit,
        "overdue": item.overdue,
    }
